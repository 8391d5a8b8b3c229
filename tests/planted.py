"""A database with a row in every table, each of whose texts and ids is a mark that can be looked for."""

from __future__ import annotations

import random
import sqlite3
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from functools import cache
from pathlib import Path

from sqlalchemy import JSON, BigInteger, Boolean, Column, Enum, LargeBinary, String, Table

from bot.database.column_types import Day, Moment, Names
from bot.database.schema import metadata
from tests.empty import put_empty_database

WORD = "hunter2"
ID = 987_654_321_987_654_321
"""Stands for every id of Discord's."""
TRIES = 2_000
"""At most for a table, as its checks say which columns go together."""


def put_planted_database(path: Path) -> None:
    """Write one to ``path``.

    Raises:
        AssertionError: no row could be made for a table.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_planted())


@cache
def _planted() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "planted.sqlite3")
        put_empty_database(path)
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            for table in metadata.sorted_tables:
                chance = random.Random(table.name)
                assert any(_insert(connection, table, chance) for _ in range(TRIES)), table.name
        return path.read_bytes()


def _insert(connection: sqlite3.Connection, table: Table, chance: random.Random) -> bool:
    row = {name: value for name, value in _row(table, chance).items() if value is not None}
    names, values = ", ".join(f'"{name}"' for name in row), ", ".join("?" for _ in row)
    try:
        connection.execute(f"INSERT INTO {table.name} ({names}) VALUES ({values})", list(row.values()))
    except sqlite3.IntegrityError:
        return False
    return True


def _row(table: Table, chance: random.Random) -> Mapping[str, object]:
    return {
        column.name: None if column.nullable and chance.random() < 0.3 else _value(column, chance)
        for column in table.columns
    }


def _value(column: Column[object], chance: random.Random) -> object:
    match column.type:
        case Enum():
            return chance.choice(column.type.enums)
        case JSON() | Names():
            return f'["{WORD}"]'
        case BigInteger():
            return ID
        case LargeBinary():
            return WORD.encode()
        case Moment():
            return round(time.time() * 1000)
        case Boolean():
            return chance.choice((0, 1))
        case Day():
            return "2026-11-30"
        case String():
            return WORD
    return 1
