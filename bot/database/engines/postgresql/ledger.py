"""The ledger of erasures in a database of its own, and the copy of it beside the comments.

The copy is what statements and triggers of the database use. Before a transaction is committed that added to
it, the same is durable in the ledger: what was erased stays so when a backup of the database is restored.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import psycopg
from sqlalchemy import Connection

from bot.database.engines.engine import Erased, LedgerFault, LedgerUnreachable
from bot.database.engines.postgresql import connections
from bot.database.engines.postgresql.faults import first_line, is_lost
from bot.database.engines.postgresql.ledger_tables import TABLES, Table
from bot.database.place import without_secrets
from bot.domain.message import message
from bot.i18n.program import called

_log = logging.getLogger(__name__)

BATCH = 5_000
PAUSE_SECONDS = 15.0
"""How long a ledger that could not be reached is left alone."""
_TIMEOUTS = {"connect_timeout": 5, "tcp_user_timeout": 5_000}
"""Shorter than the database's: what is said waits to be stored meanwhile."""
_OTHER_TABLES = """
SELECT schemaname, tablename FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'erasures') LIMIT 1
"""
# The number that a server was given when it was made, and the database's in it.
_IDENTITY = """
SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())
FROM pg_control_system()
"""
_UNREACHABLE = message(
    "Nothing can be erased at the moment: the list of erasures cannot be reached. "
    "Whoever runs the bot can check TERTULIA_LEDGER with `{doctor}`.",
    doctor=called("doctor"),
)
# Whatever the server does by default: what is noted outlasts its crash.
_DURABLE = """
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'
"""
_ANOTHER = message(
    "Set it to another database, best on another server: a restored backup must not take "
    "back what was erased since."
)


class Ledger:
    """The ledger at ``url``. It is connected to when it is first needed.

    One that could not be reached is left alone for a while: whoever writes waits for it.
    """

    def __init__(self, url: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._monotonic = monotonic
        self._connection: psycopg.Connection[Any] | None = None
        self._failed_at: float | None = None

    def agree(self, connection: Connection) -> None:
        """Copy into the database what only the ledger names, as after a restored backup; and the other way,
        as after the ledger was lost.

        Raises:
            LedgerUnreachable: it cannot be read or written.
        """
        stored = connections.driver_of(connection)
        try:
            ledger = self._connected()
            for table in TABLES:
                if ledger.execute(table.sums).fetchone() != stored.execute(table.sums).fetchone():
                    _merge(ledger, stored, table)
            ledger.commit()
        except psycopg.Error as error:
            raise self._failed(error) from error

    def note(self, connection: Connection) -> None:
        """Make durable in the ledger what this transaction has added to the copy.

        Raises:
            LedgerUnreachable: it cannot be written.
        """
        if self._failed_at is not None and self._monotonic() - self._failed_at < PAUSE_SECONDS:
            raise LedgerUnreachable(_UNREACHABLE)
        added = [(table, connection.exec_driver_sql(table.read("WHERE NOT noted")).all()) for table in TABLES]
        try:
            self._write([(table, [tuple(row) for row in rows]) for table, rows in added if rows])
        except psycopg.Error as error:
            raise self._failed(error) from error
        if self._failed_at is not None:
            _log.warning("The ledger of erasures can be used again")
            self._failed_at = None
        for table, rows in added:
            if rows:
                connection.exec_driver_sql(table.mark)

    def rows(self) -> Iterator[Erased]:
        """All that the ledger names, some rows at a time.

        Raises:
            LedgerUnreachable: it cannot be read.
        """
        try:
            ledger = self._connected()
            for table in TABLES:
                for rows in _batches(ledger, table.read()):
                    yield table.name, rows
            ledger.rollback()
        except psycopg.Error as error:
            raise self._failed(error) from error

    def add(self, connection: Connection, erased: Iterable[Erased]) -> None:
        """Make durable in the ledger what another names, and in the copy with this transaction.

        Raises:
            LedgerUnreachable: it cannot be written.
        """
        tables = {table.name: table for table in TABLES}
        for name, rows in erased:
            table = tables[name]
            booleans = [one == "whole" for one in table.columns]
            typed = [
                tuple(bool(value) if is_one else value for value, is_one in zip(row, booleans, strict=True))
                for row in rows
            ]
            connections.driver_of(connection).cursor().executemany(table.add(), typed)
        self.agree(connection)
        self.note(connection)

    def fault(self, database: str) -> LedgerFault | None:
        """What keeps the ledger from being used for ``database``; None where it is sound. Takes back what it
        writes.
        """
        where = without_secrets(self._url)
        try:
            with connections.connect(self._url, **_TIMEOUTS) as ledger:
                connections.limit_waits(ledger)
                if ledger.execute(_OTHER_TABLES).fetchone():
                    what = message(
                        "TERTULIA_LEDGER names a database with something else in it: {path}.", path=where
                    )
                    return LedgerFault(what, _ANOTHER)
                if _identity(ledger) == _identity_at(database):
                    what = message(
                        "TERTULIA_LEDGER names the same database as TERTULIA_DATABASE: {path}.", path=where
                    )
                    return LedgerFault(what, _ANOTHER)
                _try_out(ledger)
        except psycopg.Error as error:
            return LedgerFault(
                message(
                    "The list of erasures {path} cannot be used ({detail}).",
                    path=where,
                    detail=first_line(error),
                ),
                message("Check TERTULIA_LEDGER, and whether its server runs and lets the bot write."),
            )
        return None

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _write(self, added: list[tuple[Table, list[tuple[Any, ...]]]]) -> None:
        try:
            self._add(added)
        except psycopg.Error as error:
            # What is there already is not added again.
            if not is_lost(error) or self._failed_at is not None:
                raise
            self.close()  # it may only have been idle for too long
            self._add(added)

    def _add(self, added: list[tuple[Table, list[tuple[Any, ...]]]]) -> None:
        ledger = self._connected()
        for table, rows in added:
            ledger.cursor().executemany(table.add(), rows)
        ledger.commit()

    def _connected(self) -> psycopg.Connection[Any]:
        if self._connection is None:
            connection = connections.connect(self._url, **_TIMEOUTS)
            try:
                connection.prepare_threshold = None  # a pooler of transactions knows no prepared statements
                connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
                connections.limit_waits(connection)  # whoever writes would wait with it
                connection.execute(_DURABLE)
                _make(connection)
                connection.commit()
            except psycopg.Error:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _failed(self, error: psycopg.Error) -> LedgerUnreachable:
        if self._failed_at is None:
            _log.error("The ledger of erasures cannot be used, nothing is erased: %s", error)
        self._failed_at = self._monotonic()
        self.close()
        return LedgerUnreachable(_UNREACHABLE)


def _merge(ledger: psycopg.Connection[Any], stored: psycopg.Connection[Any], table: Table) -> None:
    """Give each of the two what only the other has."""
    for rows in _batches(ledger, table.read()):
        stored.cursor().executemany(table.add(", noted", ", true"), rows)
    for rows in _batches(stored, table.read()):
        ledger.cursor().executemany(table.add(), rows)
    stored.execute(table.mark)


def _identity(connection: psycopg.Connection[Any]) -> tuple[Any, ...] | None:
    return connection.execute(_IDENTITY).fetchone()


def _identity_at(url: str) -> tuple[Any, ...] | None:
    """Which database of which server it is; None where it cannot be asked, which others say."""
    with contextlib.suppress(psycopg.Error), connections.connect(url) as connection:
        return _identity(connection)
    return None


def _make(ledger: psycopg.Connection[Any]) -> None:
    ledger.execute("CREATE SCHEMA IF NOT EXISTS erasures")
    for table in TABLES:
        ledger.execute(table.made)


def _try_out(ledger: psycopg.Connection[Any]) -> None:
    """Read and write each table, and take it back."""
    _make(ledger)
    for table in TABLES:
        ledger.execute(table.read("LIMIT 1"))
        ledger.execute(table.add(), [False if one == "whole" else 0 for one in table.columns])
    ledger.rollback()


def _batches(connection: psycopg.Connection[Any], query: str) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a query, some thousand at a time."""
    with connection.cursor(name="erasures") as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(BATCH):
            yield rows
