"""*Add to discussion*: a message from elsewhere becomes a comment, and stays where it is.

What stands in a room of ours and was not gathered, as where the bot may not read what is written, is gathered
now. What stands in a channel that not everybody can read leaves it by its author's hand alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.browsing.choose_discussion import Choice, Choosing
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.locate import locate
from bot.discussion.posting_rules import require_may_post
from bot.discussion.room_index import Rooms
from bot.discussion.stores import comment_store as comments
from bot.discussion.viewer_port import Standing
from bot.domain.discussion import CommentOrigin, CommentStatus, Post, PostStatus
from bot.domain.errors import BotLacks, NotAllowed, NotFound, PlatformFailed, Refused, StorageFailed
from bot.domain.events import HistoryPage, LiveMessage, Located, Said, Venue, said_at
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.gathering.event_queue import Gatherer

PATIENCE = 1.5
"""Seconds for reading a message again: an answer is due within three."""
_DELETED = message("This message was deleted meanwhile.")
_ERASED = message("This comment was deleted, and its text erased.")
_KEPT_PRIVATE = message("Not everybody can read this channel: only its author can take a message out of it.")


@dataclass(frozen=True, slots=True)
class Pointed:
    """A member's message that somebody points at.

    ``room_id`` is the channel it stands in, or its thread hangs under; ``within`` the same, if those who read
    that channel read the message: None in a private thread. ``public``: everybody can read it.
    """

    said: Said
    room_id: int
    within: int | None
    public: bool


class Adding:
    """Messages that people add to discussions."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        door: Door,
        choosing: Choosing,
        history: History,
        gatherer: Gatherer,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._door = door
        self._choosing = choosing
        self._history = history
        self._gatherer = gatherer

    async def check(self, message_id: int) -> None:
        """Whether a message is no comment yet.

        Raises:
            Refused: it is one, or was.
            StorageFailed: the disk is full.
        """
        if self._database.full:
            raise StorageFailed(message("The disk is full: nothing can be stored until there is room."))
        async with self._database.read() as connection:
            await _refuse_known(connection, message_id)

    async def gather(self, standing: Standing, pointed: Pointed, now: int) -> Post | None:
        """Add a message that stands in a room of ours, where it is part of a discussion already; gives the
        post it belongs to, or None where a discussion has to be chosen for it. ``now`` is the interaction.

        Raises:
            NotAllowed: it is somebody else's, and they do not moderate the channel it stands in, or they may
                not write in the thread.
            Refused: it is a comment already, or the discussion is locked or closed to them.
        """
        with self._gatherer.reading(pointed.said.channel_id):
            async with self._database.read() as connection:
                await _check(connection, standing, pointed)
                located = await locate(connection, self._rooms, [pointed.said])
                if not located:
                    return None
                post = located[0].post
                await require_may_post(connection, standing, post, said_at(now))
            said = replace(pointed.said, moderator=standing.moderates(post.channel_id))
            await self._gatherer.gather(HistoryPage(said.channel_id, (LiveMessage(said.id, said),)))
        return post

    async def offered(self, standing: Standing, pointed: Pointed) -> list[Choice]:
        """The discussions it may be added to, the latest first and at most 25.

        Raises:
            NotAllowed: it may not leave its channel by their hand.
            NotFound: there is none that they see.
        """
        choices = await self._choosing.offered(
            standing, "", among=lambda discussion_id: bool(self._homes(standing, pointed, discussion_id))
        )
        if choices:
            return choices
        if _may_leave(standing, pointed):
            raise NotFound(message("There is no discussion here yet that it could be added to."))
        raise NotAllowed(_KEPT_PRIVATE)

    async def add(
        self, standing: Standing, pointed: Pointed, discussion_id: int, now: int, *, confirmed: bool
    ) -> Post:
        """Make a message, as it stands by now, a comment of a discussion, at the interaction ``now``; gives
        the post it is now said under. It is shown in the rooms of the discussion afterwards. ``confirmed``:
        its author knows that it leaves a channel that not everybody can read.

        Raises:
            NotAllowed: it is somebody else's, and they do not moderate the channel it stands in, or not
                everybody can read that; or they may not write in the thread it would appear in.
            NotFound: no room of the discussion that it could be said in has its card.
            PlatformFailed: it could not be read again.
            Refused: it is a comment already or was deleted meanwhile, the discussion is locked or closed to
                them, they are too fast, or it is to be confirmed.
        """
        homes = self._homes(standing, pointed, discussion_id)
        if not homes and not _may_leave(standing, pointed):
            raise NotAllowed(_KEPT_PRIVATE)
        if not homes:
            raise NotFound(message("This discussion has no card here any more that it could be added below."))
        home = homes[0]
        if not (confirmed or pointed.public or home.channel_id == pointed.within):
            raise Refused(message("Confirm that others may read what you said in this channel."))
        said = await self._read_again(standing, pointed)

        async def work(connection: Connection) -> None:
            if self._door.was_deleted(said.id):
                raise Refused(_DELETED)
            await _check(connection, standing, pointed)
            await require_may_post(connection, standing, home, said_at(now))
            # What it answers where it stands is no part of the discussion.
            added = replace(said, replied_to=None, moderator=standing.moderates(home.channel_id))
            ids = await self._door.accept(connection, [Located(added, home, CommentOrigin.ADDED)])
            if not ids:
                # The ledger of erasures names it, or its author up to then.
                raise Refused(_ERASED)
            await audit.done(connection, standing.member, Action.ADD, TargetKind.COMMENT, ids[said.id])

        await self._database.write(work)
        self._rooms.borrow(pointed.said.channel_id, home.id)
        return home

    async def _read_again(self, standing: Standing, pointed: Pointed) -> Said:
        """What the message says by now. One that the bot cannot read stays as it was when it was pointed at;
        of what is edited there it is not told later either.
        """
        said = pointed.said
        venue = Venue(standing.member.server_id, pointed.room_id, said.channel_id)
        try:
            async with asyncio.timeout(PATIENCE):
                page = await self._history.one(venue, said.id)
        except BotLacks:
            return said
        except TimeoutError as late:
            raise PlatformFailed(
                message("Discord cannot be reached. Please try again in a moment.")
            ) from late
        if not page.ids:
            raise Refused(_DELETED)
        # Without the intent it comes without its text. Its author's name here does not come along at all.
        now = next(iter(page.said), said)
        return replace(said, text=now.text, edited_at=now.edited_at, attachments=now.attachments)

    def _homes(self, standing: Standing, pointed: Pointed, discussion_id: int) -> list[Post]:
        """The posts of a discussion that a message can be said under, the best first: that of the channel it
        stands in, else one whose room is joined to the others.
        """
        may_leave = _may_leave(standing, pointed)
        fit = [
            post
            for post in self._rooms.of_discussion(discussion_id)
            if post.status is PostStatus.POSTED
            and post.thread_id is not None
            and standing.sees(post.channel_id)
            and (may_leave or post.channel_id == pointed.within)
        ]
        return sorted(
            fit, key=lambda post: (post.channel_id != pointed.within, not self._rooms.joined(post), post.id)
        )


def _may_leave(standing: Standing, pointed: Pointed) -> bool:
    return pointed.public or pointed.said.author.id == standing.member.id


async def _check(connection: Connection, standing: Standing, pointed: Pointed) -> None:
    """Whether a message is no comment yet, and whoever asks may make one of it."""
    await _refuse_known(connection, pointed.said.id)
    if pointed.said.author.id != standing.member.id and not standing.moderates(pointed.room_id):
        raise NotAllowed(message("Only its author or a moderator can add a message to a discussion."))


async def _refuse_known(connection: Connection, message_id: int) -> None:
    known = await comments.by_message(connection, message_id)
    if known is None:
        return
    if known.status is CommentStatus.DELETED:
        raise Refused(_ERASED)
    raise Refused(message("This message is a comment of a discussion already."))
