"""The commands that were last registered with the chat platform."""

from __future__ import annotations

from sqlalchemy import select

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import command_sync


def digest(connection: Connection, scope: str) -> str | None:
    """Return the digest of the commands last registered for ``scope``, or None."""
    return connection.execute(
        select(command_sync.c.digest).where(command_sync.c.scope == scope)
    ).scalar_one_or_none()


def remember(connection: Connection, scope: str, digest: str) -> None:
    """Store the digest of the commands that were registered for ``scope``."""
    connection.execute(upsert(command_sync, "digest"), {"scope": scope, "digest": digest})
