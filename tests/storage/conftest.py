"""A database of its own for each test: in a real file, or on a PostgreSQL server."""

from collections.abc import AsyncIterator

import pytest

from bot.database.engine import Database, open_database
from bot.database.place import Place


@pytest.fixture
async def database(stored_at: Place) -> AsyncIterator[Database]:
    opened = await open_database(stored_at)
    yield opened
    await opened.close()
