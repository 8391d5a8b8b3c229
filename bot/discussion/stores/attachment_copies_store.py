"""Copies of what hidden comments had attached: their addresses expire.

A message with attachments is taken down once each of them was copied, or is known to be lost.
"""

from __future__ import annotations

from sqlalchemy import func, select, update

from bot.database.engine import Connection, schedule
from bot.database.schema import attachment, comment
from bot.discussion.stores import takedown_store as takedowns
from bot.discussion.stores.attachment_store import COLUMNS
from bot.discussion.stores.takedown_store import IS_TO_BE_COPIED
from bot.domain.discussion import Attachment, CommentStatus
from bot.jobs.kinds import Job


def pending(connection: Connection) -> list[int]:
    """The hidden comments with attachments that are still to be copied."""
    query = select(comment.c.id).join_from(comment, attachment).distinct()
    # The condition more leads SQLite to the index of what is not visible.
    hidden = (comment.c.status == CommentStatus.HIDDEN, comment.c.status != CommentStatus.VISIBLE)
    return list(connection.execute(query.where(*hidden, IS_TO_BE_COPIED)).scalars())


def schedule_for(connection: Connection, comment_id: int) -> None:
    """Have what a comment has attached copied, if it is hidden."""
    if missing(connection, comment_id):
        schedule(connection, Job.COPY, comment_id)


def missing(connection: Connection, comment_id: int) -> list[Attachment]:
    """The attachments of a hidden comment that are still to be copied, in their order."""
    query = select(*COLUMNS).join_from(attachment, comment)
    hidden = (comment.c.id == comment_id, comment.c.status == CommentStatus.HIDDEN)
    rows = connection.execute(query.where(*hidden, IS_TO_BE_COPIED).order_by(attachment.c.position))
    return [Attachment(*row) for row in rows]


def count_lost(connection: Connection, comment_id: int) -> int:
    """How many attachments of a comment could not be copied."""
    lost = (attachment.c.comment_id == comment_id, attachment.c.lost)
    return connection.execute(select(func.count()).select_from(attachment).where(*lost)).scalar_one()


def kept(connection: Connection, comment_id: int) -> list[tuple[str, bytes]]:
    """The content of each attachment that a copy was kept of, and the name that it is sent under."""
    query = select(*COLUMNS, attachment.c.copy).where(
        attachment.c.comment_id == comment_id, attachment.c.copy.is_not(None)
    )
    rows = connection.execute(query.order_by(attachment.c.position))
    return [(Attachment(*values).sent_name, copy) for *values, copy in rows]


def keep(connection: Connection, comment_id: int, attachment_id: int, copy: bytes) -> None:
    """Keep what an attachment held. Its message is taken down after the last of its attachments."""
    one = (attachment.c.comment_id == comment_id, attachment.c.id == attachment_id)
    connection.execute(update(attachment).where(*one).values(copy=copy))
    takedowns.schedule_for(connection, [comment_id])


def give_up(connection: Connection, comment_id: int, attachment_id: int | None = None) -> None:
    """Store that there is no copying an attachment of a comment, or any that was not copied."""
    its = [attachment.c.comment_id == comment_id, IS_TO_BE_COPIED]
    if attachment_id is not None:
        its.append(attachment.c.id == attachment_id)
    connection.execute(update(attachment).where(*its).values(lost=True))
    takedowns.schedule_for(connection, [comment_id])
