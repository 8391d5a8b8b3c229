"""Hiding a comment everywhere it appears, and putting it back."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion import access as comment_access
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.discussion.stores import appearance_store as appearances, comment_store as comments
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import AppearanceStatus, Comment, CommentStatus, Post
from bot.domain.errors import BadInput, BotLacks, NotFound, PlatformFailed
from bot.domain.events import ChannelRef
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, NoticeKind, TargetKind
from bot.mirroring.takedown_worker import TakedownWorker
from bot.moderating.notice_worker import NoticeWorker


class Hiding:
    """What moderators take out of a discussion and put back. Each method gives the answer."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        notice_worker: NoticeWorker,
        takedowns: TakedownWorker,
        history: History,
        door: Door,
    ) -> None:
        self._database = database
        self._door = door
        self._outbox = outbox
        self._notice_worker = notice_worker
        self._takedowns = takedowns
        self._history = history

    async def check(self, viewer: Viewer, source_id: int) -> None:
        """Whether they can hide a comment: before they are asked for the reason.

        Raises:
            NotAllowed: they do not moderate the comment's room.
            NotFound: there is no such comment that they can see.
            Refused: it is hidden or deleted already.
        """
        async with self._database.read() as connection:
            comment, _ = await self._moderated(connection, viewer, source_id)
        policy.check_hide(comment)

    async def hide(self, viewer: Viewer, source_id: int, reason: str) -> Message:
        """Take a comment down everywhere; its text and attachments are kept for moderators.

        Raises:
            BadInput: the reason is empty.
            NotAllowed: they do not moderate the comment's room.
            NotFound: there is no such comment that they can see.
            Refused: it is hidden or deleted already.
        """
        if not reason.strip():
            raise BadInput(message("Give a reason: other moderators will want to know."))

        async def work(connection: Connection) -> tuple[int, int]:
            comment, _ = await self._moderated(connection, viewer, source_id)
            policy.check_hide(comment)
            await self._door.hide(connection, comment.id)
            kind, why = TargetKind.COMMENT, reason.strip()
            audit_id = await audit.done(connection, viewer.member, Action.HIDE, kind, comment.id, why)
            return comment.id, audit_id

        comment_id, audit_id = await self._database.write(work)
        done = message("Hidden. Its text is kept for moderators, who can restore it.")
        return await with_failure(done, self._outbox.run(audit_id), self._tell(comment_id))

    async def restore(self, viewer: Viewer, source_id: int) -> Message:
        """Put a comment back under its author's name.

        Raises:
            NotAllowed: they do not moderate the comment's room.
            NotFound: there is no such comment that they can see.
            PlatformFailed: whether its messages were removed cannot be told now.
            Refused: it is shown, or was deleted.
        """
        async with self._database.read() as connection:
            hidden, home = await self._moderated(connection, viewer, source_id)
        policy.check_restore(hidden)

        async def work(connection: Connection) -> int:
            comment, post = await self._moderated(connection, viewer, source_id)
            policy.check_restore(comment)
            await self._door.restore(connection, comment, post)
            kind = TargetKind.COMMENT
            return await audit.done(connection, viewer.member, Action.RESTORE, kind, comment.id)

        async with self._takedowns.comment_lock(hidden.id):
            await self._note_gone(hidden, home)
            audit_id = await self._database.write(work)
        done = message("Restored: it appears under its author's name again.")
        return await with_failure(done, self._outbox.run(audit_id), self._tell(hidden.id))

    async def _tell(self, comment_id: int) -> None:
        """Wait until the notices about a comment say what is so."""
        await asyncio.gather(*(self._notice_worker.run((comment_id, kind)) for kind in NoticeKind))

    async def _moderated(
        self, connection: Connection, viewer: Viewer, source_id: int
    ) -> tuple[Comment, Post]:
        comment, post = await comment_access.of_source(connection, viewer, source_id)
        policy.require_moderator(viewer.moderates(post.channel_id))
        return comment, post

    async def _note_gone(self, hidden: Comment, home: Post) -> None:
        """Note which messages were removed already, as by a bot that was killed before it noted that: once
        the comment is visible, one that is missing would count as deleted by its author.
        """
        async with self._database.read() as connection:
            shown = await appearances.of_comment(connection, hidden.id)
        for one in shown:
            if one.status is not AppearanceStatus.SHOWN or one.message_id is None:
                continue
            ref = ChannelRef(home.server_id, home.channel_id, one.channel_id)
            with contextlib.suppress(BotLacks):  # as far as we know it stands
                if not await self._stands(ref, one.message_id):
                    await self._database.write(partial(appearances.mark_gone, appearance_id=one.id))

    async def _stands(self, ref: ChannelRef, message_id: int) -> bool:
        try:
            return bool((await self._history.one(ref, message_id)).ids)
        except NotFound:
            return False  # with the thread it stood in


class HideEffects:
    """The effects of hiding and restoring: the messages of a comment are taken down, or shown again."""

    def __init__(self, database: Database, takedowns: TakedownWorker) -> None:
        self._database = database
        self._takedowns = takedowns

    async def take_down(self, row: AuditRow) -> str:
        """Take down a hidden comment; copies of its attachments are kept."""
        async with self._database.read() as connection:
            comment = await comments.get(connection, row.target_id)
        if comment is None or comment.status is not CommentStatus.HIDDEN:
            return "superseded"
        if standing_there := await self._takedowns.of_comment(comment.id):
            raise PlatformFailed(
                message("These messages could not be removed: {messages}.", messages=standing_there)
            )
        lost = await self._takedowns.copy_attachments(comment.id)
        return f"{lost} attachment(s) could not be copied" if lost else "removed"

    async def put_back(self, row: AuditRow) -> str:
        """Tell whether a comment is shown again: its mirrors were asked for when it was restored."""
        async with self._database.read() as connection:
            comment = await comments.get(connection, row.target_id)
        if comment is None or comment.status is not CommentStatus.VISIBLE:
            return "superseded"
        return "shown again"
