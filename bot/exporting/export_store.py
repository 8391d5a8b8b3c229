"""A discussion as a tree that never has to fit into memory: which comment answers which, place by place."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.database.dialect import WALK_TREE
from bot.database.engine import Connection
from bot.database.schema import comment, post, revision
from bot.domain.discussion import CommentStatus, Revision

BATCH = 200
"""Places read at a time, however long the discussion is."""


@dataclass(frozen=True, slots=True)
class TreeNode:
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
) -> AsyncIterator[Sequence[TreeNode]]:
    """Each comment below what it answers, each branch in the order it was said, some at a time."""
    values = {
        "discussion_id": discussion_id,
        "statuses": [status.value for status in statuses],
        "posts": list(posts),
    }
    rows = await connection.stream(WALK_TREE, values)
    async for batch in rows.partitions(BATCH):
        yield [TreeNode(*row) for row in batch]


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
