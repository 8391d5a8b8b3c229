"""A database of the program's schema with nothing in it: to migrate one anew takes half a second of CPU."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from bot.database.migrate import migrate


def put_empty_database(path: Path) -> None:
    """Write one to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_empty())


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "empty.sqlite3")
        migrate(path)
        return path.read_bytes()
