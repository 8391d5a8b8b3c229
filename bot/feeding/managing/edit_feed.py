"""Changing where the entries of a feed are posted, and under which conditions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Protocol

from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain.errors import BadInput, NotFound, Refused
from bot.domain.feeds.following import Following
from bot.domain.feeds.quiet_hours import Span, read_span
from bot.domain.language import Language
from bot.domain.letters import folded
from bot.domain.message import counted, message
from bot.feeding import following_store as followings
from bot.feeding.managing.followed_feeds import Followed, FollowedFeeds, record
from bot.posting.board_port import Board

MOST_ROOMS = 10
MOST_TAGS = 5
"""Discord's limit for one post."""
LONGEST_TAG = 20
"""Discord's limit."""
MOST_PER_HOUR = 60
LONGEST_DELAY = 1_440
"""Minutes."""
NONE = frozenset({"-", "off", "none", "no", "ninguna", "ninguno", "nada"})
"""What editors write to take a condition away."""


class Mentioning(Protocol):
    """What the platform lets a member and the bot do in the rooms of a feed."""

    def require_may_mention(self, role_id: int, channel_ids: Collection[int]) -> None:
        """Check that whoever asks and the bot may mention a role in these channels.

        Raises:
            BadInput: the role is that of everyone.
            NotAllowed: whoever asks may not.
            BotLacks: the bot may not.
            NotFound: there is no such role.
        """

    def tags(self, channel_ids: Collection[int]) -> list[str]:
        """The names of the tags of the forums among these channels."""


@dataclass(frozen=True, slots=True)
class FeedChanges:
    """What an editor asked for; None leaves a thing as it is.

    ``language`` is en, es, or empty for what the feed says. ``per_hour`` is 0 for no limit. ``quiet`` is a
    span, ``tags`` are names with commas between them, and either may be one of ``NONE``. ``mention`` is a
    role's id, 0 for none. ``source`` is the id of a following of the same source, 0 for none.
    """

    add_channel: int | None = None
    remove_channel: int | None = None
    language: str | None = None
    per_hour: int | None = None
    quiet: str | None = None
    delay: int | None = None
    review: bool | None = None
    mention: int | None = None
    tags: str | None = None
    source: int | None = None


class FeedEditing:
    """Changes what a server wants of a feed."""

    def __init__(self, database: Database, board: Board, followed: FollowedFeeds) -> None:
        self._database = database
        self._board = board
        self._followed = followed

    async def edit(
        self, viewer: Viewer, chosen: str, changes: FeedChanges, mentioning: Mentioning
    ) -> Followed:
        """Change a feed as an editor asked; gives it as it is now.

        Raises:
            NotAllowed: they do not manage the server, or may not mention that role.
            NotFound: there is no such feed, channel or role.
            BadInput: a value cannot be used.
            BotLacks: the bot lacks permissions in the channel, or may not mention that role.
            Refused: nothing would change.
        """
        found = await self._followed.find_to_change(viewer, chosen)
        changed = self._in_rooms(viewer, found.following, changes)
        changed = _with_conditions(changed, changes)
        if changes.tags is not None:
            known = mentioning.tags(changed.channels)
            changed = replace(changed, tags=_tags(changes.tags, known))
        added = set(changed.channels) - set(found.following.channels)
        if changed.mention_role_id and (changes.mention or added):
            mentioning.require_may_mention(changed.mention_role_id, changed.channels)

        def work(connection: Connection) -> Following:
            wanted = _of_source(connection, changed, changes.source)
            if wanted == found.following:
                raise Refused(message("No change needed."))
            followings.update_conditions(connection, wanted)
            record(connection, viewer.member, "feed changed", found.feed)
            return wanted

        return replace(found, following=await self._database.write(work))

    def _in_rooms(self, viewer: Viewer, following: Following, changes: FeedChanges) -> Following:
        rooms = list(following.channels)
        if changes.remove_channel is not None:
            if changes.remove_channel not in rooms:
                raise NotFound(message("This feed is not posted in that channel."))
            rooms.remove(changes.remove_channel)
        if changes.add_channel is not None and changes.add_channel not in rooms:
            check_room(viewer, self._board, changes.add_channel)
            rooms.append(changes.add_channel)
        if len(rooms) > MOST_ROOMS:
            raise BadInput(
                counted(
                    "A feed is posted in at most {count} channel.",
                    "A feed is posted in at most {count} channels.",
                    MOST_ROOMS,
                )
            )
        if not rooms:
            raise BadInput(
                message("That is its only channel. Add another one first, or pause or remove the feed.")
            )
        return replace(following, channels=tuple(sorted(rooms)))


def check_room(viewer: Viewer, board: Board, channel_id: int) -> None:
    """Check that cards can be posted in a channel, and that whoever asks sees it.

    Raises:
        NotFound: there is no such channel, or one of the two cannot see it.
        BadInput: channels of its kind take no cards.
        BotLacks: the bot lacks permissions there; it names them all.
    """
    if not viewer.sees(channel_id):
        raise NotFound(message("I do not know that channel, or cannot see it."))
    board.channel(channel_id)


def _with_conditions(following: Following, changes: FeedChanges) -> Following:
    if changes.language is not None:
        chosen = Language(changes.language) if changes.language else None
        following = replace(following, language=chosen)
    if changes.per_hour is not None:
        following = replace(following, per_hour=changes.per_hour or None)
    if changes.quiet is not None:
        following = replace(following, quiet=_quiet(changes.quiet))
    if changes.delay is not None:
        following = replace(following, delay=changes.delay)
    if changes.review is not None:
        following = replace(following, review=changes.review)
    if changes.mention is not None:
        following = replace(following, mention_role_id=changes.mention or None)
    return following


def _quiet(written: str) -> Span | None:
    if written.strip().casefold() in NONE:
        return None
    if span := read_span(written):
        return span
    raise BadInput(message("I cannot read these quiet hours. Write them like this: 22:00-07:00, or off."))


def _tags(written: str, known: Collection[str]) -> tuple[str, ...]:
    if written.strip().casefold() in NONE:
        return ()
    by_name = {folded(one): one for one in known}
    if not by_name:
        raise BadInput(message("None of this feed's channels is a forum with tags."))
    wanted = [one.strip() for one in written.split(",") if one.strip()]
    if len(wanted) > MOST_TAGS:
        raise BadInput(counted("At most {count} tag.", "At most {count} tags.", MOST_TAGS))
    if any(folded(one) not in by_name for one in wanted):
        names = " · ".join(sorted(by_name.values()))
        raise BadInput(message("The forum has these tags: {names}", names=names))
    return tuple(dict.fromkeys(by_name[folded(one)] for one in wanted))


def _of_source(connection: Connection, following: Following, wanted: int | None) -> Following:
    """``following`` as one source with another of its server, or with none any more."""
    if wanted is None:
        return following
    if not wanted:
        return replace(following, source=None)
    other = followings.get(connection, wanted)
    if other is None or other.server_id != following.server_id:
        raise NotFound(message("I do not know that feed. Choose one of those that are offered."))
    if other.id == following.id:
        raise BadInput(message("Choose another feed: this is the same one."))
    source = other.source or other.id
    if other.source is None:
        followings.update_conditions(connection, replace(other, source=source))
    return replace(following, source=source)
