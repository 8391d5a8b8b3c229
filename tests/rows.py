"""Rows of a database beside the program, whichever engine has it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bot.database.place import Place
from tests.postgresql import connect


def rows(place: Place, query: str) -> list[tuple[Any, ...]]:
    """What a query finds."""
    if isinstance(place, Path):
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as file:
            return file.execute(query).fetchall()
    with connect(place.url) as connection:
        found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
        return found


def change(place: Place, *statements: str) -> None:
    """Execute statements in one transaction, while no bot runs. Each has to change something.

    ``true`` and ``false`` are what SQLite calls 1 and 0, too.
    """
    opened = sqlite3.connect(place) if isinstance(place, Path) else connect(place.url)
    with closing(opened) as connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
        connection.commit()
