"""The roles whose members are marked as staff, by server."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from bot.database.engine import Connection
from bot.database.schema import staff_role


def every(connection: Connection) -> dict[int, frozenset[int]]:
    """The roles of each server that has any."""
    found: dict[int, frozenset[int]] = {}
    for row in connection.execute(select(staff_role)):
        found[row.server_id] = found.get(row.server_id, frozenset()) | {row.role_id}
    return found


def of_server(connection: Connection, server_id: int) -> frozenset[int]:
    """The roles of a server."""
    query = select(staff_role.c.role_id).where(staff_role.c.server_id == server_id)
    return frozenset(connection.execute(query).scalars())


def put(connection: Connection, server_id: int, roles: Collection[int]) -> None:
    """Set the roles of a server."""
    connection.execute(delete(staff_role).where(staff_role.c.server_id == server_id))
    if roles:
        values = [{"server_id": server_id, "role_id": one} for one in sorted(roles)]
        connection.execute(insert(staff_role), values)
