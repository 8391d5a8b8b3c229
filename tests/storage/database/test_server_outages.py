"""A server that restarts, stops, refuses or is full: nothing is lost or done twice, and people are told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
from sqlalchemy import func, select, text

from bot.database.connection import Connection
from bot.database.engine import Database, open_database
from bot.database.place import ServerPlace
from bot.database.schema import command_sync
from bot.domain.errors import StorageFailed
from tests.postgresql import Server, connect
from tests.refusals import hurry, writer_held
from tests.storage.database.own_server import do, end_sessions, keep, kept, line_to, name_of, new_place

pytestmark = pytest.mark.on("postgresql")

READ_ONLY = "ALTER SYSTEM SET default_transaction_read_only = on"
WRITABLE = "ALTER SYSTEM RESET default_transaction_read_only"
FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON command_sync FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@pytest.fixture
def server_place(own_server: Server) -> ServerPlace:
    return new_place(own_server)


@pytest.fixture
async def opened(server_place: ServerPlace) -> AsyncIterator[Database]:
    database = await open_database(server_place, alone=True)
    yield database
    await database.close()


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.05)


def streamed(connection: Connection) -> Iterator[str]:
    yield from connection.execute(select(command_sync.c.scope)).scalars()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110  # it happens in the background
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
async def test_a_restart_between_two_transactions_is_not_noticed(
    own_server: Server, opened: Database, mode: str
):
    await opened.write(keep, "before")
    assert await opened.read(kept) == ["before"]
    own_server.stop(mode)
    own_server.start()
    assert await opened.read(kept) == ["before"]
    await opened.write(keep, "later")
    end_sessions(own_server)
    assert [one async for one in opened.stream(streamed)] == ["before", "later"]
    assert opened.refusal is None


async def test_an_outage_is_told_to_people_and_once_in_the_log(
    own_server: Server, opened: Database, caplog: pytest.LogCaptureFixture
):
    await opened.write(keep, "before")
    own_server.stop()
    for number in range(3):
        with pytest.raises(StorageFailed, match=r"The database cannot be reached\. What waits is saved"):
            await opened.write(keep, f"lost {number}")
        with pytest.raises(StorageFailed, match="cannot be reached"):
            await opened.read(kept)
    await asyncio.sleep(0.3)
    assert "cannot be reached" in str(opened.refusal)
    own_server.start()
    await until(lambda: opened.refusal is None)
    await opened.write(keep, "later")
    assert await opened.read(kept) == ["before", "later"]
    told = [one for one in caplog.records if one.levelno >= logging.WARNING]
    assert [one.message.partition(":")[0] for one in told] == [
        "The database refuses what it is asked",
        "The database works again",
    ]
    assert "No such file or directory" in told[0].message, "operators read what the driver said"


@pytest.mark.parametrize("heard", [True, False])
async def test_a_commit_whose_answer_is_lost_was_made_or_not(own_server: Server, heard: bool):
    place = new_place(own_server)
    with line_to(own_server) as line:
        database = await open_database(ServerPlace(line.through(place.url), place.ledger), alone=True)
        line.break_at(b"COMMIT\0", heard=heard)
        if heard:
            await database.write(keep, "kept")
        else:
            with pytest.raises(StorageFailed, match="cannot be reached"):
                await database.write(keep, "kept")
        assert await database.read(kept) == (["kept"] if heard else [])
        await database.write(keep, "later")
        await database.close()


async def test_work_whose_connection_is_lost_is_undone_and_not_done_again(
    own_server: Server, opened: Database
):
    done: list[int] = []

    def lose(connection: Connection) -> None:
        keep(connection, "undone")
        done.append(1)
        end_sessions(own_server)
        connection.execute(select(1))

    with pytest.raises(StorageFailed, match="cannot be reached"):
        await opened.write(lose)
    assert done == [1]
    assert await opened.read(kept) == []
    await opened.write(keep, "later")


async def test_a_server_that_takes_no_changes_is_read(own_server: Server, opened: Database):
    await opened.write(keep, "before")
    do(own_server, READ_ONLY, "SELECT pg_reload_conf()")
    try:
        await asyncio.sleep(0.3)
        with pytest.raises(StorageFailed, match="The database can only be read at the moment"):
            await opened.write(keep, "refused")
        assert await opened.read(kept) == ["before"]
    finally:
        with connect(own_server.address("postgres"), autocommit=True) as administrator:
            administrator.execute("SET default_transaction_read_only = off")
            administrator.execute(WRITABLE)
            administrator.execute("SELECT pg_reload_conf()")
    await until(lambda: opened.refusal is None)
    await opened.write(keep, "later")


async def test_a_full_disk(
    own_server: Server, server_place: ServerPlace, opened: Database, caplog: pytest.LogCaptureFixture
):
    do(own_server, FULL, database=name_of(server_place.url))
    outcomes = await asyncio.gather(
        *(opened.write(keep, str(number)) for number in range(3)), return_exceptions=True
    )
    assert {str(one) for one in outcomes} == {
        "The bot's disk is full: nothing can be saved until there is room."
    }
    assert opened.full
    do(own_server, "DROP TRIGGER full_disk ON command_sync", database=name_of(server_place.url))
    await until(lambda: not opened.full)
    await opened.write(keep, "later")
    assert "There is room on the disk again" in caplog.text


@pytest.mark.parametrize(
    "setting",
    ["lock_timeout = '200ms'", "statement_timeout = '200ms'"],
)
async def test_what_an_operator_limits_is_busy(own_server: Server, setting: str):
    place = new_place(own_server)
    do(own_server, f"ALTER DATABASE {name_of(place.url)} SET {setting}")
    database = await open_database(place)
    with connect(place.url) as other:
        other.execute("LOCK TABLE command_sync")
        with pytest.raises(StorageFailed, match="The database is busy"):
            await database.write(keep, "refused")
    await database.write(keep, "later")
    await database.close()


async def test_writes_that_wait_together_wait_once_for_what_another_session_holds(
    server_place: ServerPlace, opened: Database
):
    tried: list[int] = []

    def write(connection: Connection, number: int) -> None:
        tried.append(number)
        keep(connection, str(number))

    await opened.write(hurry)
    with connect(server_place.url) as other:
        other.execute("LOCK TABLE command_sync")
        async with writer_held(opened):
            writes = [asyncio.create_task(opened.write(write, number)) for number in range(3)]
            await asyncio.sleep(0)  # they are in the queue
        for outcome in await asyncio.gather(*writes, return_exceptions=True):
            assert isinstance(outcome, StorageFailed)
            assert "The database is busy" in str(outcome)
    assert tried == [0]
    await opened.write(write, 4)
    assert await opened.read(kept) == ["4"]


async def test_a_role_that_is_serializable_by_default_hinders_nobody(own_server: Server):
    place = new_place(own_server)
    do(
        own_server,
        f"ALTER DATABASE {name_of(place.url)} SET default_transaction_isolation = 'serializable'",
        f"ALTER DATABASE {name_of(place.ledger)} SET default_transaction_isolation = 'serializable'",
    )
    one, other = await open_database(place), await open_database(place)
    for number in range(20):
        writes = [each.write(keep, f"{number} {name}") for each, name in ((one, "a"), (other, "b"))]
        await asyncio.gather(*writes)
    assert len(await one.read(kept)) == 40
    await one.close()
    await other.close()


async def test_a_deadlock_with_an_operator_takes_the_transaction_back(
    own_server: Server, server_place: ServerPlace, opened: Database
):
    await opened.write(keep, "a")
    await opened.write(keep, "b")
    with connect(server_place.url) as other:
        other.execute("SET deadlock_timeout = '60s'")
        other.execute("UPDATE command_sync SET digest = 'x' WHERE scope = 'b'")

        def change_both(connection: Connection) -> None:
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(command_sync.update().where(command_sync.c.scope == "a").values(digest="y"))
            connection.execute(command_sync.update().where(command_sync.c.scope == "b").values(digest="y"))

        writing = asyncio.create_task(opened.write(change_both))
        await asyncio.sleep(0.02)
        waiting = asyncio.create_task(
            asyncio.to_thread(other.execute, "UPDATE command_sync SET digest = 'x' WHERE scope = 'a'")
        )
        with pytest.raises(StorageFailed, match="busy"):
            await writing
        await waiting
    assert await opened.read(lambda one: one.execute(select(func.count()).select_from(command_sync)).scalar())
