"""Damaging a database file."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path


def overwrite_page_of(path: Path, name: str) -> None:
    """Overwrite the first page of a table or an index with bytes that mean nothing."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        root = "SELECT rootpage FROM sqlite_master WHERE name = ?"
        (page,) = connection.execute(root, (name,)).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
