"""Copying a database on a PostgreSQL server row by row, from one engine to another."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, Table
from sqlalchemy.exc import IntegrityError

from bot.database.engines.engine import Erased
from bot.database.engines.postgresql.comment_index import follow_comments, index_all
from bot.database.engines.postgresql.connections import driver_of
from bot.database.engines.postgresql.ledger import BATCH, Ledger
from bot.database.engines.postgresql.ledger_tables import TABLES
from bot.database.schema import metadata
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.logs.errors import text_of

_FOLLOWING = ("comment_search", "comment_to_index")
"""What is made of the tables of the schema, and holds nothing of its own."""


class ServerCopier:
    """Copies a database whose ledger of erasures is at the address ``ledger``."""

    replaces_nul = True

    def __init__(self, ledger: str) -> None:
        self._ledger = ledger

    def begin_reading(self, connection: Connection) -> None:
        """Nothing: a transaction that inspects is of one state anyway."""

    def begin_writing(self, connection: Connection, *, emptied: bool) -> None:
        driver = driver_of(connection)
        tables = [sql.Identifier(table.name) for table in metadata.sorted_tables]
        if emptied:
            all_ = [*tables, *map(sql.Identifier, _FOLLOWING)]
            driver.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(all_)))
        # Foreign keys are checked by triggers of the server's own, which stay.
        for table in tables:
            driver.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        driver.execute("SET CONSTRAINTS ALL DEFERRED")

    def store(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        columns = sql.SQL(", ").join(map(sql.Identifier, table.columns.keys()))
        into = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
        with driver_of(connection).cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def end_writing(self, connection: Connection) -> None:
        try:
            connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        except IntegrityError as error:
            detail = text_of(error.orig) if error.orig else ""
            raise StorageFailed(
                message("Rows refer to others that are not there: {detail}", detail=detail)
            ) from error
        driver = driver_of(connection)
        tables = [sql.Identifier(table.name) for table in metadata.sorted_tables]
        for table in tables:
            driver.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))
        index_all(connection)
        # The server chooses how to find rows by what it knows of them; it would look at them by itself later.
        driver.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(tables)))

    def last_id(self, connection: Connection, table: Table) -> int:
        ids = _sequence(connection, table)
        found = driver_of(connection).execute(sql.SQL("SELECT last_value, is_called FROM {}").format(ids))
        value, is_given = found.fetchone() or (1, False)
        return int(value) if is_given else int(value) - 1

    def set_last_id(self, connection: Connection, table: Table, last: int) -> None:
        # Unlike setval, this is undone with the transaction.
        restart = sql.SQL("ALTER TABLE {} ALTER COLUMN id RESTART WITH {}")
        driver_of(connection).execute(restart.format(sql.Identifier(table.name), sql.Literal(last + 1)))

    def erasures(self, connection: Connection) -> Iterator[Erased]:
        with contextlib.closing(Ledger(self._ledger)) as ledger:
            yield from ledger.rows()
        driver = driver_of(connection)
        for table in TABLES:
            with driver.cursor(name="erasures") as cursor:
                cursor.execute(table.read())
                while rows := cursor.fetchmany(BATCH):
                    yield table.name, rows

    def add_erasures(self, connection: Connection, erased: Iterable[Erased]) -> None:
        with contextlib.closing(Ledger(self._ledger)) as ledger:
            ledger.add(connection, erased)

    def settle(self, connection: Connection) -> None:
        follow_comments(connection)
        with contextlib.closing(Ledger(self._ledger)) as ledger:
            ledger.note(connection)


def _sequence(connection: Connection, table: Table) -> sql.Identifier:
    """The sequence that gives a table's ids."""
    found = connection.exec_driver_sql(
        "SELECT relname FROM pg_class WHERE oid = pg_get_serial_sequence(%s, 'id')::regclass", (table.name,)
    )
    return sql.Identifier(found.scalar_one())
