"""How far each server's log on the platform was read."""

from __future__ import annotations

from sqlalchemy import select

from bot.database.connection import Connection
from bot.database.dialect import upsert
from bot.database.schema import audit_intake

_PUT = upsert(audit_intake, "entry_id")


def reached(connection: Connection, server_id: int) -> int | None:
    """The last entry that was read; None: none ever was."""
    query = select(audit_intake.c.entry_id).where(audit_intake.c.server_id == server_id)
    return connection.execute(query).scalar()


def put(connection: Connection, server_id: int, entry_id: int) -> None:
    """Store that a log was read up to an entry."""
    connection.execute(_PUT, {"server_id": server_id, "entry_id": entry_id})


def servers(connection: Connection) -> set[int]:
    """The servers whose logs were read."""
    return set(connection.execute(select(audit_intake.c.server_id)).scalars())
