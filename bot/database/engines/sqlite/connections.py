"""Connections to an SQLite file: one that writes, those that read, and those that migrate or inspect it."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from bot.database.engines.sqlite import statements  # noqa: F401  # SQLAlchemy learns from it how to write
from bot.database.engines.sqlite.ledger_file import preparing
from bot.database.engines.sqlite.writer import Writer, open_writer

BUSY_SECONDS = 5
"""How long a connection waits for a lock that another process holds."""


async def writing(path: Path) -> Writer:
    """The one connection that writes; it takes the lock at the beginning of a transaction."""
    return await open_writer(path, partial(_prepare, path=path, query_only=False))


def reading(path: Path, size: int) -> Engine:
    """``size`` connections that cannot write, for any thread that takes one; more while some are held."""
    connect = partial(sqlite3.connect, path, check_same_thread=False)
    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=-1,
        hide_parameters=True,
    )
    _prepare(engine, path, query_only=True)

    # Not with the event "begin": where an engine has one, each statement costs a sixth more.
    @event.listens_for(engine, "checkout")
    def start(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute("BEGIN")

    return engine


def migrating(path: Path) -> Engine:
    """A connection that changes the schema, in a transaction from its first statement on."""
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver would commit before DDL. Rebuilding a table with foreign keys on deletes its child rows.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = OFF")

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def inspecting(path: Path) -> Engine:
    """A connection that changes nothing, not even by opening the file."""
    return create_engine(
        f"sqlite:///file:{quote(str(path))}?mode=ro&uri=true", poolclass=NullPool, hide_parameters=True
    )


def orphans(connection: Connection) -> list[str]:
    """Each table with rows that refer to rows which are not there, in a sentence."""
    tables = {str(row[0]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
    return [f"orphan in {table}" for table in sorted(tables)]


def damage(connection: Connection, limit: int) -> list[str]:
    """Up to ``limit`` faults of a file, in SQLite's words, and its orphans. Reads all of it."""
    told = [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA integrity_check({limit})")]
    return [*(fault for fault in told if fault != "ok"), *orphans(connection)]


def _prepare(engine: Engine, path: Path, *, query_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Without this the driver opens transactions of its own, at moments of its own.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        for statement, values in () if query_only else preparing(path):
            cursor.execute(statement, values)
        cursor.close()
