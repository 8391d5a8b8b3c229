"""The ledger of erasures: a small database beside the database, and what to do where it cannot be used.

The writer's connection has it attached. Triggers of that connection note every deletion in it, and make a
tombstone of whatever is stored again of what it names.
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import insert, literal_column
from sqlalchemy.dialects import sqlite

from bot.database.engines.engine import LedgerFault
from bot.database.engines.sqlite.faults import is_busy, is_damage
from bot.database.schema import TOMBSTONE, comment
from bot.domain.message import message

BUSY_SECONDS = 5.0
"""How long whoever writes in the ledger is waited for."""

TABLES = (
    "CREATE TABLE IF NOT EXISTS erasures.erased_comment (source_id INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS erasures.erased_here (source_id INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS erasures.erased_member (author_id INTEGER, server_id INTEGER, "
    "until INTEGER NOT NULL, PRIMARY KEY (author_id, server_id)) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS erasures.emptied_case (server_id INTEGER, number INTEGER, opened_at INTEGER, "
    "whole INTEGER NOT NULL, PRIMARY KEY (server_id, number, opened_at)) WITHOUT ROWID",
)
_NEW: dict[str, object] = {c.name: literal_column(f"new.{c.name}") for c in comment.c if not c.primary_key}
_ADD_TOMBSTONE = (
    insert(comment)
    .prefix_with("OR IGNORE")
    .values(_NEW | TOMBSTONE)
    .compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
)
# An insert's own values cannot be changed: the tombstone goes in first, and then there is nothing to insert.
_TRIGGERS = (
    f"""
    CREATE TEMP TRIGGER comment_stays_erased BEFORE INSERT ON main.comment
    WHEN new.status != 'deleted' AND (
        EXISTS (SELECT 1 FROM erased_comment WHERE source_id = new.source_id)
        OR EXISTS (SELECT 1 FROM erased_member WHERE erased_member.author_id = new.author_id
        AND new.source_id <= until AND server_id IN (0, (
            SELECT server_id FROM discussion WHERE discussion.id = new.discussion_id))))
    BEGIN
        {_ADD_TOMBSTONE};
        SELECT RAISE(IGNORE);
    END
    """,  # noqa: S608 -- nothing in it comes from anybody
    """
    CREATE TEMP TRIGGER erasure_is_noted AFTER UPDATE OF status ON main.comment WHEN new.status = 'deleted'
    BEGIN
        INSERT OR IGNORE INTO erased_comment VALUES (new.source_id);
    END
    """,
)


def ledger_of(database: Path) -> Path:
    """The ledger that belongs to a database file."""
    return database.with_name(f"{database.stem}.erasures{database.suffix}")


def preparing(database: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Statements with their values that let a connection know and keep the ledger of ``database``."""
    attach = ("ATTACH DATABASE ? AS erasures", (str(ledger_of(database)),))
    return [attach, *((statement, ()) for statement in (*TABLES, *_TRIGGERS))]


def ledger_fault(database: Path) -> LedgerFault | None:
    """What is wrong with the ledger of a database: nothing (None) where it is sound, or not made yet.

    Reads every page of it, and takes back what it writes.
    """
    ledger = ledger_of(database)
    if not ledger.exists():
        return None
    try:
        with contextlib.closing(_opened(ledger)) as connection:
            (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            if found != "ok":
                return _damaged(ledger, found)
            if not _is_ours(connection):
                return LedgerFault(
                    message("The file {path} is not a list of erasures.", path=str(ledger)),
                    message("Move the file elsewhere: the next start makes a new list from the database."),
                )
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("PRAGMA user_version = 1")
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        return _fault_of(ledger, error)
    return None


def _opened(ledger: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(ledger.absolute()))}?mode=rw"
    return sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS, isolation_level=None)


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Whether the tables are a ledger's. Some may lack: the bot can be killed while it makes them."""
    with contextlib.closing(sqlite3.connect(":memory:")) as made:
        for statement in TABLES:
            made.execute(statement.replace("erasures.", "main."))
        wanted = _tables(made)
    return all(wanted.get(name) == columns for name, columns in _tables(connection).items())


def _tables(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """The columns of each table, as SQLite describes them."""
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    columns = "SELECT * FROM pragma_table_info(?)"
    return {name: connection.execute(columns, (name,)).fetchall() for (name,) in connection.execute(query)}


def _fault_of(ledger: Path, error: sqlite3.Error) -> LedgerFault:
    if is_damage(error):
        return _damaged(ledger, str(error))
    if is_busy(error):
        return LedgerFault(
            message("Another program is using the list of erasures {path}.", path=str(ledger)),
            message("Close that program and try again."),
        )
    return LedgerFault(
        message(
            "The list of erasures {path} cannot be written ({detail}).", path=str(ledger), detail=str(error)
        ),
        message("Check where the file is and its permissions."),
    )


def _damaged(ledger: Path, detail: str) -> LedgerFault:
    return LedgerFault(
        message("The list of erasures {path} is damaged ({detail}).", path=str(ledger), detail=detail),
        message(
            "Stop the bot and put a copy of this file back. If you have none, move the "
            "file elsewhere: the next start makes a new one from the database, but a "
            "backup restored later may then bring back what members had erased."
        ),
    )
