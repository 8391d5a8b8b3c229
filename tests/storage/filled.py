"""A database with rows in every table, and what it holds, whichever engine it is on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Enum, LargeBinary, String, select, text

from bot.database.column_types import Day, Moment, Names
from bot.database.engine_in_use import engine_of
from bot.database.place import Place, ServerPlace
from bot.database.schema import metadata
from bot.domain.article import Provenance
from bot.domain.discussion import CommentStatus

SAID = "Perdón: ¿quién lo prometió? \N{FACE WITH TEARS OF JOY} \\N \t \"quoted\" 'too'"
ROWS = (1, 2)
"""The numbers of the rows of each table. Of the second, what may be empty is."""
LAST_ID = 7
"""The highest id that each table had."""
_NOT_BY_TYPE: Mapping[tuple[str, str], tuple[Any, Any]] = {
    ("gap", "before_id"): (10, None),
    ("edition", "provenance"): (Provenance.MACHINE, Provenance.PUBLISHER),
    ("question", "english"): ("What now?", "And then?"),
    # The first answers one that was stored after it.
    ("comment", "parent_id"): (2, None),
    ("comment", "text"): (SAID, ""),
    ("comment", "status"): (CommentStatus.VISIBLE, CommentStatus.DELETED),
    # What was told of an emptied one is erased when its backup comes back.
    ("member_case", "emptied"): (False, False),
    ("attachment", "copy"): (bytes(range(256)), None),
}


def fill(place: Place) -> None:
    """Store two rows in each table of an empty database, which had more before."""
    engine = engine_of(place)
    with engine.migrating().begin() as connection:
        if isinstance(place, ServerPlace):
            connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
        for table in metadata.sorted_tables:
            for number in ROWS:
                row = {column.name: _value(column, number) for column in table.columns}
                connection.execute(table.insert().values(row))
        if isinstance(place, ServerPlace):
            connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        for table in metadata.sorted_tables:
            if table.autoincrement_column is not None:
                engine.copier().set_last_id(connection, table, LAST_ID)


def held(place: Place) -> dict[str, list[str]]:
    """The rows of each table, as the program reads them."""
    with engine_of(place).inspecting().connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in metadata.sorted_tables
        }


def last_ids(place: Place) -> dict[str, int]:
    """The highest id that each table has given."""
    engine = engine_of(place)
    own = [table for table in metadata.sorted_tables if table.autoincrement_column is not None]
    with engine.inspecting().connect() as connection:
        return {table.name: engine.copier().last_id(connection, table) for table in own}


def _value(column: Column[Any], number: int) -> Any:
    table = column.table.name
    if (table, column.name) in _NOT_BY_TYPE:
        return _NOT_BY_TYPE[table, column.name][number - 1]
    if column.nullable and number == ROWS[-1]:
        return None
    kind = column.type
    if isinstance(kind, Enum):
        members = list(kind.enum_class or kind.enums)
        return members[0]
    if isinstance(kind, Moment):
        return datetime(2026, 3, 14, 12, number, tzinfo=UTC)
    if isinstance(kind, Day):
        return date(2026, 3, number)
    if isinstance(kind, Names):
        return ("Río", "Ana")
    if isinstance(kind, JSON):
        return ["ñ", {"é": number, "nothing": None}]
    if isinstance(kind, Boolean):
        return number == 1
    if isinstance(kind, LargeBinary):
        return bytes(range(256))
    if isinstance(kind, String):
        return f"{number} {column.name} {SAID}"[: kind.length]
    return number
