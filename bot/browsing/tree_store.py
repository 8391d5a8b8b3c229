"""A discussion as a tree of places, read a level at a time: what stands at the top, and what answers what.

A *place* is a comment that is shown, or one that is not and still has something shown below it: it keeps the
tree's shape. Every query stays within an index and ends after as many places as were asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, Select, bindparam, func, or_, select, text, union_all

from bot.browsing.search_store import Window, both_ways
from bot.database.engine import Connection
from bot.database.schema import comment
from bot.domain.discussion import CommentStatus

MAX_ANSWERS = 100
"""How far the answers to a comment are counted."""
MAX_COMMENTS = 10_000
"""How far the comments of a discussion are counted: within a millisecond."""

# The statements are made once: making them anew takes longer than SQLite takes to answer them.
_one = comment.alias("one")
_answered = comment.alias("answered")
_posts: BindParameter[Sequence[int]] = bindparam("posts", expanding=True)
# Below what is not shown it is looked only as far as the first that is.
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
    """The first answers to each of that many comments."""
    places = _places.with_only_columns(_one.c.parent_id, _one.c.id).order_by(_one.c.source_id)
    each = [places.where(_one.c.parent_id == bindparam(f"parent_{place}")) for place in range(number)]
    return union_all(*(select(one.limit(MAX_ANSWERS).subquery()) for one in each))


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a discussion that somebody sees: the ``posts`` in rooms they see, and whether all are."""

    discussion_id: int
    posts: tuple[int, ...]
    whole: bool


@dataclass(frozen=True, slots=True)
class TreeCursor:
    """Where a comment stands; ``source_id`` orders those of one level."""

    comment_id: int
    source_id: int


async def level(
    connection: Connection, part: Part, parent_id: int | None, window: Window
) -> list[TreeCursor]:
    """Some places right below a comment, or at the top where ``parent_id`` is None; oldest first.

    What answers a comment that is not seen, because of its room, stands at the top.
    """
    if parent_id is not None:
        return await _some(connection, _BELOW, part, window, parent_id=parent_id)
    found = await _some(connection, _TOP, part, window)
    if part.whole:
        return found
    forwards, full = window.after is not None, len(found) == window.limit
    bounds = {"before" if forwards else "after": found[-1 if forwards else 0].source_id} if full else {}
    strays = await _some(connection, _STRAYS, part, window, **bounds)  # no further than those found reach
    merged = sorted([*found, *strays], key=lambda place: place.source_id)
    return merged[: window.limit] if forwards else merged[-window.limit :]


async def is_place(connection: Connection, part: Part, comment_id: int) -> bool:
    """Whether a comment stands in the tree that is seen."""
    found = await connection.execute(_PLACE, _values(part, comment_id=comment_id))
    return found.first() is not None


async def answers(connection: Connection, part: Part, comment_ids: Sequence[int]) -> dict[int, list[int]]:
    """The places right below each of these comments, oldest first: the first :data:`MAX_ANSWERS` of each."""
    if not comment_ids:
        return {}
    parents = {f"parent_{place}": comment_id for place, comment_id in enumerate(comment_ids)}
    found: dict[int, list[int]] = {}
    for parent_id, comment_id in await connection.execute(
        _answers_to(len(comment_ids)), _values(part, **parents)
    ):
        found.setdefault(parent_id, []).append(comment_id)
    return found


async def count(connection: Connection, part: Part) -> int:
    """How many comments are shown in the rooms that are seen, up to one more than :data:`MAX_COMMENTS`."""
    return (await connection.execute(_COUNT, _values(part))).scalar_one()


async def _some(
    connection: Connection, places: dict[bool, Select[Any]], part: Part, window: Window, **values: int
) -> list[TreeCursor]:
    forwards = window.after is not None
    rows = await connection.execute(places[forwards], _values(part, **window.bounds() | values))
    found = [TreeCursor(*row) for row in rows]
    return found if forwards else found[::-1]


def _values(part: Part, **values: int) -> dict[str, Any]:
    return {"discussion_id": part.discussion_id, "posts": part.posts, **values}
