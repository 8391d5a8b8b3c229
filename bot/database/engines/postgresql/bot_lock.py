"""One bot for each database: the session that writes holds an advisory lock, and loses it when it ends.

Whoever loses the connection loses the lock with it, and writes nothing before it is held again.
"""

from __future__ import annotations

from typing import Any

import psycopg

from bot.database.engines.postgresql.connections import BOT_LOCK
from bot.domain.errors import StorageFailed
from bot.domain.message import message

WAIT_SECONDS = 5
"""How long the session of a bot that was stopped or killed is waited for: the server may notice late."""
_HELD = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) + objid::bigint = %s
)
"""


def claim(connection: psycopg.Connection[Any]) -> None:
    """Take the lock for the session of this connection, or close it.

    Raises:
        StorageFailed: another bot has it.
    """
    try:
        with connection.transaction():
            connection.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
            connection.execute("SELECT pg_advisory_lock(%s)", (BOT_LOCK,))
    except psycopg.errors.LockNotAvailable as error:
        database = connection.info.dbname
        connection.close()
        raise taken(database) from error


def is_held(connection: psycopg.Connection[Any]) -> bool:
    """Whether the session of any bot has the lock."""
    (held,) = connection.execute(_HELD, (BOT_LOCK,)).fetchone() or (False,)
    return bool(held)


def taken(database: str) -> StorageFailed:
    """What whoever starts a second bot is told."""
    return StorageFailed(
        message("Another bot is already using {database}. Stop it first.", database=database)
    )
