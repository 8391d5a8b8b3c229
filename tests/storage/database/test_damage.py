"""What SQLite fails with is told in a sentence, and the writer outlives it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot.database import schema
from bot.database.engine import Connection, Database, open_database
from bot.database.engines.sqlite.ledger_file import ledger_of
from bot.database.inspect_file import examine
from bot.database.migrate import migrate
from bot.domain.errors import StorageFailed
from tests.damage import overwrite_page_of
from tests.storage.discussed import NEWS, a_post, saying
from tests.storage.marks import marked, marking


def all_marks(connection: Connection) -> int:
    return len(connection.execute(select(schema.watermark)).all())


async def test_a_damaged_page_fails_what_touches_it_and_nothing_else(path: Path):
    database = await open_database(path)
    post = await a_post(database, NEWS, "a", thread_id=500)
    await database.close()
    overwrite_page_of(path, "sqlite_autoindex_comment_1")
    database = await open_database(path)
    outcomes = await asyncio.gather(
        database.write(saying(post, 1000)), database.write(marking(7)), return_exceptions=True
    )
    assert isinstance(outcomes[0], StorageFailed)
    assert "doctor" in str(outcomes[0])
    assert "restore" in str(outcomes[0])
    assert await database.write(marking(8)) == 8
    assert set(await marked(database)) >= {8}
    await database.close()


async def test_a_damaged_page_is_told_to_whoever_reads_it(path: Path):
    database = await open_database(path)
    await database.write(marking(7))
    await database.close()
    overwrite_page_of(path, "watermark")
    database = await open_database(path)
    with pytest.raises(StorageFailed, match="damaged"):
        await database.read(all_marks)
    await database.close()


def overwrite_all(path: Path) -> None:
    path.write_bytes(b"\xff" * 9_000)


@pytest.mark.parametrize("damage", [partial(overwrite_page_of, name="alembic_version"), overwrite_all])
async def test_a_damaged_database_is_not_opened(path: Path, damage: Callable[[Path], None]):
    await (await open_database(path)).close()
    damage(path)
    with pytest.raises(StorageFailed, match="damaged"):
        await open_database(path)
    with pytest.raises(StorageFailed, match="damaged"):
        migrate(path)
    assert examine(path).faults


async def test_what_cannot_be_opened_leaves_no_thread_behind(path: Path):
    await (await open_database(path)).close()
    overwrite_page_of(path, "ix_comment_not_shown")
    before = set(threading.enumerate())
    with pytest.raises(StorageFailed, match="damaged"):
        await open_database(path)
    for thread in set(threading.enumerate()) - before:
        if "asyncio" not in thread.name:  # those of the loop's own pool stay
            thread.join(5)
            assert not thread.is_alive()


async def test_what_fails_at_the_commit_is_told(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.database.engines.sqlite.connections.BUSY_SECONDS", 0)
    database = await open_database(path)
    with contextlib.closing(sqlite3.connect(ledger_of(path), isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM erased_comment").fetchone()

        def erase(connection: Connection) -> None:
            connection.execute(text("INSERT INTO erased_comment VALUES (1)"))

        with pytest.raises(StorageFailed, match="busy"):
            await database.write(erase)
    await database.write(erase)
    await database.close()


async def test_a_database_outlives_a_machine_without_room_for_another_thread(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    def refuse(thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(threading.Thread, "start", refuse)
        with pytest.raises(RuntimeError):
            await asyncio.wait_for(database.read(all_marks), 5)
        assert await asyncio.wait_for(database.write(marking(1)), 5) == 1, "the writer has its thread"
    assert await database.read(all_marks) == 1


async def test_nothing_waits_for_a_writer_that_has_ended(path: Path):
    database = await open_database(path)
    waiting = asyncio.create_task(database.write(marking(1)))
    await asyncio.sleep(0)
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0)
    with pytest.raises(StorageFailed, match="closed"):
        await asyncio.wait_for(database.write(marking(2)), 5)
    assert await waiting == 1
    await closing


async def test_whoever_waits_is_told_when_the_writer_is_cancelled(path: Path):
    database = await open_database(path)
    hold = threading.Event()

    def held(connection: Connection) -> None:
        hold.wait(10)

    writes = [asyncio.create_task(database.write(work)) for work in (held, marking(1))]
    await asyncio.sleep(0)
    late = asyncio.create_task(database.write(marking(2)))
    await asyncio.sleep(0.01)
    (writer,) = [one for one in asyncio.all_tasks() if one.get_name() == "database writer"]
    writer.cancel()
    outcomes = await asyncio.wait_for(asyncio.gather(*writes, late, return_exceptions=True), 5)
    assert all(isinstance(one, StorageFailed) for one in outcomes)
    hold.set()
    await asyncio.gather(database.close(), return_exceptions=True)
