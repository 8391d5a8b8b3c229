"""A discussion as a tree that never has to fit into memory: which comment answers which, place by place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select, text

from bot.database.engine import Connection
from bot.database.schema import comment, post, revision
from bot.domain.discussion import CommentStatus, Revision

BATCH = 200
"""Places read at a time, however long the discussion is."""

_WALK = """
WITH RECURSIVE tree (id, depth, parent_id, source_id) AS (
    SELECT one.id, 0, NULL, one.source_id
    FROM comment AS one LEFT JOIN comment AS answered ON answered.id = one.parent_id
    WHERE one.discussion_id = :discussion_id AND one.status IN :statuses AND one.post_id IN :posts
        AND (answered.id IS NULL OR answered.status NOT IN :statuses OR answered.post_id NOT IN :posts)
    UNION ALL
    SELECT one.id, tree.depth + 1, tree.id, one.source_id
    FROM tree JOIN comment AS one ON one.parent_id = tree.id
    WHERE one.status IN :statuses AND one.post_id IN :posts
    ORDER BY 2 DESC, 4
)
SELECT id, depth, parent_id FROM tree
"""
"""Ordered by depth first, the recursion goes down each branch before the next: the database keeps its queue
in a temporary file where it grows large."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a comment stands: 0 deep answers the article. ``parent_id`` is None where what it answers is not
    among those asked for.
    """

    comment_id: int
    depth: int
    parent_id: int | None


async def rooms(
    connection: Connection, discussion_id: int, channels: Collection[int] | None
) -> tuple[int, ...]:
    """The posts of a discussion in ``channels``, those taken away included; None is every room."""
    query = select(post.c.id).where(post.c.discussion_id == discussion_id)
    if channels is not None:
        query = query.where(post.c.channel_id.in_(channels))
    return tuple((await connection.execute(query.order_by(post.c.id))).scalars())


async def walk(
    connection: Connection,
    discussion_id: int,
    statuses: Collection[CommentStatus],
    posts: Collection[int],
) -> AsyncIterator[Sequence[Place]]:
    """Each comment below what it answers, each branch in the order it was said, some at a time."""
    query = text(_WALK).bindparams(bindparam("statuses", expanding=True), bindparam("posts", expanding=True))
    values = {
        "discussion_id": discussion_id,
        "statuses": [status.value for status in statuses],
        "posts": list(posts),
    }
    rows = await connection.stream(query, values)
    async for batch in rows.partitions(BATCH):
        yield [Place(*row) for row in batch]


async def count(
    connection: Connection, discussion_id: int, statuses: Collection[CommentStatus], posts: Collection[int]
) -> int:
    """How many comments :func:`walk` gives."""
    query = select(func.count()).where(
        comment.c.discussion_id == discussion_id, comment.c.status.in_(statuses), comment.c.post_id.in_(posts)
    )
    return (await connection.execute(query)).scalar_one()


async def revisions(connection: Connection, comment_ids: Collection[int]) -> dict[int, list[Revision]]:
    """The texts comments had before the present ones, oldest first, by comment."""
    query = select(revision).where(revision.c.comment_id.in_(comment_ids))
    found: dict[int, list[Revision]] = {}
    for row in (
        await connection.execute(query.order_by(revision.c.comment_id, revision.c.number))
    ).mappings():
        before = Revision(row["number"], row["text"], row["replaced_at"])
        found.setdefault(row["comment_id"], []).append(before)
    return found
