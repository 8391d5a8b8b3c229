"""Hiding a comment everywhere it appears, and restoring it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Collection

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion import access
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store,
    comment_store as comments,
    deletion_store as deletions,
    held_store as waiting,
)
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import Appearance, AppearanceStatus, Comment, CommentStatus, Post
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed, TertuliaError
from bot.domain.events import ChannelRef
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, Decision, NoticeKind, TargetKind
from bot.mirroring.copy_worker import CopyWorker
from bot.mirroring.takedown_worker import TakedownWorker
from bot.moderating.notice_worker import NoticeWorker
from bot.moderating.queue import queue_store as queue
from bot.moderating.queue.claims import require_free

HIDDEN = message("Comment hidden. Moderators can still read and restore it.")


class Hiding:
    """Hides and restores comments for moderators."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        notice_worker: NoticeWorker,
        takedowns: TakedownWorker,
        history: History,
        rooms: RoomIndex,
        door: Door,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._door = door
        self._outbox = outbox
        self._notice_worker = notice_worker
        self._takedowns = takedowns
        self._history = history

    async def check(self, viewer: Viewer, source_id: int) -> None:
        """Check that the viewer can hide a comment, before they are asked for the reason.

        Raises:
            NotAllowed: the viewer does not moderate the comment's room.
            NotFound: there is no such comment that the viewer can see.
            Refused: it is hidden or deleted already, or another moderator looks at it.
        """
        comment, _ = await self._moderated(viewer, source_id)
        policy.check_hide(comment)

    async def hide(
        self, viewer: Viewer, source_id: int, reason: str, also: Callable[[Connection], None] | None = None
    ) -> Message:
        """Hide a comment everywhere; its text and attachments are kept. Returns the sentence to answer with.
        ``also`` is done in the same transaction.

        Raises:
            BadInput: the reason is empty.
            NotAllowed, NotFound, Refused: see :meth:`check`.
        """
        require_reason(reason)
        seen, _ = await self._moderated(viewer, source_id)

        def work(connection: Connection) -> int:
            comment = comments.get(connection, seen.id)
            assert comment is not None
            policy.check_hide(comment)
            require_free(connection, comment.id, viewer.member.id)
            self._door.hide(connection, comment.id)
            queue.decide(connection, comment.id, Decision.HIDDEN, viewer.member.id)
            if also is not None:
                also(connection)
            kind, why = TargetKind.COMMENT, reason.strip()
            return audit.done(connection, viewer.member, Action.HIDE, kind, comment.id, why)

        audit_id = await self._database.write(work)
        return await with_failure(HIDDEN, self._outbox.run(audit_id), self._update_notices(seen.id))

    async def restore(self, viewer: Viewer, source_id: int) -> Message:
        """Show a comment again under its author's name. Returns the sentence to answer with.

        Raises:
            NotAllowed: the viewer does not moderate the comment's room.
            NotFound: there is no such comment that the viewer can see.
            PlatformFailed: the bot cannot check now which of its messages still exist.
            Refused: it is shown, or was deleted.
        """
        hidden, home = await self._moderated(viewer, source_id)
        policy.check_restore(hidden)

        def work(connection: Connection, elsewhere: Collection[int]) -> int:
            comment = comments.get(connection, hidden.id)
            assert comment is not None
            policy.check_restore(comment)
            if deletions.is_unsettled(connection, comment.id):  # what its author deleted is not shown again
                raise PlatformFailed(
                    message("It is not known yet who deleted this message. Please try again in a moment.")
                )
            require_free(connection, comment.id, viewer.member.id)
            queue.decide(connection, comment.id, Decision.APPROVED, viewer.member.id)
            self._door.restore(connection, comment, home, elsewhere)
            kind = TargetKind.COMMENT
            return audit.done(connection, viewer.member, Action.RESTORE, kind, comment.id)

        async with self._takedowns.comment_lock(hidden.id):
            await self._mark_missing_gone(hidden, home)
            audit_id = await self._database.write(work, self._rooms.mirrored_in(home))
        done = (
            message("Comment approved. It now appears under its author's name.")
            if hidden.held or hidden.status is CommentStatus.REFUSED
            else message("Comment restored under its author's name.")
        )
        return await with_failure(done, self._outbox.run(audit_id), self._update_notices(hidden.id))

    async def _update_notices(self, comment_id: int) -> None:
        await asyncio.gather(*(self._notice_worker.run((comment_id, kind)) for kind in NoticeKind))

    async def _moderated(self, viewer: Viewer, source_id: int) -> access.Found:
        found = await self._database.read(access.by_source, source_id)
        comment, post = access.require_seen(viewer, found)
        policy.require_moderator(viewer.moderates(post.channel_id))
        return comment, post

    async def _mark_missing_gone(self, hidden: Comment, home: Post) -> None:
        """Before restoring, mark messages as gone that do not exist any more: the bot may have been killed
        before it stored that. A missing message would later look like a deletion by its author.
        """
        for one in await self._database.read(appearances.of_comment, hidden.id):
            if one.status is not AppearanceStatus.SHOWN or one.message_id is None:
                continue
            ref = ChannelRef(home.server_id, home.channel_id, one.channel_id)
            with contextlib.suppress(BotLacks):  # the bot cannot look: the message may still exist
                if not await self._exists(ref, one.message_id):
                    await self._database.write(_note_missing, one, home.server_id)

    async def _exists(self, ref: ChannelRef, message_id: int) -> bool:
        try:
            return bool((await self._history.one(ref, message_id)).ids)
        except NotFound:
            return False  # its thread was deleted


def _note_missing(connection: Connection, shown: Appearance, server_id: int) -> None:
    """Store that a message of a hidden comment is gone. Of a held one it is found out whose act that
    was, unless it may have been the bot's.
    """
    if waiting.is_begun(connection, shown.comment_id, shown.id) is False:
        deletions.note_gone(connection, shown, server_id)
    else:
        appearances.mark_gone(connection, shown.id)


def require_reason(reason: str) -> None:
    """Require a reason for hiding.

    Raises:
        BadInput: it is empty.
    """
    if not reason.strip():
        raise BadInput(message("Give a reason: other moderators will want to know."))


class HideEffects:
    """The effects of hiding and restoring. Each method returns a detail for the audit."""

    def __init__(self, database: Database, copies: CopyWorker, takedowns: TakedownWorker) -> None:
        self._database = database
        self._copies = copies
        self._takedowns = takedowns

    async def delete_messages(self, row: AuditRow) -> str:
        """Delete the messages of a hidden comment; keep copies of its attachments."""
        comment = await self._database.read(comments.get, row.target_id)
        if comment is None or comment.status is not CommentStatus.HIDDEN:
            return "superseded"
        with contextlib.suppress(TertuliaError):  # retried in the background
            await self._copies.run(comment.id)
        if left := await self._takedowns.of_comment(comment.id):
            raise PlatformFailed(message("These messages could not be removed: {messages}.", messages=left))
        lost = await self._database.read(attachment_copies_store.count_lost, comment.id)
        return f"{lost} attachment(s) could not be copied" if lost else "removed"

    async def confirm_restored(self, row: AuditRow) -> str:
        """Check that a comment is visible: its mirrors were requested when it was restored."""
        comment = await self._database.read(comments.get, row.target_id)
        visible = comment is not None and comment.status is CommentStatus.VISIBLE
        return "shown again" if visible else "superseded"
