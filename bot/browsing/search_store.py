"""Finding comments by their words, ignoring accents and case, or by their author."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, func, select

from bot.browsing.pager import Window
from bot.database.engine import Connection
from bot.database.schema import comment, discussion, ending, post
from bot.database.search_index import Query, found_by
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Comment, CommentStatus, Ending
from bot.domain.letters import composed

_WORD = re.compile(r"[^\W_]{3,}\*|[^\W_]+")
"""A word as the index splits texts, or a prefix followed by a star. A prefix has at least three letters: in
a million comments ``a*`` takes 700 ms, ``mus*`` 11 ms.
"""
_TOO_SHORT = re.compile(r"(?<![^\W_])[^\W_]{1,2}\*")
MAX_WORDS = 12
"""Words in a query at most: more than anybody types."""


def words_of(typed: str) -> list[str]:
    """Return the words of a query, composed and at most :data:`MAX_WORDS`."""
    return _WORD.findall(composed(typed))[:MAX_WORDS]


def too_short(typed: str) -> str | None:
    """Return the first prefix of a query that is too short to search for, or None."""
    found = _TOO_SHORT.search(composed(typed))
    return found[0] if found else None


def both_ways(found: Select[Any], key: ColumnElement[int]) -> dict[bool, Select[Any]]:
    """Make a statement for each direction from a comment: True reads newer ones, False older ones."""
    some = found.where(key > bindparam("after"), key < bindparam("before")).limit(bindparam("limit"))
    return {True: some.order_by(key), False: some.order_by(key.desc())}


# The statements are made once: making them anew takes longer than SQLite takes to answer them.
_found = found_by("query")
# A subquery for each row found, in index order: with a join SQLite begins at the discussions.
_without_card = (
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
_BY_WORDS = both_ways(select(_found.c.source_id).where(~_without_card), _found.c.source_id)
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


def by_words(
    connection: Connection,
    words: Collection[str],
    window: Window,
    *,
    server_id: int,
    channels: Collection[int],
    moderated: Collection[int] = (),
    discussion_id: int | None = None,
) -> list[Comment]:
    """Return visible comments in ``channels`` that hold all ``words``; oldest first.

    Where a discussion's last card was removed, only those in ``moderated`` channels.
    """
    if not words or not channels:
        return []
    query = Query(words, server_id, channels, discussion_id)
    return _within(connection, _BY_WORDS, window, query=query, moderated=list(moderated))


def by_author(
    connection: Connection, author_id: int, window: Window, *, server_id: int, channels: Collection[int]
) -> list[Comment]:
    """Return a member's comments in ``channels`` that are not deleted; oldest first."""
    where = {"author_id": author_id, "server_id": server_id, "channels": list(channels)}
    return _within(connection, _BY_AUTHOR, window, **where)


def count_by_author(
    connection: Connection, author_id: int, *, server_id: int, channels: Collection[int]
) -> int:
    """Count the comments that :func:`by_author` finds in all."""
    where = {"author_id": author_id, "server_id": server_id, "channels": list(channels)}
    return connection.execute(_COUNT_BY_AUTHOR, where).scalar_one()


def _within(
    connection: Connection, found: dict[bool, Select[Any]], window: Window, **values: object
) -> list[Comment]:
    rows = connection.execute(found[window.after is not None], {**window.bounds(), **values})
    return comments.by_sources(connection, list(rows.scalars()))
