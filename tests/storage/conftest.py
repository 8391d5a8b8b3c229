"""A database of its own, on a real file, for each test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.engine import Database, open_database


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where the database of a test is to stand: nothing does yet."""
    return tmp_path / "tertulia.sqlite3"


@pytest.fixture
def path(place: Path, empty_database: Path) -> Path:
    """The file of a database with nothing in it."""
    shutil.copyfile(empty_database, place)
    return place


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    opened = await open_database(path)
    yield opened
    await opened.close()
