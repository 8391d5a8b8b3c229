"""A database of its own, on a real file, for each test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.engine import Database, open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tertulia.sqlite3"


@pytest.fixture
async def database(path: Path, empty_database: Path) -> AsyncIterator[Database]:
    shutil.copyfile(empty_database, path)
    opened = await open_database(path)
    yield opened
    await opened.close()
