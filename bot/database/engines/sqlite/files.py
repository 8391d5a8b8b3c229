"""The files beside an SQLite database; by one of them a second bot is kept out."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from bot.domain.errors import StorageFailed
from bot.domain.message import message

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
        connection = sqlite3.connect(f"{database}.lock", timeout=0, isolation_level=None)
    except (OSError, sqlite3.OperationalError) as error:
        raise StorageFailed(unwritable) from error
    with contextlib.closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            held = message("Another bot is already using {database}. Stop it first.", database=str(database))
            raise StorageFailed(
                held if error.sqlite_errorcode == sqlite3.SQLITE_BUSY else unwritable
            ) from error
        yield


def in_use(database: Path) -> bool:
    """Whether a bot is running on the database at this path."""
    if not Path(f"{database}.lock").exists():
        return False
    try:
        with lock_for_bot(database):
            return False
    except StorageFailed:
        return True
