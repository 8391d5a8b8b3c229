"""The feeds that a server follows: finding the one that is meant, pausing, resuming and removing it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.card import one_line, trimmed
from bot.domain.errors import NotAllowed, NotFound, Refused
from bot.domain.feeds.following import Following
from bot.domain.letters import folded
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.domain.people import Member
from bot.feeding import (
    announcement_store as announcements,
    delivery_store as deliveries,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
)
from bot.feeding.feed_store import StoredFeed
from bot.jobs.clock import Clock
from bot.posting.remove_card import UNDO_FOR

MAX_CHOICES = 25
"""Discord's limit for the choices of an option."""
MAX_LABEL_LENGTH = 100


@dataclass(frozen=True, slots=True)
class Followed:
    """A feed, and what a server wants of it."""

    following: Following
    feed: StoredFeed

    @property
    def title(self) -> str:
        """What people call the feed: its title, else its address, in one line."""
        return trimmed(one_line(self.feed.title), MAX_LABEL_LENGTH) or trimmed(
            self.feed.url, MAX_LABEL_LENGTH
        )


class FollowedFeeds:
    """Managers see and change all feeds of their server; moderators see those that are posted into a room
    that they moderate.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def shown_to(self, viewer: Viewer) -> list[Followed]:
        """The feeds that somebody may see, by title.

        Raises:
            NotAllowed: they neither manage the server nor moderate the channel they are in.
        """
        member = viewer.member
        found = await self._database.read(of_server, member.server_id)
        if not member.manager:
            found = [one for one in found if any(map(viewer.moderates, one.following.channels))]
            policy.require_moderator(bool(found) or member.moderator)
        return sorted(found, key=lambda one: folded(one.title))

    async def suggest(self, viewer: Viewer, typed: str) -> list[Followed]:
        """The first feeds that somebody may see with ``typed`` in their title or address."""
        wanted = folded(typed.strip())
        try:
            found = await self.shown_to(viewer)
        except NotAllowed:
            return []
        return [one for one in found if wanted in folded(one.title) or wanted in one.feed.url.casefold()][
            :MAX_CHOICES
        ]

    async def find(self, viewer: Viewer, chosen: str) -> Followed:
        """The feed with this id, address or title.

        Raises:
            NotAllowed: see :meth:`shown_to`.
            NotFound: there is none, or they may not see it.
        """
        return _chosen(await self.shown_to(viewer), chosen.strip())

    async def find_to_change(self, viewer: Viewer, chosen: str) -> Followed:
        """The feed with this id, address or title, for managers alone.

        Raises:
            NotAllowed: the viewer does not manage the server.
            NotFound: there is none.
        """
        policy.require_manager(viewer.member.manager)
        return await self.find(viewer, chosen)

    async def of_source(self, viewer: Viewer, followed: Followed) -> list[Followed]:
        """The other feeds that are one source with this one."""
        source = followed.following.source
        if source is None:
            return []
        found = await self._database.read(of_server, viewer.member.server_id)
        others = [one for one in found if one.following.id != followed.following.id]
        return [one for one in others if one.following.source == source]

    async def pause(self, viewer: Viewer, chosen: str) -> Followed:
        """Post nothing of a feed until it is resumed; gives the feed.

        Raises:
            NotAllowed, NotFound: see :meth:`find_to_change`.
            Refused: it is paused already.
        """
        found = await self.find_to_change(viewer, chosen)
        if found.following.paused_at:
            raise Refused(message("It is paused already."))
        paused = replace(found.following, paused_at=self._clock.utcnow())

        def work(connection: Connection) -> None:
            followings.update_conditions(connection, paused)
            record(connection, viewer.member, "feed paused", found.feed)

        await self._database.write(work)
        return replace(found, following=paused)

    async def resume(self, viewer: Viewer, chosen: str) -> Followed:
        """Post what is new in a feed again, and look at it now; gives the feed. Also one that the bot itself
        had paused.

        Raises:
            NotAllowed, NotFound: see :meth:`find_to_change`.
            Refused: it is not paused.
        """
        found = await self.find_to_change(viewer, chosen)
        if not found.following.paused_at and not found.feed.paused_at:
            raise Refused(message("It is not paused."))
        resumed = replace(found.following, paused_at=None)

        def work(connection: Connection) -> None:
            now = self._clock.utcnow()
            looks.resume(connection, found.feed.id, now)
            feeds.look_now(connection, found.feed.id, now)
            followings.update_conditions(connection, resumed)
            record(connection, viewer.member, "feed resumed", found.feed)

        await self._database.write(work)
        return replace(found, following=resumed)

    async def remove(self, viewer: Viewer, following_id: int) -> None:
        """Follow a feed no longer.

        Raises:
            NotAllowed: the viewer does not manage the server.
            NotFound: it is followed no longer.
        """
        found = await self.find_to_change(viewer, str(following_id))

        def work(connection: Connection) -> None:
            followings.remove(connection, following_id, self._clock.utcnow())
            record(connection, viewer.member, "feed removed", found.feed)

        await self._database.write(work)

    async def put_back(self, member: Member, following_id: int) -> Followed:
        """Follow a feed again as before it was removed; gives it.

        Raises:
            NotAllowed: the member does not manage the server.
            Refused: it was not removed, or too long ago, or was added again since.
        """
        policy.require_manager(member.manager)
        expired = self._clock.utcnow() - UNDO_FOR

        def work(connection: Connection) -> Followed:
            removed = followings.removed_at(connection, following_id)
            if removed is None or removed[0] != member.server_id or removed[1] < expired:
                raise Refused(message("This cannot be undone any more. Add the feed again instead."))
            following = followings.put_back(connection, following_id)
            deliveries.owe_missed(connection, following_id, removed[1], self._clock.utcnow())
            announcements.go_on(connection, following_id)
            feed = feeds.get(connection, following.feed_id)
            assert feed is not None
            record(connection, member, "feed put back", feed)
            return Followed(following, feed)

        return await self._database.write(work)

    async def on_server_left(self, server_id: int) -> None:
        """Look at no feed any more for a server that the bot left. What is set for them is kept: it may have
        been by mistake, and can be resumed.
        """
        await self._database.write(followings.pause_all, server_id, self._clock.utcnow())


def of_server(connection: Connection, server_id: int) -> list[Followed]:
    """Every feed that a server follows, in the order in which they were added."""
    mine = followings.of_server(connection, server_id)
    known = feeds.get_all(connection, [one.feed_id for one in mine])
    return [Followed(one, known[one.feed_id]) for one in mine]


def record(connection: Connection, member: Member, what: str, feed: StoredFeed) -> None:
    """Store in the audit what a manager did about a feed."""
    detail = f"{what}: {feed.url}"
    audit.done(connection, member, Action.SETTINGS, TargetKind.SERVER, member.server_id, detail)


def _chosen(found: Iterable[Followed], chosen: str) -> Followed:
    named = folded(chosen)
    for one in found:
        if chosen in (str(one.following.id), one.feed.url) or named == folded(one.title):
            return one
    raise NotFound(message("I do not know that feed. Choose one of those that are offered."))
