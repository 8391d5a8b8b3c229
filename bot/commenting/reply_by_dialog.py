"""Comments made in the dialog *Leave a reply*, and their editing and erasing by the author."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime

from bot.commenting.add_message import ERASED
from bot.commenting.waiting import waits
from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.posting_rules import require_may_post, require_open
from bot.discussion.room_index import RoomIndex, channels_of
from bot.discussion.stores import (
    comment_store as comments,
    dialog_only_store as dialog_only,
    post_store as posts,
    watermark_store as watermarks,
)
from bot.discussion.viewer_port import Rights, Viewer, rights_in
from bot.domain.discussion import Comment, CommentOrigin, CommentStatus, Post, PostStatus
from bot.domain.errors import BadInput, NotAllowed, NotFound, Refused, StorageFailed
from bot.domain.events import Located, MessagePosted, Standing, snowflake_time
from bot.domain.message import counted, message
from bot.gathering.event_queue import EventQueue
from bot.jobs.metrics import NO_METRICS, Counted, Metrics
from bot.mirroring.dialog_order import OpenDialogs

_TAKEN_AWAY = message("This card was removed, so nothing can be added to it.")
SETTLE_TIMEOUT = 1.0
"""Seconds that a dialog waits for earlier messages to be stored."""
MAX_LENGTH = 2_000
"""Characters in a reply: Discord's limit for a message."""


class DialogReplies:
    """Adds, edits and erases comments that are made with the bot's dialogs."""

    def __init__(
        self,
        database: Database,
        rooms: RoomIndex,
        door: Door,
        tracker: GapTracker,
        event_queue: EventQueue,
        open_dialogs: OpenDialogs,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._tracker = tracker
        self._event_queue = event_queue
        self._door = door
        self._open_dialogs = open_dialogs
        self._metrics = metrics

    async def check(self, viewer: Viewer, post_public_id: str, source_id: int) -> bool:
        """Check that the viewer may reply to a card with the interaction ``source_id``. Gives whether what
        they write will wait for a moderator, whatever it says.

        Raises:
            NotAllowed: the viewer may not write in its thread.
            NotFound: there is no such card, or the viewer cannot see it.
            Refused: it was removed, the discussion is locked or closed, or slowmode applies.
            StorageFailed: the disk is full: a reply could not be stored.
        """
        if self._database.full:
            raise StorageFailed(message("The bot's disk is full: nothing can be saved until there is room."))
        post = await self._card(viewer, post_public_id)
        rights = rights_in(viewer, post.channel_id)
        await self._database.read(self._require_may_post, rights, post, snowflake_time(source_id))
        if self._door.is_staff(post.server_id, viewer.member.roles):
            return False
        return await self._are_read_first(rights, post)

    def sent(self, post_public_id: str, source_id: int) -> contextlib.AbstractContextManager[None]:
        """Hold this while a submitted dialog is stored: later messages are mirrored after it."""
        return self._open_dialogs.holding(post_public_id, source_id)

    async def add(self, viewer: Viewer, post_public_id: str, text: str, source_id: int) -> Post:
        """Store a reply and return its post. The same interaction ``source_id`` is stored once.

        Raises:
            BadInput: the text is empty or too long.
            NotAllowed: the viewer may not write in its thread.
            NotFound: there is no such card, or the viewer cannot see it.
            Refused: it was removed, the discussion is locked or closed, or slowmode applies.
        """
        text = _checked(text)
        # Earlier messages are mirrored before it: give the queue time to store them.
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._event_queue.store_page(None), SETTLE_TIMEOUT)
        if stored := await self._database.read(access.by_source, source_id):
            return stored[1]
        post = await self._card(viewer, post_public_id)
        rights, elsewhere = rights_in(viewer, post.channel_id), self._rooms.mirrored_in(post)
        posted = MessagePosted(
            *(source_id, post.channel_id, viewer.member.author, rights.moderates, text, None, None, ()),
            member_since=viewer.member.since,
            roles=viewer.member.roles,
        )
        located = Located(posted, post, CommentOrigin.DIALOG, elsewhere=elsewhere)
        # Its mirrors wait for earlier messages that still have to be read from history.
        missed = self._tracker.missed(ref.channel_id for ref in channels_of(post))
        if await self._database.write(self._add, located, rights, missed):
            self._metrics.count(Counted.COMMENTS, CommentOrigin.DIALOG)
        return post

    async def will_wait(self, viewer: Viewer, comment: Comment) -> bool:
        """Whether an edit of the viewer's own comment will wait for a moderator, whatever it says."""
        post = await self._database.read(posts.get, comment.post_id)
        if post is None or comment.author.staff:
            return False
        return await self._are_read_first(rights_in(viewer, post.channel_id), post)

    async def _are_read_first(self, rights: Rights, post: Post) -> bool:
        """Whether moderators read somebody's comments below a post before they appear. In a server without
        rules nothing is read for that.
        """
        if rights.moderates or not self._door.has_rules(post.server_id):
            return False
        return post.id in await self._database.read(dialog_only.since, [post.id])

    async def waits(self, post: Post, source_id: int) -> bool:
        """Whether what was said with an interaction is held for moderators."""
        return await waits(self._database, self._door, post.server_id, source_id)

    def _add(
        self, connection: Connection, located: Located, rights: Rights, missed: Mapping[int, int]
    ) -> bool:
        """Store a comment; returns whether it was not stored before."""
        if comments.by_source(connection, located.posted.id):
            return False
        post = posts.get(connection, located.post.id)
        if post is None or post.status is PostStatus.REMOVED:
            raise Refused(_TAKEN_AWAY)
        self._require_may_post(connection, rights, post, snowflake_time(located.posted.id))
        watermarks.open_after_watermarks(connection, missed)
        if not self._door.accept(connection, [located]):
            raise Refused(ERASED)
        return True

    def _require_may_post(self, connection: Connection, rights: Rights, post: Post, now: datetime) -> None:
        self._door.require_may_add(connection, post.server_id, rights.member_id)
        require_may_post(connection, rights, post, now)

    async def _card(self, viewer: Viewer, post_public_id: str) -> Post:
        post = await self._database.read(posts.by_public_id, post_public_id)
        if post is None or post.server_id != viewer.member.server_id or not viewer.sees(post.channel_id):
            raise NotFound(message("I no longer know this card."))
        if post.status is PostStatus.REMOVED:
            raise Refused(_TAKEN_AWAY)
        return post

    async def own(self, viewer: Viewer, source_id: int, *, erasing: bool = False) -> Comment:
        """Return the viewer's own comment if they may edit it here or, with ``erasing``, erase it.

        They may edit what the bot posted for them, and erase that, what waits to be posted, and what was
        added from elsewhere.

        Raises:
            NotAllowed: it is somebody else's.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is not visible any more, or is a message that they can edit on Discord themselves.
        """
        access.require_seen(viewer, await self._database.read(access.by_source, source_id))

        def work(connection: Connection) -> Comment:
            if not erasing:
                self._door.require_may_add(connection, viewer.member.server_id, viewer.member.id)
            return _own(connection, viewer.member.id, source_id, erasing=erasing)

        return await self._database.read(work)

    async def edit_own(self, viewer: Viewer, source_id: int, text: str) -> bool:
        """Change the text of the viewer's own comment; the earlier text becomes a revision. Gives whether it
        is held for moderators now.

        Raises:
            BadInput: the text is empty or too long.
            NotAllowed: it is somebody else's, or the viewer may not write in its thread.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is not visible any more, or the discussion is locked or closed.
        """
        text = _checked(text)
        _, post = access.require_seen(viewer, await self._database.read(access.by_source, source_id))
        rights = rights_in(viewer, post.channel_id)
        standing = Standing(rights.moderates, viewer.member.since, viewer.member.roles)

        def work(connection: Connection) -> None:
            comment = _own(connection, rights.member_id, source_id)
            self._door.require_may_add(connection, post.server_id, rights.member_id)
            require_open(connection, rights, post)
            self._door.edit(connection, comment.id, text, datetime.now(UTC), standing=standing)

        await self._database.write(work)
        return await self.waits(post, source_id)

    async def delete_own(self, viewer: Viewer, source_id: int) -> Comment:
        """Erase the viewer's own comment for good, and delete the messages that show it.

        Returns the comment as it was.

        Raises:
            NotAllowed: it is somebody else's.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is hidden or deleted already.
        """
        access.require_seen(viewer, await self._database.read(access.by_source, source_id))

        def work(connection: Connection) -> Comment:
            comment = _own(connection, viewer.member.id, source_id, erasing=True)
            self._door.erase(connection, comment.id)
            return comment

        return await self._database.write(work)


def _checked(text: str) -> str:
    text = text.encode("utf-8", "replace").decode("utf-8").strip()
    if not text:
        raise BadInput(message("The reply is empty."))
    if len(text) > MAX_LENGTH:
        raise BadInput(
            counted(
                "The reply is too long. The limit is {count} character.",
                "The reply is too long. The limit is {count} characters.",
                MAX_LENGTH,
            )
        )
    return text


def _own(connection: Connection, member_id: int, source_id: int, *, erasing: bool = False) -> Comment:
    comment = comments.by_source(connection, source_id)
    assert comment is not None
    # A deleted comment has no author any more.
    if comment.author.id != member_id and comment.status is not CommentStatus.DELETED:
        raise NotAllowed(message("This is somebody else's comment."))
    # What waits is not edited: a moderator may be about to approve what they read.
    withdrawn = erasing and comment.held
    if comment.status in (CommentStatus.HIDDEN, CommentStatus.DELETED) and not withdrawn:
        raise Refused(message("This comment is no longer visible."))
    # Erasing a comment that was added from elsewhere leaves its message where it is.
    is_added = erasing and comment.origin is CommentOrigin.ADDED
    if not is_added and not access.stands_by_the_bot(connection, comment):
        raise Refused(message("This is your own message: edit or delete it in Discord."))
    return comment
