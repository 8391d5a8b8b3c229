"""Connections to a PostgreSQL server: one that writes, those that read, and those that migrate or inspect."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg import IsolationLevel
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool, QueuePool

from bot.database.engines.postgresql import statements  # noqa: F401  # SQLAlchemy learns from it how to write
from bot.database.engines.postgresql.many_rows import send_as_arrays, send_in_binary
from bot.database.engines.postgresql.requirements import require_usable
from bot.database.engines.postgresql.texts import use_writable_texts
from bot.domain.errors import StorageFailed
from bot.domain.message import message

WRITING_LOCK = 7_238_911_001
"""The advisory lock of whoever writes: transactions that change something come one after the other."""
BOT_LOCK = 7_238_911_002
"""The advisory lock of the bot's own session."""
BUSY_SECONDS = 5.0
"""How long a connection waits for what another process holds, where its operator has set no limit."""
PREPARED = 500
"""Statements that the server keeps prepared for a connection, at most: where a group of writes is done apart,
savepoints alone are two for each, and would drive out all others.
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
_UNREADABLE = message(
    "The address in TERTULIA_DATABASE or TERTULIA_LEDGER cannot be read. "
    "Special characters of a password are written in it as % and two digits."
)
_LIMIT_WAITS = """
SELECT set_config('lock_timeout', %s, false) WHERE current_setting('lock_timeout') = '0'
"""
_LOCK = f"SELECT pg_advisory_xact_lock({WRITING_LOCK})"


def connect(url: str, **defaults: Any) -> psycopg.Connection[Any]:
    """A connection to the database at ``url``. ``defaults``: more of what the address may leave open.

    Raises:
        psycopg.Error: it cannot be made.
        StorageFailed: the address cannot be read.
    """
    given = {**_DEFAULTS, **defaults, **_options(url), "client_encoding": "utf8"}
    connection = psycopg.connect(make_conninfo("", **given))
    use_writable_texts(connection)
    send_in_binary(connection)
    connection.prepared_max = PREPARED
    return connection


def _options(url: str) -> dict[str, Any]:
    """What an address says. What the library says of a wrong one may quote a part of its password."""
    try:
        options: dict[str, Any] = conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StorageFailed(_UNREADABLE) from error
    if not str(options.get("port", "")).replace(",", "0").isdecimal() and "port" in options:
        raise StorageFailed(_UNREADABLE)
    return options


def limit_waits(connection: psycopg.Connection[Any]) -> None:
    """Let no statement wait for a lock for longer than :data:`BUSY_SECONDS`: it fails as busy then."""
    autocommit = connection.autocommit
    connection.autocommit = True  # one trip instead of three
    connection.execute(_LIMIT_WAITS, (f"{BUSY_SECONDS * 1000:.0f}ms",))
    connection.autocommit = autocommit


def writing(url: str) -> Engine:
    """The one connection that writes. Whoever uses it calls :func:`lock` first in each transaction."""
    engine = _engine(url, poolclass=QueuePool, pool_size=1, max_overflow=0)
    _prepare(engine, IsolationLevel.READ_COMMITTED, read_only=None, patient=False)
    send_as_arrays(engine)
    return engine


def driver_of(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's own connection, for what SQLAlchemy has no function for."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def lock(connection: Connection) -> None:
    """Let this transaction alone write from now on, until it ends."""
    connection.exec_driver_sql(_LOCK)


def reading(url: str, size: int) -> Engine:
    """``size`` connections that cannot write, for any thread that takes one; more while some are held."""
    engine = _engine(url, poolclass=QueuePool, pool_size=size, max_overflow=-1)
    _prepare(engine, IsolationLevel.REPEATABLE_READ, read_only=True, patient=False)
    return engine


def migrating(url: str) -> Engine:
    """A connection that changes the schema, in a transaction. It waits for others as long as they take; who
    would write meanwhile finds the database busy.
    """
    engine = _engine(url, poolclass=NullPool)
    _prepare(engine, IsolationLevel.READ_COMMITTED, read_only=None)

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


def _prepare(engine: Engine, level: IsolationLevel, *, read_only: bool | None, patient: bool = True) -> None:
    # As attributes they are part of the BEGIN that is sent anyway. Where one is None, a server that its
    # operator has made read-only stays so.
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        try:
            require_usable(connection)
            if not patient:
                limit_waits(connection)
        except (StorageFailed, psycopg.Error):
            connection.close()
            raise
        connection.isolation_level = level
        connection.read_only = read_only
