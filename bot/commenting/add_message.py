"""*Add to discussion*: a message from elsewhere becomes a comment, and stays where it is.

What stands in a room of ours and was not gathered, as where the bot may not read what is written, is gathered
now. What stands in a channel that not everybody can read leaves it by its author's hand alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.audit import audit_store as audit
from bot.browsing.choose_discussion import DiscussionChoice, DiscussionPicker
from bot.commenting.waiting import waits
from bot.database.engine import Connection, Database
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.locate import locate
from bot.discussion.posting_rules import require_may_post
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import comment_store as comments
from bot.discussion.viewer_port import Viewer, rights_in
from bot.domain.discussion import CommentOrigin, CommentStatus, Post, PostStatus
from bot.domain.errors import BotLacks, NotAllowed, NotFound, PlatformFailed, Refused, StorageFailed
from bot.domain.events import ChannelRef, HistoryPage, LiveMessage, Located, MessagePosted, snowflake_time
from bot.domain.message import message
from bot.domain.moderation import Action, TargetKind
from bot.gathering.event_queue import EventQueue
from bot.jobs.metrics import NO_METRICS, Counted, Metrics

DIALOG_TIMEOUT = 1.5
"""Seconds for reading a message again: an answer is due within three."""
_DELETED = message("This message has been deleted in the meantime.")
ERASED = message("This comment was deleted, and its text erased.")
_KEPT_PRIVATE = message("Not everyone can read this channel, so only its author can add a message from it.")


@dataclass(frozen=True, slots=True)
class PointedMessage:
    """A member's message that somebody points at.

    ``room_id`` is the channel it stands in, or its thread hangs under; ``within`` the same, if those who read
    that channel read the message: None in a private thread. ``public``: everybody can read it.
    """

    posted: MessagePosted
    room_id: int
    within: int | None
    public: bool


class MessageAdding:
    """Messages that people add to discussions."""

    def __init__(
        self,
        database: Database,
        rooms: RoomIndex,
        door: Door,
        picker: DiscussionPicker,
        history: History,
        event_queue: EventQueue,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._door = door
        self._picker = picker
        self._history = history
        self._event_queue = event_queue
        self._metrics = metrics

    async def check(self, viewer: Viewer, message_id: int) -> None:
        """Check that a message is no comment yet, and that the viewer may add to discussions here at all.

        Raises:
            Refused: it is one, or was, or they may not.
            StorageFailed: the disk is full.
        """
        if self._database.full:
            raise StorageFailed(message("The bot's disk is full: nothing can be saved until there is room."))

        def work(connection: Connection) -> None:
            self._door.require_may_add(connection, viewer.member.server_id, viewer.member.id)
            _refuse_known(connection, message_id)

        await self._database.read(work)

    async def gather(self, viewer: Viewer, pointed: PointedMessage, now: int) -> Post | None:
        """Add a message that stands in a room of ours, where it is part of a discussion already; gives the
        post it belongs to, or None where a discussion has to be chosen for it. ``now`` is the interaction.

        Raises:
            NotAllowed: it is somebody else's, and they do not moderate the channel it stands in, or they may
                not write in the thread.
            Refused: it is a comment already, or the discussion is locked or closed to them.
        """
        with self._event_queue.reading(pointed.posted.channel_id):
            await self._database.read(_refuse_known, pointed.posted.id)
            _require_may_add(viewer, pointed)
            located = await locate(self._database, self._rooms, [pointed.posted])
            if not located:
                return None
            post = located[pointed.posted.id].post
            rights = rights_in(viewer, post.channel_id)
            await self._database.read(require_may_post, rights, post, snowflake_time(now))
            posted = replace(pointed.posted, moderator=rights.moderates)
            await self._event_queue.store_page(
                HistoryPage(posted.channel_id, (LiveMessage(posted.id, posted),))
            )
        return post

    async def waits(self, post: Post, message_id: int) -> bool:
        """Whether a message that was added below a post is held for moderators."""
        return await waits(self._database, self._door, post.server_id, message_id)

    async def suggest(self, viewer: Viewer, pointed: PointedMessage) -> list[DiscussionChoice]:
        """The discussions it may be added to, the latest first and at most 25.

        Raises:
            NotAllowed: it may not leave its channel by their hand.
            NotFound: there is none that they see.
        """
        choices = await self._picker.suggest(
            viewer, "", eligible=lambda discussion_id: bool(self._homes(viewer, pointed, discussion_id))
        )
        if choices:
            return choices
        if _may_leave(viewer, pointed):
            raise NotFound(message("There is no discussion yet that it could be added to."))
        raise NotAllowed(_KEPT_PRIVATE)

    async def add(
        self, viewer: Viewer, pointed: PointedMessage, discussion_id: int, now: int, *, confirmed: bool
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
        homes = self._homes(viewer, pointed, discussion_id)
        if not homes and not _may_leave(viewer, pointed):
            raise NotAllowed(_KEPT_PRIVATE)
        if not homes:
            raise NotFound(
                message("This discussion no longer has a card here, so nothing can be added to it.")
            )
        home = homes[0]
        if not (confirmed or pointed.public or home.channel_id == pointed.within):
            raise Refused(message("Confirm that others may read what you wrote in this channel."))
        posted = await self._read_again(viewer, pointed)
        rights, elsewhere = rights_in(viewer, home.channel_id), self._rooms.mirrored_in(home)

        def work(connection: Connection) -> None:
            _refuse_known(connection, posted.id)
            self._door.require_may_add(connection, home.server_id, rights.member_id)
            require_may_post(connection, rights, home, snowflake_time(now))
            # What it answers where it stands is no part of the discussion.
            added = replace(posted, replied_to=None, moderator=rights.moderates)
            located = Located(added, home, CommentOrigin.ADDED, elsewhere=elsewhere)
            ids = self._door.accept(connection, [located])
            if not ids:
                # The ledger of erasures names it, or its author up to then.
                raise Refused(ERASED)
            audit.done(connection, viewer.member, Action.ADD, TargetKind.COMMENT, ids[posted.id])

        _require_may_add(viewer, pointed)
        if self._door.was_deleted(posted.id):
            raise Refused(_DELETED)
        await self._database.write(work)
        self._metrics.count(Counted.COMMENTS, CommentOrigin.ADDED)
        self._rooms.add_source(pointed.posted.channel_id, home.id)
        return home

    async def _read_again(self, viewer: Viewer, pointed: PointedMessage) -> MessagePosted:
        """What the message says by now. One that the bot cannot read stays as it was when it was pointed at;
        of what is edited there it is not told later either.
        """
        posted = pointed.posted
        ref = ChannelRef(viewer.member.server_id, pointed.room_id, posted.channel_id)
        try:
            async with asyncio.timeout(DIALOG_TIMEOUT):
                page = await self._history.one(ref, posted.id)
        except BotLacks:
            return posted
        except TimeoutError as late:
            raise PlatformFailed(
                message("Discord cannot be reached. Please try again in a moment.")
            ) from late
        if not page.ids:
            raise Refused(_DELETED)
        # Without the intent it comes without its text. Its author's name here does not come along at all.
        now = next(iter(page.posted), posted)
        return replace(
            posted,
            text=now.text,
            edited_at=now.edited_at,
            attachments=now.attachments,
            names=now.names,
        )

    def _homes(self, viewer: Viewer, pointed: PointedMessage, discussion_id: int) -> list[Post]:
        """The posts of a discussion that a message can be said under, the best first: that of the channel it
        stands in, else one whose room is joined to the others.
        """
        may_leave = _may_leave(viewer, pointed)
        fit = [
            post
            for post in self._rooms.of_discussion(discussion_id)
            if post.status is PostStatus.POSTED
            and post.thread_id is not None
            and viewer.sees(post.channel_id)
            and (may_leave or post.channel_id == pointed.within)
        ]
        return sorted(
            fit, key=lambda post: (post.channel_id != pointed.within, not self._rooms.joined(post), post.id)
        )


def _may_leave(viewer: Viewer, pointed: PointedMessage) -> bool:
    return pointed.public or pointed.posted.author.id == viewer.member.id


def _require_may_add(viewer: Viewer, pointed: PointedMessage) -> None:
    if pointed.posted.author.id != viewer.member.id and not viewer.moderates(pointed.room_id):
        raise NotAllowed(message("Only its author or a moderator can add a message to a discussion."))


def _refuse_known(connection: Connection, message_id: int) -> None:
    known = comments.by_message(connection, message_id)
    if known is None:
        return
    if known.status is CommentStatus.DELETED:
        raise Refused(ERASED)
    raise Refused(message("This message is already a comment in a discussion."))
