"""Copying a database in an SQLite file row by row, from one engine to another."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Table, insert

from bot.database.engines.engine import Erased, LedgerUnreachable
from bot.database.engines.sqlite.connections import orphans
from bot.database.engines.sqlite.ledger_file import BUSY_SECONDS, TABLES, ledger_of
from bot.domain.errors import StorageFailed
from bot.domain.message import message

BATCH = 5_000
_ADD = {
    "erased_comment": "INSERT INTO erasures.erased_comment VALUES (?) ON CONFLICT DO NOTHING",
    "erased_here": "INSERT INTO erasures.erased_here VALUES (?) ON CONFLICT DO NOTHING",
    "erased_member": "INSERT INTO erasures.erased_member AS stored VALUES (?, ?, ?) "
    "ON CONFLICT (author_id, server_id) DO UPDATE SET until = excluded.until "
    "WHERE excluded.until > stored.until",
    "emptied_case": "INSERT INTO erasures.emptied_case AS stored VALUES (?, ?, ?, ?) "
    "ON CONFLICT (server_id, number, opened_at) DO UPDATE SET whole = 1 WHERE excluded.whole",
}
"""The tables of a ledger, and what adds a row to each."""
_LAST_ID = "SELECT seq FROM sqlite_sequence WHERE name = ?"
_SET_LAST_ID = "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)"
_INDEX_ALL = (
    "INSERT INTO comment_search (rowid, words, place) SELECT source_id, words, place FROM comment_words"
)


class FileCopier:
    """Copies the database in the file at ``path``. What was written is taken from one that is not empty only
    by putting another file in its place.
    """

    replaces_nul = False

    def __init__(self, path: Path) -> None:
        self._ledger = ledger_of(path)
        self._triggers: list[str] = []

    def begin_reading(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def begin_writing(self, connection: Connection, *, emptied: bool) -> None:
        assert not emptied
        made = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in made:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        self._triggers = [sql for _, sql in made]

    def store(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        connection.exec_driver_sql(str(insert(table).compile(dialect=connection.dialect)), list(rows))

    def end_writing(self, connection: Connection) -> None:
        if left := orphans(connection):
            raise StorageFailed(message("Rows refer to others that are not there: {detail}", detail=left[0]))
        connection.exec_driver_sql(_INDEX_ALL)
        for sql in self._triggers:
            connection.exec_driver_sql(sql)

    def last_id(self, connection: Connection, table: Table) -> int:
        return int(connection.exec_driver_sql(_LAST_ID, (table.name,)).scalar() or 0)

    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
        if last:
            connection.exec_driver_sql(_SET_LAST_ID, (table.name, last))

    def erasures(self, connection: Connection) -> Iterator[Erased]:
        if not self._ledger.exists():
            return
        address = f"file:{quote(str(self._ledger.absolute()))}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=BUSY_SECONDS)) as ledger:
            made = {name for (name,) in ledger.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for table in filter(made.__contains__, _ADD):
                rows = ledger.execute(f"SELECT * FROM {table}")  # noqa: S608  # a name of ours
                while batch := rows.fetchmany(BATCH):
                    yield table, batch

    def add_erasures(self, connection: Connection, erased: Iterable[Erased]) -> None:
        try:
            with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
                opened.execute("ATTACH DATABASE ? AS erasures", (str(self._ledger),))
                opened.execute("BEGIN")
                for statement in TABLES:
                    opened.execute(statement)
                for table, rows in erased:
                    opened.executemany(_ADD[table], rows)
                opened.execute("COMMIT")
        except sqlite3.Error as error:
            raise LedgerUnreachable(
                message(
                    "The list of erasures {path} cannot be written ({detail}).",
                    path=str(self._ledger),
                    detail=str(error),
                )
            ) from error

    def settle(self, connection: Connection) -> None:
        """Nothing: triggers have followed every change."""
