"""The ledger of erasures in a database of its own, and the copy of it beside the comments.

The copy is what statements and triggers of the database use. Before a transaction is committed that added to
it, the same is durable in the ledger: what was erased stays so when a backup of the database is restored.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, LiteralString

import psycopg
from sqlalchemy import Connection

from bot.database.engines.engine import LedgerFault, LedgerUnreachable
from bot.database.engines.postgresql import connections
from bot.database.engines.postgresql.faults import is_lost
from bot.database.place import without_secrets
from bot.domain.message import message
from bot.i18n.program import called

_log = logging.getLogger(__name__)

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the ledger: its columns, those of its key first."""

    name: LiteralString
    columns: tuple[LiteralString, ...]
    key: int
    later: LiteralString = "NOTHING"
    """What becomes of a row that is there already."""

    @property
    def made(self) -> str:
        columns = ", ".join(
            f"{one} {'boolean' if one == 'whole' else 'bigint'} NOT NULL" for one in self.columns
        )
        return (
            f"CREATE TABLE IF NOT EXISTS erasures.{self.name} "
            f"({columns}, PRIMARY KEY ({', '.join(self.columns[: self.key])}))"
        )

    def read(self, where: str = "") -> str:
        return f"SELECT {', '.join(self.columns)} FROM erasures.{self.name} {where}"  # noqa: S608

    @property
    def count(self) -> str:
        return f"SELECT count(*) FROM erasures.{self.name}"  # noqa: S608

    @property
    def mark(self) -> str:
        return f"UPDATE erasures.{self.name} SET noted = true WHERE NOT noted"  # noqa: S608

    def add(self, more: str = "", value: str = "") -> str:
        columns, values = ", ".join(self.columns), ", ".join(["%s"] * len(self.columns))
        return (
            f"INSERT INTO erasures.{self.name} AS stored ({columns}{more}) VALUES ({values}{value}) "  # noqa: S608
            f"ON CONFLICT ({', '.join(self.columns[: self.key])}) DO {self.later}"
        )


TABLES = (
    _Table("erased_comment", ("source_id",), 1),
    _Table("erased_here", ("source_id",), 1),
    _Table(
        "erased_member",
        ("author_id", "server_id", "until"),
        2,
        "UPDATE SET until = excluded.until WHERE excluded.until > stored.until",
    ),
    _Table(
        "emptied_case",
        ("server_id", "number", "opened_at", "whole"),
        3,
        "UPDATE SET whole = true WHERE excluded.whole AND NOT stored.whole",
    ),
)
_UNREACHABLE = message(
    "Nothing can be erased at the moment: the list of erasures cannot be reached. "
    "Whoever runs the bot can check TERTULIA_LEDGER with `{doctor}`.",
    doctor=called("doctor"),
)


class Ledger:
    """The ledger at ``url``. It is connected to when it is first needed."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[Any] | None = None

    def agree(self, connection: Connection) -> None:
        """Copy into the database what only the ledger names, as after a restored backup; and the other way,
        as after the ledger was lost.

        Raises:
            LedgerUnreachable: it cannot be read or written.
        """
        stored = _driver(connection)
        try:
            ledger = self._connected()
            for table in TABLES:
                known = 0
                for rows in _batches(ledger, table.read()):
                    known += len(rows)
                    stored.cursor().executemany(table.add(", noted", ", true"), rows)
                count = stored.execute(table.count).fetchone()
                if count and count[0] > known:
                    for rows in _batches(stored, table.read()):
                        ledger.cursor().executemany(table.add(), rows)
            ledger.commit()
        except psycopg.Error as error:
            raise self._failed(error) from error

    def note(self, connection: Connection) -> None:
        """Make durable in the ledger what this transaction has added to the copy.

        Raises:
            LedgerUnreachable: it cannot be written.
        """
        added = [(table, connection.exec_driver_sql(table.read("WHERE NOT noted")).all()) for table in TABLES]
        try:
            self._write([(table, [tuple(row) for row in rows]) for table, rows in added if rows])
        except psycopg.Error as error:
            raise self._failed(error) from error
        for table, rows in added:
            if rows:
                connection.exec_driver_sql(table.mark)

    def fault(self) -> LedgerFault | None:
        """What keeps the ledger from being used; None where it is sound. Takes back what it writes."""
        where = without_secrets(self._url)
        try:
            with connections.connect(self._url) as ledger:
                _make(ledger)
                (database,) = ledger.execute("SELECT to_regclass('comment') IS NOT NULL").fetchone() or (
                    False,
                )
                for table in TABLES:
                    ledger.execute(table.read("LIMIT 1"))
                ledger.rollback()
        except psycopg.Error as error:
            return LedgerFault(
                message(
                    "The list of erasures {path} cannot be used ({detail}).",
                    path=where,
                    detail=str(error).partition("\n")[0],
                ),
                message("Check TERTULIA_LEDGER, and whether its server runs and lets the bot write."),
            )
        if database:
            return LedgerFault(
                message("TERTULIA_LEDGER names a database with comments: {path}.", path=where),
                message(
                    "Set it to another database, best on another server: a restored backup must not take "
                    "back what was erased since."
                ),
            )
        return None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self, added: list[tuple[_Table, list[tuple[Any, ...]]]]) -> None:
        try:
            self._add(added)
        except psycopg.Error as error:
            if not is_lost(error):
                raise
            self.close()  # it may only have been idle for too long
            self._add(added)

    def _add(self, added: list[tuple[_Table, list[tuple[Any, ...]]]]) -> None:
        ledger = self._connected()
        for table, rows in added:
            ledger.cursor().executemany(table.add(), rows)
        ledger.commit()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            self._connection = connections.connect(self._url)
            _make(self._connection)
            self._connection.commit()
        return self._connection

    def _failed(self, error: psycopg.Error) -> LedgerUnreachable:
        _log.error("The ledger of erasures cannot be used: %s", str(error).partition("\n")[0])
        self.close()
        return LedgerUnreachable(_UNREACHABLE)


def _driver(connection: Connection) -> psycopg.Connection[Any]:
    driver: psycopg.Connection[Any] | None = connection.connection.driver_connection
    assert driver is not None
    return driver


def _make(ledger: psycopg.Connection[Any]) -> None:
    ledger.execute("CREATE SCHEMA IF NOT EXISTS erasures")
    for table in TABLES:
        ledger.execute(table.made)


def _batches(connection: psycopg.Connection[Any], query: str) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query, some thousand at a time."""
    with connection.cursor(name="erasures") as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield rows
