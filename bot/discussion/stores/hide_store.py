"""Hiding a comment and putting it back, with all that goes into the same transaction."""

from __future__ import annotations

from bot.database.connection import Connection
from bot.discussion.stores import comment_store as comments, notice_store as notices, report_store as reports
from bot.domain.discussion import CommentStatus
from bot.domain.moderation import NoticeKind, ReportStatus


async def hide(connection: Connection, comment_id: int) -> None:
    """Take a comment out of its discussion. Its open reports were right, and moderators are told."""
    await comments.set_status(connection, comment_id, CommentStatus.HIDDEN)
    await reports.settle(connection, comment_id, ReportStatus.UPHELD)
    await notices.owe(connection, comment_id, NoticeKind.HIDE)


async def restore(connection: Connection, comment_id: int) -> None:
    """Put a hidden comment back into its discussion; moderators are told."""
    await comments.set_status(connection, comment_id, CommentStatus.VISIBLE)
    await notices.owe(connection, comment_id, NoticeKind.HIDE)
