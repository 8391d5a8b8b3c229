"""What a database on a server has to be like, and how it has to be reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg

from bot.domain.errors import StorageFailed
from bot.domain.message import message

OLDEST = 15
"""The first version of PostgreSQL that is good enough."""
_ATTEMPTS = 3
_BACKEND = "SELECT pg_backend_pid()"


def require_usable(connection: psycopg.Connection[Any]) -> None:
    """Refuse a server that is too old, and a database that cannot hold every text. Asks nothing.

    Raises:
        StorageFailed: it is one of these.
    """
    version = connection.info.server_version // 10_000
    if version < OLDEST:
        raise StorageFailed(
            message(
                "The database server is PostgreSQL {version}. Tertulia needs {oldest} or newer.",
                version=str(version),
                oldest=str(OLDEST),
            )
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise StorageFailed(
            message(
                "The database {database} has the encoding {encoding}. Make another one with ENCODING 'UTF8', "
                "and name it in TERTULIA_DATABASE.",
                database=connection.info.dbname,
                encoding=str(encoding),
            )
        )


def require_session(connect: Callable[[], psycopg.Connection[Any]]) -> None:
    """Refuse a connection pooler that gives each transaction another session: the bot's lock is a session's.

    Raises:
        StorageFailed: that is what ``connect`` connects to.
        psycopg.Error: the server cannot be reached.
    """
    with connect() as first:
        if first.info.backend_pid == _backend(first):
            return
        for _ in range(_ATTEMPTS):
            mine = _backend(first)
            first.rollback()  # a pooler of transactions takes its session back now, and gives it away
            with connect() as second:
                if _backend(second) == mine:
                    break
        else:
            return
    raise StorageFailed(
        message(
            "TERTULIA_DATABASE leads to a connection pooler that pools transactions. "
            "Name the server itself, or a pooler that pools sessions."
        )
    )


def _backend(connection: psycopg.Connection[Any]) -> int:
    (number,) = connection.execute(_BACKEND).fetchone() or (0,)
    return int(number)
