"""How PostgreSQL writes what :mod:`bot.database.dialect` and :mod:`bot.database.search_index` name.

A row of the full-text index is a shown comment: its words, and one lexeme each for the discussion (``/d``)
and the channel (``/c``), so that a search within them never leaves the index. A lexeme of the server's would
say what its channels say: the planner would take both for chances of their own, and expect too few rows.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    FunctionElement,
    Integer,
    String,
    Text,
    TypeDecorator,
    bindparam,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import sum as total
from sqlalchemy.types import TypeEngine

from bot.database.dialect import WALK_TREE, EngineStatement, GivenList, GivenPairs
from bot.database.engines.postgresql.words import LONGEST, Tokenizer
from bot.database.search_index import Found, Query

# Ordered by the ids on the way to a comment: each branch comes before the next one. A recursion cannot be
# ordered itself here.
_WALK = text("""
WITH RECURSIVE tree (id, depth, parent_id, path) AS (
    SELECT one.id, 0, CAST(NULL AS bigint), ARRAY[one.source_id]
    FROM comment AS one LEFT JOIN comment AS answered ON answered.id = one.parent_id
    WHERE one.discussion_id = :discussion_id AND one.status IN :statuses AND one.post_id IN :posts
        AND (answered.id IS NULL OR answered.status NOT IN :statuses OR answered.post_id NOT IN :posts)
    UNION ALL
    SELECT one.id, tree.depth + 1, tree.id, tree.path || one.source_id
    FROM tree JOIN comment AS one ON one.parent_id = tree.id
    WHERE one.status IN :statuses AND one.post_id IN :posts
)
SELECT id, depth, parent_id FROM tree ORDER BY path
""").bindparams(
    bindparam("discussion_id", type_=BigInteger),
    bindparam("statuses", expanding=True),
    bindparam("posts", expanding=True),
)
_WRITTEN = {WALK_TREE.name: _WALK}


class _Words(TypeDecorator[Query]):
    """A query in the words of ``tsquery``. What was typed can be read as nothing else: it is letters and
    digits.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Query | None, dialect: Dialect) -> str:
        assert value is not None
        typed = [word.removesuffix("*") for word in value.words]
        folded = zip(value.words, _tokenize(typed), strict=True)
        # A word that is typed may be cut into several, as its letters are told apart by another standard.
        words = [_lexeme(one, word.endswith("*")) for word, parts in folded for one in sorted(parts)]
        place = [] if value.discussion_id is None else [f"'/d{value.discussion_id}'"]
        rooms = " | ".join(f"'/c{channel_id}'" for channel_id in sorted(value.channels))
        return " & ".join([*(words or ["'/'"]), *place, f"({rooms})"])


class _Pairs(TypeDecorator[Mapping[object, object]]):
    """The keys and values of a mapping, each pair in one text. A key holds no space."""

    impl = ARRAY(Text, dimensions=1)
    cache_ok = True

    def process_bind_param(self, value: Mapping[object, object] | None, dialect: Dialect) -> list[str]:
        assert value is not None
        return [f"{key} {one}" for key, one in value.items()]


_tokenizer = Tokenizer()
_tokenizing = threading.Lock()


def _tokenize(texts: list[str]) -> list[set[str]]:
    with _tokenizing:
        return _tokenizer.words(texts)


def _lexeme(word: str, prefix: bool) -> str:
    return f"'{word[:LONGEST]}'{':*' if prefix else ''}"


@compiles(Integer, "postgresql")
def _integer(_type: Integer, _compiler: Any, *, type_expression: object = None, **_options: Any) -> str:
    """Columns have 64 bits, as all integers in SQLite. What functions take has 32."""
    return "BIGINT" if isinstance(type_expression, Column) else "INTEGER"


@compiles(total, "postgresql")
def _total(its: total[Any], compiler: Any, **options: Any) -> str:
    """The server adds numbers of 64 bits up to a ``numeric``, which Python reads as a ``Decimal``."""
    added = compiler.visit_function(its, **options)
    return f"CAST({added} AS BIGINT)" if isinstance(its.type, Integer) else str(added)


@compiles(GivenList, "postgresql")
def _given_list(given: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    (value,) = given.type._elements  # type: ignore[attr-defined]  # the column of a table-valued function
    values = ARRAY(value.type, dimensions=1)
    return f"(SELECT value FROM unnest({_bound(given, values, compiler, options)}) AS given (value))"  # noqa: S608


@compiles(GivenPairs, "postgresql")
def _given_pairs(given: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    _, value = given.type._elements  # type: ignore[attr-defined]  # as above
    its_type = compiler.dialect.type_compiler_instance.process(value.type)
    return (
        "(SELECT split_part(pair, ' ', 1) AS key, "  # noqa: S608  # a parameter
        f"CAST(substr(pair, strpos(pair, ' ') + 1) AS {its_type}) AS value "
        f"FROM unnest({_bound(given, _Pairs(), compiler, options)}) AS given (pair))"
    )


def _bound(given: FunctionElement[Any], its_type: TypeEngine[Any], compiler: Any, options: Any) -> str:
    """The one parameter of a list as an array: of functions that take JSON the planner expects 100 rows."""
    (name,) = (parameter.key for parameter in given.clauses)
    return str(compiler.process(bindparam(name, type_=its_type), **options))


@compiles(Found, "postgresql")
def _found(found: Found, compiler: Any, **options: Any) -> str:
    (name,) = (parameter.key for parameter in found.clauses)
    # Not as a parameter: how best to look for words depends on how frequent they are, and of a statement that
    # is the same whatever they are the server makes one plan.
    query = compiler.process(bindparam(name, type_=_Words, literal_execute=True), **options)
    return f"(SELECT source_id FROM comment_search WHERE words @@ CAST({query} AS tsquery))"  # noqa: S608  # a parameter


@compiles(EngineStatement, "postgresql")
def _statement(statement: EngineStatement, compiler: Any, **options: Any) -> str:
    return str(compiler.process(_WRITTEN[statement.name], **options))
