"""A discussion as a tree of comments, read a level at a time.

The tree holds visible comments, and others that have a visible one below them, which keep its shape. Every
query stays within an index and stops at its limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, func, or_, select, text, union_all

from bot.browsing.pager import Window
from bot.browsing.search_store import both_ways
from bot.database.engine import Connection
from bot.database.schema import comment
from bot.domain.discussion import CommentStatus

MAX_ANSWERS = 100
"""Answers to a comment are counted up to this."""
MAX_COMMENTS = 10_000
"""Comments of a discussion are counted up to this, which takes a millisecond."""

# The statements are made once: making them anew takes longer than SQLite takes to answer them.
_one = comment.alias("one")
_answered = comment.alias("answered")
_posts: BindParameter[Sequence[int]] = bindparam("posts", expanding=True)
# The recursion stops at the first visible comment of each branch.
_holds_something = text(
    """
    EXISTS (
        WITH RECURSIVE below (id, status) AS (
            SELECT answer.id, answer.status FROM comment AS answer
            WHERE answer.discussion_id = one.discussion_id AND answer.parent_id = one.id
                AND answer.post_id IN :posts
            UNION
            SELECT answer.id, answer.status FROM below CROSS JOIN comment AS answer
            WHERE answer.discussion_id = one.discussion_id AND answer.parent_id = below.id
                AND answer.post_id IN :posts AND below.status != 'visible'
        )
        SELECT 1 FROM below WHERE below.status = 'visible'
    )
    """
).bindparams(_posts)
_places = select(_one.c.id, _one.c.source_id).where(
    _one.c.discussion_id == bindparam("discussion_id"),
    _one.c.post_id.in_(_posts),
    or_(_one.c.status == CommentStatus.VISIBLE, _holds_something),
)
_shown = select(comment.c.id).where(
    comment.c.discussion_id == bindparam("discussion_id"),
    comment.c.post_id.in_(_posts),
    comment.c.status == CommentStatus.VISIBLE,
)
_COUNT = select(func.count()).select_from(_shown.limit(MAX_COMMENTS + 1).subquery())
_PLACE = _places.where(_one.c.id == bindparam("comment_id"))


_strays = _places.join(_answered, _answered.c.id == _one.c.parent_id)
_TOP = both_ways(_places.where(_one.c.parent_id.is_(None)), _one.c.source_id)
_BELOW = both_ways(_places.where(_one.c.parent_id == bindparam("parent_id")), _one.c.source_id)
_STRAYS = both_ways(_strays.where(_answered.c.post_id.not_in(_posts)), _one.c.source_id)


@cache
def _answers_to(number: int) -> CompoundSelect[Any]:
    """Make the statement that reads the first answers to each of ``number`` comments."""
    places = _places.with_only_columns(_one.c.parent_id, _one.c.id).order_by(_one.c.source_id)
    each = [places.where(_one.c.parent_id == bindparam(f"parent_{place}")) for place in range(number)]
    return union_all(*(select(one.limit(MAX_ANSWERS).subquery()) for one in each))


@dataclass(frozen=True, slots=True)
class VisiblePart:
    """The posts of a discussion whose rooms a viewer sees; ``complete`` where these are all its posts."""

    discussion_id: int
    posts: tuple[int, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class CommentKey:
    """A comment's ids; ``source_id`` orders those of one level."""

    comment_id: int
    source_id: int


def level(
    connection: Connection, part: VisiblePart, parent_id: int | None, window: Window
) -> list[CommentKey]:
    """Return comments right below ``parent_id``, or at the top where that is None; oldest first.

    Answers to a comment in a room that the viewer does not see are at the top.
    """
    if parent_id is not None:
        return _fetch(connection, _BELOW, part, window, parent_id=parent_id)
    found = _fetch(connection, _TOP, part, window)
    if part.complete:
        return found
    forwards, full = window.after is not None, len(found) == window.limit
    bounds = {"before" if forwards else "after": found[-1 if forwards else 0].source_id} if full else {}
    strays = _fetch(connection, _STRAYS, part, window, **bounds)  # those further away would be cut off
    merged = sorted([*found, *strays], key=lambda key: key.source_id)
    return merged[: window.limit] if forwards else merged[-window.limit :]


def has(connection: Connection, part: VisiblePart, comment_id: int) -> bool:
    """Whether the tree that the viewer sees holds a comment."""
    found = connection.execute(_PLACE, _values(part, comment_id=comment_id))
    return found.first() is not None


def answers(connection: Connection, part: VisiblePart, comment_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the first :data:`MAX_ANSWERS` answers to each comment, oldest first."""
    if not comment_ids:
        return {}
    parents = {f"parent_{place}": comment_id for place, comment_id in enumerate(comment_ids)}
    found: dict[int, list[int]] = {}
    for parent_id, comment_id in connection.execute(_answers_to(len(comment_ids)), _values(part, **parents)):
        found.setdefault(parent_id, []).append(comment_id)
    return found


def count(connection: Connection, part: VisiblePart) -> int:
    """Count the visible comments, up to :data:`MAX_COMMENTS` + 1."""
    return connection.execute(_COUNT, _values(part)).scalar_one()


def _fetch(
    connection: Connection,
    statements: dict[bool, Select[Any]],
    part: VisiblePart,
    window: Window,
    **values: int,
) -> list[CommentKey]:
    forwards = window.after is not None
    rows = connection.execute(statements[forwards], _values(part, **window.bounds() | values))
    found = [CommentKey(*row) for row in rows]
    return found if forwards else found[::-1]


def _values(part: VisiblePart, **values: int) -> dict[str, Any]:
    return {"discussion_id": part.discussion_id, "posts": part.posts, **values}
