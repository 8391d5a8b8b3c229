"""The words that new comments are found by. Triggers keep the index of what is changed or goes later."""

from __future__ import annotations

import json
from collections.abc import Collection

from sqlalchemy import bindparam, column, func, insert, select, table

from bot.database.engine import Connection
from bot.database.schema import SEARCH

_FOUND_BY = ("words", "place")
_INDEX = table(SEARCH, column("rowid"), *map(column, _FOUND_BY))
_SHOWN = table("comment_words", column("source_id"), *map(column, _FOUND_BY))
_GIVEN = func.json_each(bindparam("source_ids")).table_valued("value")
_ADD = insert(_INDEX).from_select(
    ["rowid", *_FOUND_BY],
    select(_SHOWN).where(_SHOWN.c.source_id.in_(select(_GIVEN.c.value))),
)


async def index(connection: Connection, source_ids: Collection[int]) -> None:
    """Let comments that were just stored be found, in the same transaction: once, and all at once.

    In a trigger the index would write itself out for every row, which takes six times as long.
    """
    if source_ids:
        await connection.execute(_ADD, {"source_ids": json.dumps(list(source_ids))})
