"""Walking the tree of a discussion in the database, in constant memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.database.dialect import WALK_TREE
from bot.database.engine import Connection
from bot.database.schema import comment, post, revision
from bot.domain.discussion import CommentStatus, Revision

BATCH = 200
"""Comments read at a time."""


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A comment's place in the tree: ``depth`` is 0 at the top. ``parent_id`` is None where the parent is not
    part of the export.
    """

    comment_id: int
    depth: int
    parent_id: int | None


def rooms(connection: Connection, discussion_id: int, channels: Collection[int] | None) -> tuple[int, ...]:
    """Return the ids of a discussion's posts in ``channels`` (None: all), removed ones included."""
    query = select(post.c.id).where(post.c.discussion_id == discussion_id)
    if channels is not None:
        query = query.where(post.c.channel_id.in_(channels))
    return tuple(connection.execute(query.order_by(post.c.id)).scalars())


def walk(
    connection: Connection, discussion_id: int, statuses: Collection[CommentStatus], posts: Collection[int]
) -> Iterator[Sequence[TreeNode]]:
    """Yield batches of comments, depth first: each below its parent, siblings by time."""
    values = {
        "discussion_id": discussion_id,
        "statuses": [status.value for status in statuses],
        "posts": list(posts),
    }
    rows = connection.execute(WALK_TREE, values, execution_options={"yield_per": BATCH})
    for batch in rows.partitions(BATCH):
        yield [TreeNode(*row) for row in batch]


def count(
    connection: Connection, discussion_id: int, statuses: Collection[CommentStatus], posts: Collection[int]
) -> int:
    """Count the comments that :func:`walk` yields."""
    query = select(func.count()).where(
        comment.c.discussion_id == discussion_id, comment.c.status.in_(statuses), comment.c.post_id.in_(posts)
    )
    return connection.execute(query).scalar_one()


def revisions(connection: Connection, comment_ids: Collection[int]) -> dict[int, list[Revision]]:
    """Return the earlier texts of comments by comment id, oldest first."""
    query = select(revision).where(revision.c.comment_id.in_(comment_ids))
    found: dict[int, list[Revision]] = {}
    for row in connection.execute(query.order_by(revision.c.comment_id, revision.c.number)).mappings():
        before = Revision(row["number"], row["text"], row["replaced_at"])
        found.setdefault(row["comment_id"], []).append(before)
    return found
