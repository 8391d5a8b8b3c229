"""The words that new comments are found by. Triggers keep the index of what is changed or goes later."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import column, insert, select, table

from bot.database.dialect import given
from bot.database.engine import Connection
from bot.database.schema import SEARCH

_FOUND_BY = ("words", "place")
_INDEX = table(SEARCH, column("rowid"), *map(column, _FOUND_BY))
_SHOWN = table("comment_words", column("source_id"), *map(column, _FOUND_BY))
_ADD = insert(_INDEX).from_select(
    ["rowid", *_FOUND_BY],
    select(_SHOWN).where(_SHOWN.c.source_id.in_(given("source_ids"))),
)


async def index(connection: Connection, source_ids: Collection[int]) -> None:
    """Let comments that were just stored be found, in the same transaction: once, and all at once.

    In a trigger the index would write itself out for every row, which takes six times as long.
    """
    if source_ids:
        await connection.execute(_ADD, {"source_ids": list(source_ids)})
