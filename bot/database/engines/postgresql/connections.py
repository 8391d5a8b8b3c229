"""Connections to a PostgreSQL server: one that writes, those that read, and those that migrate or inspect."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from bot.database.engines.postgresql import statements  # noqa: F401  # SQLAlchemy learns from it how to write
from bot.database.engines.postgresql.many_rows import send_as_arrays
from bot.database.engines.postgresql.texts import use_writable_texts

WRITING_LOCK = 7_238_911_001
"""The advisory lock of whoever writes: transactions that change something come one after the other."""
BOT_LOCK = 7_238_911_002
"""The advisory lock of the bot's own session."""
PREPARED = 500
"""Statements that the server keeps prepared for a connection, at most: savepoints alone are two for each of a
group of jobs, and would drive out all others.
"""
_DEFAULTS = {
    "application_name": "tertulia",
    "connect_timeout": 10,
    # Half a minute after a server fell silent, as a machine that lost its power does, its connection is lost.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""What an address leaves open; see https://www.postgresql.org/docs/current/libpq-connect.html."""
_LOCK = f"SELECT pg_advisory_xact_lock({WRITING_LOCK})"


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection to the database at ``url``.

    Raises:
        psycopg.OperationalError: it cannot be made.
    """
    given: dict[str, Any] = {**_DEFAULTS, **conninfo_to_dict(url), "client_encoding": "utf8"}
    connection = psycopg.connect(make_conninfo("", **given))
    use_writable_texts(connection)
    connection.prepared_max = PREPARED
    return connection


def writing(url: str) -> Engine:
    """The one connection that writes. Whoever uses it calls :func:`lock` first in each transaction."""
    engine = _engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0)
    _prepare(engine, IsolationLevel.READ_COMMITTED, read_only=False)
    send_as_arrays(engine)
    return engine


def lock(connection: Connection) -> None:
    """Let this transaction alone write from now on, until it ends."""
    connection.exec_driver_sql(_LOCK)


def reading(url: str, size: int) -> Engine:
    """``size`` connections that cannot write, for any thread that takes one; more while some are held."""
    engine = _engine(url, poolclass=QueuePool, pool_size=size, max_overflow=-1)
    _prepare(engine, IsolationLevel.REPEATABLE_READ, read_only=True)
    return engine


def migrating(url: str) -> Engine:
    """A connection that changes the schema, in a transaction; others that would write wait for it."""
    engine = _engine(url, poolclass=NullPool)
    _prepare(engine, IsolationLevel.READ_COMMITTED, read_only=False)

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        lock(connection)

    return engine


def inspecting(url: str) -> Engine:
    """A connection that changes nothing."""
    engine = _engine(url, poolclass=NullPool)
    _prepare(engine, IsolationLevel.REPEATABLE_READ, read_only=True)
    return engine


def _engine(url: str, **options: Any) -> Engine:
    return create_engine(
        "postgresql+psycopg://", creator=lambda: connect(url), hide_parameters=True, **options
    )


def _prepare(engine: Engine, level: IsolationLevel, *, read_only: bool) -> None:
    # As attributes they are part of the BEGIN that is sent anyway.
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = level
        connection.read_only = read_only
