"""Which discussions are old enough to be closed, and which threads are still to be told so."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select, update

from bot.database.engine import Connection
from bot.database.schema import closing_note, discussion, post, server
from bot.discussion.stores import post_store as posts
from bot.domain.discussion import DiscussionStatus, Post, PostStatus


@dataclass(frozen=True, slots=True)
class ClosingNote:
    """What a post's thread is to be told: that the discussion was closed after so many ``days``. ``begun_at``
    is when it was first tried to send that, None if never.
    """

    post: Post
    days: int
    begun_at: datetime | None


def servers(connection: Connection) -> dict[int, int]:
    """After how many days discussions close, by server: those where they do."""
    query = select(server.c.id, server.c.close_after_days).where(server.c.close_after_days > 0)
    return {row.id: row.close_after_days for row in connection.execute(query)}


def due(connection: Connection, server_id: int, days: int, now: datetime) -> list[int]:
    """The discussions of a server that are to be closed: their newest card is older than so many days, and
    so is their last reopening.
    """
    return list(connection.execute(_due(days, now).where(discussion.c.server_id == server_id)).scalars())


def days_if_due(connection: Connection, discussion_id: int, now: datetime) -> int | None:
    """After how many days a discussion is to be closed now; None if it is not."""
    query = select(server.c.close_after_days).join_from(
        server, discussion, discussion.c.server_id == server.c.id
    )
    days: int | None = connection.execute(query.where(discussion.c.id == discussion_id)).scalar()
    if not days:
        return None
    found = connection.execute(_due(days, now).where(discussion.c.id == discussion_id)).first()
    return days if found else None


def _due(days: int, now: datetime) -> Select[Any]:
    before = now - timedelta(days=days)
    live = (post.c.discussion_id == discussion.c.id, post.c.status == PostStatus.POSTED)
    return select(discussion.c.id).where(
        discussion.c.status != DiscussionStatus.CLOSED,
        or_(discussion.c.reopened_at.is_(None), discussion.c.reopened_at <= before),
        select(post.c.id).where(*live).exists(),
        ~select(post.c.id).where(*live, post.c.created_at > before).exists(),
    )


def owe(connection: Connection, discussion_id: int, days: int) -> None:
    """Have the threads of a discussion told that it was closed."""
    threads = [one.id for one in posts.of_discussion(connection, discussion_id) if one.thread_id is not None]
    forget(connection, threads)
    if threads:
        connection.execute(insert(closing_note), [{"post_id": one, "days": days} for one in threads])


def owed(connection: Connection, discussion_id: int) -> list[ClosingNote]:
    """The threads of a discussion that are still to be told."""
    live = {
        one.id: one for one in posts.of_discussion(connection, discussion_id) if one.thread_id is not None
    }
    query = select(closing_note).where(closing_note.c.post_id.in_(list(live)))
    rows = connection.execute(query.order_by(closing_note.c.post_id))
    return [ClosingNote(live[row.post_id], row.days, row.begun_at) for row in rows]


def mark_begun(connection: Connection, post_id: int, at: datetime) -> None:
    """Store that a thread is about to be told."""
    connection.execute(update(closing_note).where(closing_note.c.post_id == post_id).values(begun_at=at))


def forget(connection: Connection, post_ids: Collection[int]) -> None:
    """These posts' threads were told, or are to be told no longer."""
    connection.execute(delete(closing_note).where(closing_note.c.post_id.in_(post_ids)))
