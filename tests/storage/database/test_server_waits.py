"""On a server that somebody else holds, a wait ends: whoever waited is told that the database is busy."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import text

from bot.database import erasure_ledger as erasures
from bot.database.connection import Connection
from bot.database.engine import open_database
from bot.database.place import ServerPlace
from bot.domain.errors import StorageFailed
from tests.postgresql import Server, connect
from tests.refusals import written_by_another
from tests.storage.database.own_server import do, keep, kept, line_to, name_of, new_place
from tests.storage.discussed import NEWS, a_post, saying

pytestmark = pytest.mark.on("postgresql")

PATIENCE = 60
WAITING = """
SELECT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
)
"""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.engines.postgresql.connections.BUSY_SECONDS", 0.2)
    monkeypatch.setattr("bot.database.condition.PROBE_SECONDS", 0.05)


@pytest.fixture
def server_place(own_server: Server) -> ServerPlace:
    return new_place(own_server)


def longest_wait(connection: Connection) -> str:
    """The limit that this connection has."""
    return str(connection.execute(text("SHOW lock_timeout")).scalar())


async def test_while_another_writes_it_is_busy_and_then_stores(server_place: ServerPlace):
    database = await open_database(server_place, alone=True)
    await database.write(keep, "before")
    async with asyncio.timeout(PATIENCE):
        with written_by_another(server_place):
            for _ in range(2):
                with pytest.raises(StorageFailed, match="The database is busy"):
                    await database.write(keep, "refused")
            assert await database.read(kept) == ["before"]
        await database.write(keep, "later")
    assert await database.read(kept) == ["before", "later"]
    await database.close()


async def test_while_a_table_is_changed_reading_it_is_busy(server_place: ServerPlace):
    database = await open_database(server_place)
    with connect(server_place.url) as other:
        other.execute("LOCK TABLE command_sync")
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(StorageFailed, match="The database is busy"):
                await database.read(kept)
    assert database.refusal is None, "what else there is can be read and stored"
    assert await database.read(kept) == []
    await database.close()


async def test_what_an_operator_limits_otherwise_stays_so(own_server: Server, server_place: ServerPlace):
    limited = new_place(own_server)
    do(own_server, f"ALTER DATABASE {name_of(limited.url)} SET lock_timeout = '7s'")
    for place, limit in ((server_place, "200ms"), (limited, "7s")):
        database = await open_database(place)
        assert await database.write(longest_wait) == limit
        assert await database.read(longest_wait) == limit
        await database.close()


async def test_a_ledger_that_another_holds_is_not_waited_for(server_place: ServerPlace):
    database = await open_database(server_place)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = await database.write(saying(post, 1000))
    with connect(server_place.ledger) as other:
        other.execute("LOCK TABLE erasures.erased_comment")
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(StorageFailed, match="the list of erasures cannot be reached"):
                await database.write(erasures.erase, comment_ids=[said])
            await database.write(keep, "what erases nothing")
    await database.close()


async def test_a_commit_whose_answer_is_lost_is_asked_for_while_another_writes(own_server: Server):
    place = new_place(own_server)
    with line_to(own_server) as line, ExitStack() as other:
        database = await open_database(ServerPlace(line.through(place.url), place.ledger), alone=True)

        def keep_and_lose(connection: Connection) -> None:
            keep(connection, "kept")
            other.enter_context(_next_to_write(place))
            line.break_at(b"COMMIT\0", heard=True)

        async with asyncio.timeout(PATIENCE):
            await database.write(keep_and_lose)
            assert await database.read(kept) == ["kept"]
            with pytest.raises(StorageFailed, match="The database is busy"):
                await database.write(keep, "refused")
        other.close()
        await database.close()


@contextmanager
def _next_to_write(place: ServerPlace) -> Iterator[None]:
    """Somebody waits to write, and goes on writing from the moment they can until the context ends."""
    may_end = threading.Event()

    def write() -> None:
        with written_by_another(place):
            may_end.wait(PATIENCE)

    writing = threading.Thread(target=write, daemon=True)
    writing.start()
    try:
        with connect(place.url, autocommit=True) as watching:
            while not watching.execute(WAITING).fetchone()[0]:
                time.sleep(0.01)
        yield
    finally:
        may_end.set()
        writing.join(PATIENCE)
