"""Finding comments by what stands on the platform, and putting right what is stored wrongly of them."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from bot.database.engine import Connection
from bot.database.schema import attachment, comment
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    comment_store as comments,
)
from bot.discussion.stores.attachment_store import attach
from bot.domain.discussion import MARKS, Comment, CommentStatus, DetectedLanguage
from bot.domain.events import Said


async def by_mark(connection: Connection, discussion_id: int, mark: int | None) -> Comment | None:
    """The comment of a discussion whose mirrors carry this mark."""
    marked = (comment.c.discussion_id == discussion_id, 1 + comment.c.source_id % MARKS == mark)
    found = (await connection.execute(select(comment.c.id).where(*marked))).scalars().first()
    return None if found is None else await comments.get(connection, found)


async def correct(
    connection: Connection, comment_id: int, said: Said, language: DetectedLanguage, parent_id: int | None
) -> None:
    """Store of a comment what the platform holds of it. A text that was edited since stays as a revision.

    Nothing changes where the comment was deleted.
    """
    if moment := said.edited_at:
        await comments.edit(connection, comment_id, text=said.text, language=language, edited_at=moment)
    is_there = (comment.c.id == comment_id, comment.c.status != CommentStatus.DELETED)
    values = {"text": said.text, "language": language, "author_id": said.author.id, "parent_id": parent_id}
    if not (await connection.execute(update(comment).where(*is_there).values(values))).rowcount:
        return
    theirs = attachment.c.comment_id == comment_id
    copied = select(attachment.c.id, attachment.c.copy).where(theirs, attachment.c.copy.is_not(None))
    kept = (await connection.execute(copied)).all()
    await connection.execute(delete(attachment).where(theirs))
    await attach(connection, comment_id, said.attachments)
    for attachment_id, copy in kept:
        await copies.keep(connection, comment_id, attachment_id, copy)
    await appearances.mark_changed(connection, comment_id)
