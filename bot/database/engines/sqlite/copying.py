"""An SQLite file copied page by page, while it is in use."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

PAGES = 512
"""Pages copied between two signs of progress: 2 MB at the usual page size."""

Progress = Callable[[int, int], None]
"""Told the pages copied and all that are to be copied. What it raises stops the copying."""


def copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy a database as it stands at one moment into a new file, whoever writes meanwhile.

    Raises:
        sqlite3.Error: it cannot be read, or there is no room for the copy.
    """
    target.touch(mode=0o600)
    shutil.copymode(source, target)
    with (
        contextlib.closing(_opened(source, "ro")) as here,
        contextlib.closing(_opened(target, "rwc")) as there,
    ):
        # In one transaction: what others commit meanwhile neither shows nor makes it begin again.
        here.execute("BEGIN")
        here.execute("SELECT count(*) FROM sqlite_master").fetchone()
        here.backup(there, pages=PAGES, progress=lambda _status, left, all_: progress(all_ - left, all_))
        # A copy is one file, which can be read from where nothing can be written.
        there.execute("PRAGMA journal_mode = DELETE")


def settle(database: Path) -> None:
    """Write the last commits into the file itself, where it can be opened at all. Nobody may be using it."""
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_opened(database, "rw")) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # as if it were opened to be used
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None)
