"""What works beside a bot never changes the database under one of another version."""

from pathlib import Path

import pytest

from bot.database.engine import open_database
from bot.database.engine_in_use import engine_of
from bot.database.migrate import migrate
from bot.database.open_beside_bot import open_beside_bot
from bot.database.revisions import Schema, schema_of
from bot.domain.errors import NotFound, StorageFailed


async def test_a_database_is_brought_up_to_date_only_while_no_bot_runs_on_it(place: Path):
    migrate(place, revision="0009")
    with engine_of(place).lock_for_bot(), pytest.raises(StorageFailed, match="Restart it first"):
        async with open_beside_bot(place):
            pass
    assert schema_of(place) is Schema.OLDER
    async with open_beside_bot(place):
        assert schema_of(place) is Schema.CURRENT


async def test_beside_a_bot_of_this_version_it_opens(path: Path):
    await (await open_database(path)).close()
    with engine_of(path).lock_for_bot():
        async with open_beside_bot(path) as database:
            assert not database.full


@pytest.fixture
def no_database(path: Path) -> Path:
    path.write_bytes(b"not a database at all" * 100)
    return path


async def test_none_is_made_where_there_is_none(place: Path):
    with pytest.raises(NotFound):
        async with open_beside_bot(place):
            pass
    assert list(place.parent.iterdir()) == []  # an empty folder


async def test_what_is_no_database_is_told_as_such(no_database: Path):
    assert schema_of(no_database) is Schema.NONE
    with pytest.raises(StorageFailed):
        async with open_beside_bot(no_database):
            pass
