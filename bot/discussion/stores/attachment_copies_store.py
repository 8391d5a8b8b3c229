"""Copies of what hidden comments had attached: their addresses expire."""

from __future__ import annotations

from sqlalchemy import select, update

from bot.database.engine import Connection
from bot.database.schema import attachment
from bot.discussion.stores.attachment_store import COLUMNS
from bot.domain.discussion import Attachment


def missing(connection: Connection, comment_id: int) -> list[Attachment]:
    """The attachments of a comment that no copy was kept of, in their order."""
    kept = attachment.c
    query = select(*COLUMNS).where(kept.comment_id == comment_id, kept.copy.is_(None))
    return [Attachment(*row) for row in connection.execute(query.order_by(kept.position))]


def kept(connection: Connection, comment_id: int) -> list[tuple[str, bytes]]:
    """The content of each attachment that a copy was kept of, and the name that it is sent under."""
    query = select(*COLUMNS, attachment.c.copy).where(
        attachment.c.comment_id == comment_id, attachment.c.copy.is_not(None)
    )
    rows = connection.execute(query.order_by(attachment.c.position))
    return [(Attachment(*values).sent_name, copy) for *values, copy in rows]


def keep(connection: Connection, comment_id: int, attachment_id: int, copy: bytes) -> None:
    """Keep what an attachment held, before its message is taken down."""
    one = (attachment.c.comment_id == comment_id, attachment.c.id == attachment_id)
    connection.execute(update(attachment).where(*one).values(copy=copy))
