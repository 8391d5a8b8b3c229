"""What was withdrawn stays withdrawn: a restored backup sends nobody's words out that were kept in since.

Outside translation engines stay on where the database that the backup replaces has them on too, members who
object there object still, and what engines were given this month is not forgotten.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, delete, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.database.dialect import excluded, upsert
from bot.database.engine_in_use import engine_of
from bot.database.place import Place
from bot.database.schema import allowed_engine, reader, translation_use

_KEY = (allowed_engine.c.server_id, allowed_engine.c.engine, allowed_engine.c.host)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What holds in a database. Where it cannot be read, no engine is on."""

    allowed: frozenset[tuple[Any, ...]] = frozenset()
    objecting: tuple[int, ...] = ()
    used: tuple[dict[str, Any], ...] = ()


def keep_withdrawn(standing: Place, restored: Place) -> None:
    """Take over into ``restored``, which nobody uses yet, what was withdrawn in ``standing``.

    Raises:
        DBAPIError: ``restored`` cannot be written.
    """
    holds = _read(standing)
    with engine_of(restored).migrating().begin() as connection:
        if not inspect(connection).has_table(allowed_engine.name):
            return  # a backup from before there was any consent
        for key in {tuple(row) for row in connection.execute(select(*_KEY)).all()} - holds.allowed:
            named = zip(_KEY, key, strict=True)
            connection.execute(delete(allowed_engine).where(*(column == value for column, value in named)))
        for one in holds.objecting:
            values = {"id": one, "local_engines_only": True}
            connection.execute(upsert(reader, "local_engines_only"), values)
        known, more = translation_use.c.characters, excluded(translation_use).characters
        most: ColumnElement[int] = case((known > more, known), else_=more)
        for row in holds.used:
            connection.execute(upsert(translation_use, characters=most), row)


def _read(standing: Place) -> _Standing:
    try:
        with engine_of(standing).inspecting().connect() as connection:
            return _standing(connection)
    except DBAPIError:
        return _Standing()


def _standing(connection: Connection) -> _Standing:
    return _Standing(
        frozenset(tuple(row) for row in connection.execute(select(*_KEY)).all()),
        tuple(connection.execute(select(reader.c.id).where(reader.c.local_engines_only)).scalars()),
        tuple(dict(row) for row in connection.execute(select(translation_use)).mappings()),
    )
