"""One bot for each database: the session that writes holds an advisory lock, and loses it when it ends.

Whoever loses the connection loses the lock with it, and writes nothing before it is held again.
"""

from __future__ import annotations

from typing import Any

import psycopg

from bot.database.engines.engine import DatabaseTaken
from bot.database.engines.postgresql.connections import BOT_LOCK
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
# The server notices within half a minute that a bot's machine has lost its power or its network: as it comes,
# it would wait for two hours, and no other bot could start.
_NOTICE_LOSS = """
SELECT set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '30000', false)
"""
_SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
_END_SESSION = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = %s AND backend_start = %s"


class BotLock:
    """The lock of one bot, whose sessions follow each other."""

    def __init__(self) -> None:
        self._session: tuple[Any, ...] | None = None

    def claim(self, connection: psycopg.Connection[Any]) -> None:
        """Take the lock for the session of this connection, or close it.

        Raises:
            DatabaseTaken: another bot has it.
            psycopg.Error: the server cannot be asked.
        """
        try:
            with connection.transaction():
                connection.execute(_NOTICE_LOSS)
                if self._session is not None:
                    # The server may not have noticed yet that the bot's last session is lost.
                    connection.execute(_END_SESSION, self._session)
                connection.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
                connection.execute("SELECT pg_advisory_lock(%s)", (BOT_LOCK,))
                session = connection.execute(_SESSION).fetchone()
        except psycopg.errors.LockNotAvailable as error:
            database = connection.info.dbname
            connection.close()
            raise taken(database) from error
        self._session = session


def is_held(connection: psycopg.Connection[Any]) -> bool:
    """Whether the session of any bot has the lock."""
    (held,) = connection.execute(_HELD, (BOT_LOCK,)).fetchone() or (False,)
    return bool(held)


def taken(database: str) -> DatabaseTaken:
    """What whoever starts a second bot is told."""
    return DatabaseTaken(
        message("Another bot is already using {database}. Stop it first.", database=database)
    )
