"""The database of a bot that may be running, for what works beside it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from bot.database.engine import Database, open_database
from bot.database.engine_in_use import engine_of
from bot.database.place import Place
from bot.database.revisions import Schema, schema_of
from bot.domain.errors import NotFound, StorageFailed
from bot.domain.message import message


@contextlib.asynccontextmanager
async def open_beside_bot(place: Place) -> AsyncIterator[Database]:
    """The database at ``place``, open as long as the context lasts.

    Raises:
        NotFound: there is none.
        StorageFailed: it cannot be opened, or would have to be changed under a bot of an older version.
    """
    engine = engine_of(place)
    if not await asyncio.to_thread(engine.exists):
        raise NotFound(message("There is no database at {path}.", path=str(place)))
    if await asyncio.to_thread(engine.in_use) and await asyncio.to_thread(schema_of, place) is Schema.OLDER:
        raise StorageFailed(
            message(
                "The bot that is using {database} is older than this program. Restart it first.",
                database=str(place),
            )
        )
    database = await open_database(place)
    try:
        yield database
    finally:
        await database.close()
