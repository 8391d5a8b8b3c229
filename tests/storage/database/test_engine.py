"""The writer loses nothing that it said was stored, and one bad write harms no other."""

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from bot.database import schema
from bot.database.engine import READERS, Connection, Database, open_database, schedule
from bot.database.place import Place
from bot.domain.errors import StorageFailed
from bot.jobs.kinds import Due, Job
from tests.refusals import fill, fill_the_disk, hurry, make_room, need_much, writer_held, written_by_another
from tests.storage.marks import marked, marking


async def test_what_is_written_can_be_read_and_its_result_comes_back(database: Database):
    assert await database.write(marking(7)) == 7
    assert await marked(database) == [7]


async def test_a_write_that_fails_among_others_undoes_only_itself(database: Database):
    await database.write(marking(1))
    outcomes = await asyncio.gather(
        *(database.write(marking(channel)) for channel in (2, 1, 3)), return_exceptions=True
    )
    assert [outcomes[0], outcomes[2]] == [2, 3]
    assert isinstance(outcomes[1], IntegrityError)
    assert sorted(await marked(database)) == [1, 2, 3]


async def test_writes_that_wait_together_cost_no_savepoints_unless_one_fails(database: Database):
    begun: list[str] = []

    def note(connection: Connection, name: str) -> None:
        begun.append(name)

    event.listen(Engine, "savepoint", note)
    try:
        await asyncio.gather(*(database.write(marking(channel)) for channel in range(1, 101)))
        assert begun == []
        outcomes = await asyncio.gather(
            *(database.write(marking(channel)) for channel in (101, 1, 102)), return_exceptions=True
        )
    finally:
        event.remove(Engine, "savepoint", note)
    assert [outcomes[0], outcomes[2]] == [101, 102]
    assert len(begun) == 3
    assert sorted(await marked(database)) == list(range(1, 103))


async def test_where_there_is_none_one_is_made(place: Path):
    database = await open_database(place.parent / "new" / place.name)
    assert await database.write(marking(7)) == 7
    await database.close()


async def test_what_waits_when_the_database_is_closed_is_still_stored(path: Path):
    database = await open_database(path)
    writes = [asyncio.create_task(database.write(marking(channel))) for channel in range(1, 251)]
    await asyncio.sleep(0)
    await database.close()
    assert await asyncio.gather(*writes) == list(range(1, 251))
    again = await open_database(path)
    assert len(await marked(again)) == 250
    await again.close()


async def test_a_write_after_closing_is_refused_instead_of_waiting_for_ever(path: Path):
    database = await open_database(path)
    await database.close()
    with pytest.raises(StorageFailed, match="closed"):
        await database.write(marking(1))


async def test_what_is_read_sees_one_state_and_does_not_hold_up_what_else_goes_on(database: Database):
    await database.write(marking(1))
    began, go_on = threading.Event(), threading.Event()

    def twice(connection: Connection) -> list[int]:
        query = select(func.count()).select_from(schema.watermark)
        first = connection.execute(query).scalar_one()
        began.set()
        go_on.wait(10)
        return [first, connection.execute(query).scalar_one()]

    reading = asyncio.create_task(database.read(twice))
    await asyncio.to_thread(began.wait, 10)
    await database.write(marking(2))
    go_on.set()
    assert await reading == [1, 1]
    assert await database.read(twice) == [2, 2]


async def test_what_is_streamed_comes_as_it_is_asked_for_of_one_state(database: Database):
    for channel in (1, 2, 3):
        await database.write(marking(channel))
    asked: list[int] = []

    def each(connection: Connection, *, more: int = 0) -> Iterator[int]:
        for channel in connection.execute(select(schema.watermark.c.channel_id)).scalars():
            asked.append(channel)
            yield channel + more

    found: list[int] = []
    async for one in database.stream(each, more=10):
        found.append(one)
        assert len(asked) == len(found)
        await database.write(marking(100 + one))
    assert found == [11, 12, 13]


async def test_streams_that_are_left_or_cancelled_hold_nothing(database: Database):
    ended: list[bool] = []
    go_on = threading.Event()

    def endless(connection: Connection, *, held: bool) -> Iterator[int]:
        try:
            while True:
                yield connection.execute(text("SELECT 1")).scalar_one()
                assert not held or go_on.wait(10)
        finally:
            ended.append(True)

    async def two(held: bool) -> None:
        async with contextlib.aclosing(database.stream(endless, held=held)) as stream:
            assert await anext(stream) == 1
            if held:
                await anext(stream)

    for _ in range(3 * READERS):
        await two(held=False)
    waiting = asyncio.create_task(two(held=True))
    await asyncio.sleep(0.05)
    waiting.cancel()
    await asyncio.sleep(0.05)
    assert not waiting.done(), "its connection is in use"
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert len(ended) == 3 * READERS + 1
    open_ones = [database.stream(endless, held=False) for _ in range(2 * READERS)]
    assert [await anext(one) for one in open_ones] == [1] * len(open_ones)
    assert await marked(database) == [], "they hold up no other"
    for one in open_ones:
        await one.aclose()


async def test_what_is_read_is_refused_where_it_writes_and_once_the_database_is_closed(path: Path):
    database = await open_database(path)
    with pytest.raises(StorageFailed, match="cannot be written"):
        await database.read(marking(1))
    await database.close()
    with pytest.raises(StorageFailed, match="closed"):
        await database.read(marking(1))


async def test_a_database_held_by_another_writer_is_said_to_be_busy(
    path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.database.engines.sqlite.connections.BUSY_SECONDS", 0)
    database, other = await open_database(path), await open_database(path)
    release = threading.Event()

    def hold(connection: Connection) -> None:
        connection.execute(text("SELECT 1"))
        release.wait(10)

    holding = asyncio.create_task(other.write(hold))
    await asyncio.sleep(0.05)
    with pytest.raises(StorageFailed, match="busy"):
        await database.write(marking(1))
    release.set()
    await holding
    assert await database.write(marking(1)) == 1
    await database.close()
    await other.close()


async def test_what_fails_while_the_database_is_being_closed_is_not_tried_again(
    stored_at: Place, caplog: pytest.LogCaptureFixture
):
    database = await open_database(stored_at)
    await database.write(hurry)
    with written_by_another(stored_at):
        waiting = asyncio.create_task(database.write(marking(1)))
        await asyncio.sleep(0)  # it is in the queue
        await database.close()
    with pytest.raises(StorageFailed, match="busy"):
        await waiting
    assert "refuses what it is asked" not in caplog.text
    assert not [one for one in asyncio.all_tasks() if "probe" in one.get_name()]


async def test_a_read_that_comes_at_a_busy_moment_says_nothing_about_the_database(
    database: Database, tmp_path: Path
):
    with closing(sqlite3.connect(tmp_path / "held", isolation_level=None)) as holder:
        holder.execute("BEGIN EXCLUSIVE")

        def read_what_is_held(_: Connection) -> None:
            with closing(sqlite3.connect(tmp_path / "held", timeout=0)) as waiting:
                waiting.execute("SELECT * FROM sqlite_master")

        with pytest.raises(StorageFailed, match="The database is busy"):
            await database.read(read_what_is_held)
    assert database.refusal is None


async def test_a_full_disk_is_told_and_later_writes_work_again(database: Database):
    await fill_the_disk(database)
    await make_room(database)
    assert await database.write(marking(1)) == 1


async def test_what_ends_the_transaction_is_told_to_all_whose_writes_were_in_it(database: Database):
    await database.write(marking(1))
    await database.write(fill)
    async with writer_held(database):
        writes = [
            asyncio.create_task(database.write(one))
            for one in (marking(1), marking(2), need_much, marking(3))
        ]
        await asyncio.sleep(0)  # they are in the queue
    for outcome in await asyncio.gather(*writes, return_exceptions=True):
        assert isinstance(outcome, StorageFailed)
        assert "full" in str(outcome)
    await make_room(database)
    assert await marked(database) == [1]


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
async def test_the_audit_can_only_grow(database: Database, table: str):
    def record(connection: Connection) -> None:
        connection.execute(
            insert(schema.audit).values(
                id=1,
                server_id=1,
                actor_id=2,
                action="lock",
                target_kind="discussion",
                target_id=3,
                at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
        connection.execute(
            insert(schema.audit_outcome).values(
                audit_id=1, succeeded=True, at=datetime(2026, 1, 1, tzinfo=UTC)
            )
        )

    await database.write(record)
    for statement in (f"UPDATE {table} SET at = 0", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="append-only"):
            await database.write(lambda connection, run=statement: connection.execute(text(run)))


async def test_what_a_commit_made_due_is_told_after_it_and_what_was_undone_is_not(path: Path):
    told: list[list[Due]] = []
    database = await open_database(path, lambda due: told.append(list(due)))
    told.clear()

    def due(connection: Connection) -> None:
        schedule(connection, Job.MIRROR, 7, 8)
        schedule(connection, Job.REDRAW, 1)
        schedule(connection, Job.MIRROR, 7)
        assert not told

    def ended(connection: Connection) -> None:
        schedule(connection, Job.MIRROR, 9)
        connection.execute(text("ROLLBACK"))

    await database.write(due)
    assert told == [[(Job.MIRROR, 7), (Job.MIRROR, 8), (Job.REDRAW, 1)]]
    with pytest.raises(StorageFailed):
        await database.write(ended)
    assert len(told) == 1
    await database.close()
