"""Rows that are stored at once are sent as one array for each column.

With a parameter for each value, the server parses thousands of them, and rows sent one by one are planned one
by one: both take five times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.types.array import ListBinaryDumper
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Executable,
    Insert,
    Integer,
    bindparam,
    column,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

FEW = 3
"""Rows that are sent as they are."""
Given = Sequence[Mapping[str, Any]]


def send_in_binary(connection: psycopg.Connection[Any]) -> None:
    """Send lists in PostgreSQL's binary format: as text, each value is searched for what has to be quoted,
    which takes four times as long.
    """
    connection.adapters.register_dumper(list, ListBinaryDumper)


def send_as_arrays(engine: Engine) -> None:
    """Have every INSERT of many rows on this engine's connections send one array for each column."""

    @event.listens_for(engine, "before_execute", retval=True)
    def replace(
        _connection: Connection, statement: Executable, many: Given, one: Mapping[str, Any], _options: Any
    ) -> tuple[Executable, Given, Mapping[str, Any]]:
        if not isinstance(statement, Insert) or len(many) <= FEW:
            return statement, many, one
        names = tuple(many[0])
        if any(tuple(row) != names for row in many) or (replaced := _from_arrays(statement, names)) is None:
            return statement, many, one
        return replaced, [], {f"{name}_list": [row[name] for row in many] for name in names}


@lru_cache(maxsize=64)
def _from_arrays(statement: Insert, names: tuple[str, ...]) -> Insert | None:
    """The statement for rows with these columns; None where some are none of its table's."""
    columns = statement.table.columns
    if any(name not in columns for name in names):
        return None  # parameters of its own
    types = {name: _as_stored(columns[name].type) for name in names}
    lists = [bindparam(f"{name}_list", type_=ARRAY(one, dimensions=1)) for name, one in types.items()]
    rows = func.unnest(*lists).table_valued(*(column(*one) for one in types.items()), name="given_row")
    return statement.from_select(list(names), select(*rows.render_derived().columns))


def _as_stored(its: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type of a column's values: integers have 64 bits, as in every table."""
    return BigInteger() if isinstance(its, Integer) else its
