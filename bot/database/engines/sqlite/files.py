"""The files beside an SQLite database; by one of them a second bot is kept out."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from bot.domain.errors import StorageFailed
from bot.domain.message import message

LOCK_SECONDS = 1.0
"""How long a start waits for the lock: whoever asks whether a bot runs holds it for a moment."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside a database in use: its last commits, an index of them, what is to be undone."""


@contextlib.contextmanager
def lock_for_bot(database: Path) -> Iterator[None]:
    """Hold the database at this path for this process alone while the context lasts.

    The lock is a transaction on a file beside it: the system drops it with the process, also when that is
    killed, on every platform Python runs on.

    Raises:
        StorageFailed: another bot holds it, or the file's folder cannot be written.
    """
    unwritable = message(
        "The folder of the database cannot be written: {folder}.", folder=str(database.parent)
    )
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(f"{database}.lock", timeout=LOCK_SECONDS, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageFailed(unwritable) from error
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            held = message("Another bot is already using {database}. Stop it first.", database=str(database))
            raise StorageFailed(
                held if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else unwritable
            ) from error
        yield


def in_use(database: Path) -> bool:
    """Whether a bot is running on the database at this path. Others may ask too, and a bot may start."""
    file = Path(f"{database}.lock")
    if not file.exists():
        return False
    try:
        with closing(
            sqlite3.connect(f"file:{quote(os.fsencode(file))}?mode=ro", uri=True, timeout=0)
        ) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")  # it takes a lock that many may hold
            return False
    except sqlite3.Error:
        return True
