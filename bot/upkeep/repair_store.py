"""Finding comments by what stands on the platform."""

from __future__ import annotations

from sqlalchemy import select

from bot.database.engine import Connection
from bot.database.schema import comment
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import MARKS, Comment


async def by_mark(connection: Connection, discussion_id: int, mark: int | None) -> Comment | None:
    """The comment of a discussion whose mirrors carry this mark."""
    marked = (comment.c.discussion_id == discussion_id, 1 + comment.c.source_id % MARKS == mark)
    found = (await connection.execute(select(comment.c.id).where(*marked))).scalars().first()
    return None if found is None else await comments.get(connection, found)
