"""A database of its own for each test: on a real file, or on a PostgreSQL server."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.database.engine import Database, open_database
from bot.database.place import Place
from tests.postgresql import Databases


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the database file of a test is to stand: nothing does yet."""
    return tmp_path / "tertulia.sqlite3"


@pytest.fixture
def path(place: Path, empty_database: Path) -> Path:
    """The file of a database with nothing in it."""
    shutil.copyfile(empty_database, place)
    return place


@pytest.fixture
def stored_at(request: pytest.FixtureRequest, server_databases: Databases | None) -> Iterator[Place]:
    """Where a database with nothing in it is, on the engine that the tests run on."""
    if server_databases is None:
        yield request.getfixturevalue("path")
        return
    taken = server_databases.take()
    yield taken
    server_databases.give_back(taken)


@pytest.fixture
async def database(stored_at: Place) -> AsyncIterator[Database]:
    opened = await open_database(stored_at)
    yield opened
    await opened.close()
