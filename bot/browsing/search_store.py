"""Finding comments: by their words, accents and capitals aside, or by who said them; the newest first."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select

from bot.database.engine import Connection
from bot.database.schema import comment, discussion, ending, post
from bot.database.search_index import Query, found_by
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment, CommentStatus, Ending
from bot.domain.letters import composed

_WORD = re.compile(r"[^\W_]{3,}\*|[^\W_]+")
"""A word as the index cuts texts into them; with a star it stands for all that begin with it. Fewer than
three letters begin too many: in a million comments ``a*`` takes 700 ms to look for, ``mus*`` 11.
"""
_TOO_SHORT = re.compile(r"(?<![^\W_])[^\W_]{1,2}\*")
_MAX_ID = (1 << 63) - 1
"""Later than every ``source_id``."""
MAX_WORDS = 12
"""Words looked for at most: more of them than anybody types."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of all that is found: right before or right after a ``source_id``, or the newest."""

    limit: int
    before: int | None = None
    after: int | None = None

    def bounds(self) -> dict[str, int]:
        """The parameters of a statement that :func:`both_ways` made."""
        return {"after": self.after or 0, "before": self.before or _MAX_ID, "limit": self.limit}


def words_of(typed: str) -> list[str]:
    """The words that were typed, as they are looked for."""
    return _WORD.findall(composed(typed))[:MAX_WORDS]


def too_short(typed: str) -> str | None:
    """The first beginning of words that was typed and is too short to be looked for, if any is."""
    found = _TOO_SHORT.search(composed(typed))
    return found[0] if found else None


def both_ways(found: Select[Any], key: ColumnElement[int]) -> dict[bool, Select[Any]]:
    """Make a statement for each way from one of what is found: True goes to the newer, False to the older."""
    some = found.where(key > bindparam("after"), key < bindparam("before")).limit(bindparam("limit"))
    return {True: some.order_by(key), False: some.order_by(key.desc())}


# The statements are made once: making them anew takes longer than SQLite takes to answer them.
_found = found_by("query")
# Asked of each row that is found, in their order: a join would begin with the discussions.
_taken_away = (
    select(comment.c.id)
    .join_from(comment, ending, ending.c.discussion_id == comment.c.discussion_id)
    .join(post, post.c.id == comment.c.post_id)
    .where(
        comment.c.source_id == _found.c.source_id,
        ending.c.kind == Ending.DELETED,
        post.c.channel_id.not_in(bindparam("moderated", expanding=True)),
    )
    .correlate(_found)
    .exists()
)
_BY_WORDS = both_ways(select(_found.c.source_id).where(~_taken_away), _found.c.source_id)
_channels: BindParameter[Collection[int]] = bindparam("channels", expanding=True)
_own = (
    select(comment.c.source_id)
    .join_from(comment, post, post.c.id == comment.c.post_id)
    .join(discussion, discussion.c.id == comment.c.discussion_id)
    .where(
        comment.c.author_id == bindparam("author_id"),
        comment.c.status != CommentStatus.DELETED,
        discussion.c.server_id == bindparam("server_id"),
        post.c.channel_id.in_(_channels),
    )
)
_BY_AUTHOR = both_ways(_own, comment.c.source_id)
_COUNT_BY_AUTHOR = _own.with_only_columns(func.count())


def _rooms() -> Select[Any]:
    """Go from each channel to the next: there are few of them, and many cards in each."""
    first = select(func.min(post.c.channel_id).label("id")).cte("channels", recursive=True)
    following = select(func.min(post.c.channel_id)).where(post.c.channel_id > first.c.id).scalar_subquery()
    channels = first.union_all(select(following).where(first.c.id.is_not(None)))
    one = select(post.c.discussion_id).where(post.c.channel_id == channels.c.id).limit(1).scalar_subquery()
    query = select(channels.c.id).join_from(channels, discussion, discussion.c.id == one)
    return query.where(discussion.c.server_id == bindparam("server_id"))


_ROOMS = _rooms()


async def rooms(connection: Connection, server_id: int) -> list[int]:
    """Every channel of a server that a card was ever posted in."""
    return list((await connection.execute(_ROOMS, {"server_id": server_id})).scalars())


async def by_words(
    connection: Connection,
    words: Collection[str],
    window: Window,
    *,
    server_id: int,
    channels: Collection[int],
    moderated: Collection[int] = (),
    discussion_id: int | None = None,
) -> list[Comment]:
    """Shown comments that hold every one of ``words``, said in ``channels`` of a server; oldest first.

    Of discussions whose last card was taken away those are found that were said in ``moderated`` channels.
    """
    if not words or not channels:
        return []
    query = Query(words, server_id, channels, discussion_id)
    return await _within(connection, _BY_WORDS, window, query=query, moderated=list(moderated))


async def by_author(
    connection: Connection, author_id: int, window: Window, *, server_id: int, channels: Collection[int]
) -> list[Comment]:
    """What a member said in ``channels`` of a server and did not delete; oldest first."""
    where = {"author_id": author_id, "server_id": server_id, "channels": list(channels)}
    return await _within(connection, _BY_AUTHOR, window, **where)


async def count_by_author(
    connection: Connection, author_id: int, *, server_id: int, channels: Collection[int]
) -> int:
    """How many comments :func:`by_author` finds in all."""
    where = {"author_id": author_id, "server_id": server_id, "channels": list(channels)}
    return (await connection.execute(_COUNT_BY_AUTHOR, where)).scalar_one()


async def _within(
    connection: Connection, found: dict[bool, Select[Any]], window: Window, **values: object
) -> list[Comment]:
    rows = await connection.execute(found[window.after is not None], {**window.bounds(), **values})
    return await comments.by_sources(connection, list(rows.scalars()))
