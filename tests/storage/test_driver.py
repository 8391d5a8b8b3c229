"""Statements reach SQLite in one trip each, and what is streamed never comes whole."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.database.engine import Database
from bot.database.engines.sqlite import driver

MANY = 3 * driver.FETCHED + 7
NUMBERS = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT :most)
SELECT n FROM number
"""


async def numbers(database: Database, most: int) -> list[int]:
    async with database.read() as connection:
        return list((await connection.execute(text(NUMBERS), {"most": most})).scalars())


@pytest.mark.parametrize("most", [1, driver.FETCHED - 1, driver.FETCHED, driver.FETCHED + 1, MANY])
async def test_every_row_comes_however_many_there_are(database: Database, most: int):
    assert await numbers(database, most) == list(range(1, most + 1))


async def test_a_statement_and_its_rows_take_one_trip(database: Database, monkeypatch: pytest.MonkeyPatch):
    trips = 0
    trip = driver.Connection.trip

    async def counted(self, work):
        nonlocal trips
        trips += 1
        return await trip(self, work)

    monkeypatch.setattr(driver.Connection, "trip", counted)
    async with database.read() as connection:
        await connection.execute(text("SELECT 1"))  # begins the transaction
        trips = 0
        assert (await connection.execute(text(NUMBERS), {"most": 100})).scalars().all() == list(range(1, 101))
        assert trips == 1


async def test_a_stream_comes_in_portions_and_can_be_left(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    held: list[int] = []
    async with database.read() as connection:
        rows = await connection.stream(text(NUMBERS), {"most": MANY})
        async for batch in rows.scalars().partitions(200):
            held += batch
        assert held == list(range(1, MANY + 1))
        left = await connection.stream(text(NUMBERS), {"most": 10**9})
        assert await anext(left.scalars()) == 1
        await left.close()
        assert (await connection.execute(text("SELECT 2"))).scalar() == 2
    assert await numbers(database, 3) == [1, 2, 3]


async def test_what_sqlite_refuses_is_raised_and_the_connection_goes_on(database: Database, path: Path):
    async with database.read() as connection:
        with pytest.raises(OperationalError):
            await connection.execute(text("SELECT nothing FROM nowhere"))
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    made = await driver.connect(path)
    cursor = await made.cursor().execute("SELECT 1 UNION SELECT 2 UNION SELECT 3")
    assert await cursor.fetchone() == (1,)
    assert await cursor.fetchmany(1) == [(2,)]
    assert await cursor.fetchall() == [(3,)]
    assert await cursor.fetchone() is None
    await cursor.close()
    await made.close()
