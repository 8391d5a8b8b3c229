"""Which outside engines a server's managers switched on, and how many characters each was given a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from bot.database.dialect import excluded, upsert
from bot.database.engine import Connection
from bot.database.schema import allowed_engine, reader, translation_use


@dataclass(frozen=True, slots=True)
class Permitted:
    """Where a text may go: the outside engines that its server allows, none of them if its author wants
    their words kept from them.
    """

    outside: frozenset[str]


def permitted(connection: Connection, server_id: int, author_id: int | None) -> Permitted:
    """Where a text may go that a member (None: nobody of the server) wrote in a server."""
    kept_here = select(reader.c.local_engines_only).where(reader.c.id == author_id)
    if author_id is not None and connection.execute(kept_here).scalar():
        return Permitted(frozenset())
    return Permitted(frozenset(allowed(connection, server_id)))


def allowed(connection: Connection, server_id: int) -> dict[str, int | None]:
    """The outside engines that a server's managers switched on, each with the characters a month that it may
    have there (None: as many as the operator's setting allows).
    """
    query = select(allowed_engine.c.engine, allowed_engine.c.characters)
    mine = query.where(allowed_engine.c.server_id == server_id).order_by(allowed_engine.c.engine)
    return {row.engine: row.characters for row in connection.execute(mine)}


def allow(connection: Connection, server_id: int, engine: str, *, by: int, at: datetime) -> None:
    """Switch an outside engine on in a server."""
    values = {"server_id": server_id, "engine": engine, "allowed_by": by, "allowed_at": at}
    connection.execute(upsert(allowed_engine, "allowed_by", "allowed_at"), values)


def forbid(connection: Connection, server_id: int, engine: str) -> bool:
    """Switch an outside engine off in a server. Gives whether it was on."""
    mine = (allowed_engine.c.server_id == server_id, allowed_engine.c.engine == engine)
    return connection.execute(delete(allowed_engine).where(*mine)).rowcount > 0


def charge(
    connection: Connection, *, month: str, engine: str, server_id: int, characters: int, cap: int | None
) -> bool:
    """Count characters for an engine, if they are within the operator's ``cap`` for all servers together and
    the server's own. ``month`` is written as ``2026-11``. Gives whether they were counted.
    """
    used = in_month(connection, month, engine)
    own = allowed(connection, server_id).get(engine)
    if cap is not None and sum(used.values()) + characters > cap:
        return False
    if own is not None and used.get(server_id, 0) + characters > own:
        return False
    more: ColumnElement[int] = translation_use.c.characters + excluded(translation_use).characters
    values = {"month": month, "engine": engine, "server_id": server_id, "characters": characters}
    connection.execute(upsert(translation_use, characters=more), values)
    return True


def in_month(connection: Connection, month: str, engine: str) -> Mapping[int, int]:
    """How many characters an engine was given in a month, by server."""
    count = func.sum(translation_use.c.characters).label("characters")
    query = select(translation_use.c.server_id, count).group_by(translation_use.c.server_id)
    mine = query.where(translation_use.c.month == month, translation_use.c.engine == engine)
    return {row.server_id: row.characters for row in connection.execute(mine)}
