"""What stores say that SQLAlchemy has no common word for.

A statement made of these names no database: it becomes SQL when a connection first executes it, in the words
of the engine that the connection belongs to.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ClauseElement,
    ColumnElement,
    Executable,
    FunctionElement,
    Insert,
    Select,
    String,
    Table,
    TableValuedAlias,
    bindparam,
    column,
    insert,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import ReadOnlyColumnCollection, SyntaxExtension
from sqlalchemy.sql.visitors import InternalTraversal

_Condition = ColumnElement[bool] | None


def insert_once(table: Table) -> Insert:
    """An INSERT that leaves out each row of which a unique constraint says that it is stored already."""
    return insert(table).ext(_OnConflict((), {}, None))


def upsert(table: Table, *replaced: str, only_if: _Condition = None, **changed: ColumnElement[Any]) -> Insert:
    """An INSERT that changes a row whose primary key is stored already.

    The columns ``replaced`` get the new row's values, the others those of ``changed``; where ``only_if`` is
    given and does not hold, the row stays as it is. Both may refer to the new row by :func:`excluded`.
    """
    new = excluded(table)
    changes = {**{name: new[name] for name in replaced}, **changed}
    return insert(table).ext(_OnConflict(tuple(table.primary_key.columns.keys()), changes, only_if))


def excluded(table: Table) -> ReadOnlyColumnCollection[str, Any]:
    """The columns of the new row, in the conditions and values of an :func:`upsert`."""
    return table.alias("excluded").c


def given(name: str) -> Select[tuple[int]]:
    """The ids in the list that is bound to ``name``, one parameter however many they are."""
    listed = GivenList(bindparam(name, type_=JSON)).table_valued(column("value", BigInteger))
    return select(listed.c.value)


def given_texts(name: str) -> Select[tuple[str]]:
    """The texts in the list that is bound to ``name``, one parameter however many they are."""
    listed = GivenList(bindparam(name, type_=JSON)).table_valued(column("value", String))
    return select(listed.c.value)


def pairs(name: str, value: type[BigInteger | String]) -> TableValuedAlias:
    """The keys, as text, and values of the mapping that is bound to ``name``: one parameter for all."""
    columns = column("key", String), column("value", value)
    return GivenPairs(bindparam(name, type_=JSON)).table_valued(*columns)


class EngineStatement(Executable, ClauseElement):
    """A whole statement that each engine writes its own way."""

    inherit_cache = True
    _traverse_internals = [("name", InternalTraversal.dp_string)]  # noqa: RUF012  # as SQLAlchemy's own are

    def __init__(self, name: str) -> None:
        self.name = name


WALK_TREE = EngineStatement("walk_tree")
"""A discussion as a tree, depth first: each comment's id, how deep it stands, and the id of what it answers.

It takes those comments of the discussion ``discussion_id`` that have one of ``statuses`` and stand below one
of ``posts``. What answers another comment stands at the top.
"""
INDEX_COMMENTS = EngineStatement("index_comments")
"""Puts those of the comments ``source_ids`` that are shown into the index of words; not for an engine that
collects them (:func:`bot.database.search_index.collect`).
"""


class GivenList(FunctionElement[Any]):
    """A row for each value of a list in JSON. Each engine writes this its own way."""

    inherit_cache = True


class GivenPairs(FunctionElement[Any]):
    """A row for each key of a mapping in JSON, with its value. Each engine writes this its own way."""

    inherit_cache = True


class _OnConflict(SyntaxExtension, ClauseElement):
    """ON CONFLICT, which SQLite and PostgreSQL write alike; SQLAlchemy has it only for each by itself."""

    inherit_cache = True
    _traverse_internals = [  # noqa: RUF012  # as SQLAlchemy's own are
        ("keys", InternalTraversal.dp_string_list),
        ("changes", InternalTraversal.dp_string_clauseelement_dict),
        ("only_if", InternalTraversal.dp_clauseelement),
    ]

    def __init__(
        self, keys: tuple[str, ...], changes: dict[str, ColumnElement[Any]], only_if: _Condition
    ) -> None:
        self.keys, self.changes, self.only_if = keys, changes, only_if

    def apply_to_insert(self, insert_stmt: Insert) -> None:
        insert_stmt.apply_syntax_extension_point(self.append_replacing_same_type, "post_values")


@compiles(_OnConflict)
def _on_conflict(clause: _OnConflict, compiler: Any, **options: Any) -> str:
    if not clause.changes:
        return "ON CONFLICT DO NOTHING"
    quote = compiler.preparer.quote
    changes = (f"{quote(name)} = {compiler.process(to, **options)}" for name, to in clause.changes.items())
    only_if = "" if clause.only_if is None else f" WHERE {compiler.process(clause.only_if, **options)}"
    return f"ON CONFLICT ({', '.join(map(quote, clause.keys))}) DO UPDATE SET {', '.join(changes)}{only_if}"
