"""How SQLite writes what :mod:`bot.database.dialect` and :mod:`bot.database.search_index` name.

A row of its full-text index is a shown comment: its ``words``, and as its ``place`` one token each for the
server (``s``), the discussion (``d``) and the channel (``c``), so that a search within them never leaves the
index. Its rowid is the comment's ``source_id``: ordered by time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Dialect, FunctionElement, String, TypeDecorator, bindparam, text
from sqlalchemy.ext.compiler import compiles

from bot.database.dialect import INDEX_COMMENTS, WALK_TREE, EngineStatement, GivenList, GivenPairs
from bot.database.search_index import Found, Query

# Ordered by depth first, the recursion goes down each branch before the next: the database keeps its queue in
# a temporary file where it grows large.
_WALK = text("""
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
""").bindparams(bindparam("statuses", expanding=True), bindparam("posts", expanding=True))
_INDEX = text("""
INSERT INTO comment_search (rowid, words, place) SELECT source_id, words, place FROM comment_words
WHERE source_id IN (SELECT value FROM json_each(:source_ids))
""").bindparams(bindparam("source_ids", type_=JSON))
_WRITTEN = {WALK_TREE.name: _WALK, INDEX_COMMENTS.name: _INDEX}


class _Fts5(TypeDecorator[Query]):
    """A query in FTS5's words. What was typed can be read as nothing else: it is letters and digits."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Query | None, dialect: Dialect) -> str:
        assert value is not None
        place = [f"s{value.server_id}"] + ([] if value.discussion_id is None else [f"d{value.discussion_id}"])
        rooms = " OR ".join(f"c{channel_id}" for channel_id in sorted(value.channels))
        words = (f'"{word[:-1]}"*' if word.endswith("*") else f'"{word}"' for word in value.words)
        return f"{{words}} : ({' AND '.join(words)}) AND {{place}} : ({' AND '.join(place)} AND ({rooms}))"


@compiles(GivenList, "sqlite")
@compiles(GivenPairs, "sqlite")
def _json_each(given: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(given.clauses, **options)})"


@compiles(Found, "sqlite")
def _found(found: Found, compiler: Any, **options: Any) -> str:
    (name,) = (parameter.key for parameter in found.clauses)
    query = compiler.process(bindparam(name, type_=_Fts5), **options)
    return f"(SELECT rowid AS source_id FROM comment_search WHERE comment_search MATCH {query})"  # noqa: S608  # a parameter


@compiles(EngineStatement, "sqlite")
def _statement(statement: EngineStatement, compiler: Any, **options: Any) -> str:
    return str(compiler.process(_WRITTEN[statement.name], **options))
