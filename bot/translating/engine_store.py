"""Which outside engines a server's managers switched on, and how many characters each was given a month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.database.dialect import excluded, upsert
from bot.database.engine import Connection
from bot.database.schema import allowed_engine, comment, reader, translation_use
from bot.domain.discussion import CommentStatus


@dataclass(frozen=True, slots=True)
class Permitted:
    """Where a text may go: the outside engines that its server allows, none of them if its author wants
    their words kept from them.
    """

    outside: frozenset[str]


class Charge(Enum):
    """What became of characters that an engine was about to be given."""

    COUNTED = auto()
    NOT_ALLOWED = auto()
    USED_UP = auto()


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


def allow(
    connection: Connection, server_id: int, engine: str, *, by: int, at: datetime, host: str = ""
) -> None:
    """Switch an outside engine on in a server. ``host`` is where it is, as the manager was told."""
    values = {"server_id": server_id, "engine": engine, "host": host, "allowed_by": by, "allowed_at": at}
    connection.execute(upsert(allowed_engine, "host", "allowed_by", "allowed_at"), values)


def forbid(connection: Connection, server_id: int, engine: str) -> bool:
    """Switch an outside engine off in a server. Gives whether it was on."""
    mine = (allowed_engine.c.server_id == server_id, allowed_engine.c.engine == engine)
    return connection.execute(delete(allowed_engine).where(*mine)).rowcount > 0


def elsewhere(connection: Connection, hosts: Mapping[str, str]) -> list[tuple[int, str]]:
    """The servers, each with an engine, whose managers allowed that engine while it was at another host than
    now. ``hosts``: where each engine that is set up is.
    """
    query = select(allowed_engine.c.server_id, allowed_engine.c.engine, allowed_engine.c.host)
    rows = connection.execute(query.order_by(allowed_engine.c.server_id, allowed_engine.c.engine)).all()
    return [(row.server_id, row.engine) for row in rows if hosts.get(row.engine, row.host) != row.host]


def limit(connection: Connection, server_id: int, engine: str, characters: int | None) -> bool:
    """Set how many characters a month an engine may have from a server; None: as many as the operator's
    setting allows. Gives whether the engine is on there: else nothing is set.
    """
    mine = (allowed_engine.c.server_id == server_id, allowed_engine.c.engine == engine)
    change = update(allowed_engine).where(*mine).values(characters=characters)
    return connection.execute(change).rowcount > 0


def charge(
    connection: Connection,
    *,
    month: str,
    engine: str,
    server_id: int,
    author_id: int | None,
    characters: int,
    cap: int | None,
    of_comment: tuple[int, str] | None = None,
) -> Charge:
    """Count characters for an engine, if its server and their author still allow that, and they are within
    the operator's ``cap`` for all servers together and the server's own. ``month`` is written as ``2026-11``.

    ``of_comment``: the comment whose text they are, and that text: of one that says something else by now, or
    was erased, nothing is sent.
    """
    if engine not in permitted(connection, server_id, author_id).outside:
        return Charge.NOT_ALLOWED
    if of_comment is not None and not _says(connection, *of_comment):
        return Charge.NOT_ALLOWED
    used = in_month(connection, month, engine)
    own = allowed(connection, server_id)[engine]
    if cap is not None and sum(used.values()) + characters > cap:
        return Charge.USED_UP
    if own is not None and used.get(server_id, 0) + characters > own:
        return Charge.USED_UP
    if not characters:
        return Charge.COUNTED
    more: ColumnElement[int] = translation_use.c.characters + excluded(translation_use).characters
    values = {"month": month, "engine": engine, "server_id": server_id, "characters": characters}
    connection.execute(upsert(translation_use, characters=more), values)
    return Charge.COUNTED


def _says(connection: Connection, comment_id: int, text: str) -> bool:
    same = (comment.c.id == comment_id, comment.c.text == text, comment.c.status != CommentStatus.DELETED)
    return connection.execute(select(comment.c.id).where(*same)).first() is not None


def month_of(moment: datetime) -> str:
    """The month that characters are counted in, in UTC: ``2026-11``."""
    return f"{moment:%Y-%m}"


def in_month(connection: Connection, month: str, engine: str) -> Mapping[int, int]:
    """How many characters an engine was given in a month, by server."""
    count = func.sum(translation_use.c.characters).label("characters")
    query = select(translation_use.c.server_id, count).group_by(translation_use.c.server_id)
    mine = query.where(translation_use.c.month == month, translation_use.c.engine == engine)
    return {row.server_id: row.characters for row in connection.execute(mine)}
