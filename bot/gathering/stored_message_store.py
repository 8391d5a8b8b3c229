"""What is stored of the messages of a channel or thread, for comparing it with what stands there."""

from __future__ import annotations

from sqlalchemy import select

from bot.database.engine import Connection
from bot.database.schema import appearance, comment
from bot.discussion.stores import comment_store as comments, reaction_store as reactions
from bot.domain.differences import StoredMessage
from bot.domain.discussion import MARKS, Appearance, Comment


def between(
    connection: Connection, channel_id: int, after: int = 0, until: int | None = None
) -> list[StoredMessage]:
    """The messages after one and up to another, or all, that show or showed comments."""
    query = select(appearance).where(appearance.c.channel_id == channel_id, appearance.c.message_id > after)
    if until is not None:
        query = query.where(appearance.c.message_id <= until)
    rows = connection.execute(query.order_by(appearance.c.message_id)).mappings()
    found = [Appearance(**row) for row in rows]
    their = comments.get_many(connection, {one.comment_id for one in found})
    counts = reactions.of_appearances(connection, [one.id for one in found])
    return [StoredMessage(one, their[one.comment_id], counts.get(one.id, {})) for one in found]


def by_mark(connection: Connection, discussion_id: int, mark: int | None) -> Comment | None:
    """The comment of a discussion whose mirrors carry this mark."""
    marked = (comment.c.discussion_id == discussion_id, 1 + comment.c.source_id % MARKS == mark)
    found = connection.execute(select(comment.c.id).where(*marked)).scalars().first()
    return None if found is None else comments.get(connection, found)
