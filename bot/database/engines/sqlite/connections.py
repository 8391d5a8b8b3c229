"""Connections to an SQLite file, each prepared alike: one that writes, and those that read."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool

from bot.database.engines.sqlite import (
    erasure_ledger as erasures,
    statements,  # noqa: F401  # teaches SQLAlchemy how SQLite writes them
)
from bot.database.engines.sqlite.driver import connect

BUSY_SECONDS = 5
"""How long a connection waits for a lock that another process holds."""


def writing(path: Path) -> AsyncEngine:
    """The one connection that writes; it takes the lock at the beginning of a transaction."""
    return _engine(path, "BEGIN IMMEDIATE", size=1)


def reading(path: Path, size: int) -> AsyncEngine:
    """``size`` connections that cannot write."""
    return _engine(path, "BEGIN", size=size, query_only=True)


def reading_in_threads(path: Path, size: int) -> Engine:
    """``size`` connections that cannot write, for any thread that has taken one."""
    connect_plainly = partial(sqlite3.connect, path, check_same_thread=False)
    engine = create_engine(
        "sqlite://", creator=connect_plainly, poolclass=QueuePool, pool_size=size, max_overflow=0
    )
    _prepare(engine, path, "BEGIN", query_only=True)
    return engine


def _engine(path: Path, begin: str, *, size: int, query_only: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        "sqlite+aiosqlite://",
        async_creator=partial(connect, path),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
    )
    _prepare(engine.sync_engine, path, begin, query_only=query_only)
    return engine


def _prepare(engine: Engine, path: Path, begin: str, *, query_only: bool) -> None:
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
        for statement, values in () if query_only else erasures.preparing(path):
            cursor.execute(statement, values)
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)
