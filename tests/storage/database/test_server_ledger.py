"""The ledger of erasures in a second database: it knows before anything is erased, and outlives both."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.engine import Database, open_database
from bot.database.place import ServerPlace, written
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import CommentStatus
from bot.domain.errors import StorageFailed
from bot.logs.records import sentence_of
from tests.postgresql import Server, connect, serving
from tests.storage.database.own_server import do, end_sessions, name_of, new_place
from tests.storage.discussed import ELENA, EMMA, NEWS, SERVER, a_post, saying

pytestmark = pytest.mark.on("postgresql")

GONE = (CommentStatus.DELETED, 0, "")
QUOTES_WHAT_IT_REFUSES = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no such comment: %', NEW.source_id USING ERRCODE = '22023'; END $$;
CREATE TRIGGER refuse BEFORE INSERT ON erasures.erased_comment FOR EACH ROW EXECUTE FUNCTION refuse()
"""
READ_ONLY = "ALTER DATABASE postgres SET default_transaction_read_only = on"
UNREACHABLE = "Nothing can be erased at the moment: the list of erasures cannot be reached"


@pytest.fixture
def server_place(own_server: Server) -> ServerPlace:
    return new_place(own_server)


@pytest.fixture
def other_server(own_server: Server) -> Iterator[Server]:
    """A second server, for the ledger: it may stop while the database goes on."""
    with serving("listen_addresses = ''", "fsync = off") as server:
        yield server


@pytest.fixture
def apart(own_server: Server, other_server: Server) -> ServerPlace:
    """A database whose ledger is on the second server."""
    return ServerPlace(new_place(own_server).url, other_server.address("postgres"))


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.database.engines.postgresql.ledger.PAUSE_SECONDS", 0.2)


async def state(database: Database, source_id: int) -> tuple[str, int, str] | None:
    found = await database.read(comments.by_source, source_id)
    return found and (found.status, found.author.id, found.text)


def noted(ledger: str) -> list[int]:
    """The comments that a ledger names."""
    with connect(ledger) as connection:
        if connection.execute("SELECT to_regnamespace('erasures')").fetchone() == (None,):
            return []
        return [one for (one,) in connection.execute("SELECT source_id FROM erasures.erased_comment")]


def lose(server: Server, ledger: str) -> None:
    """Make a ledger anew, with nothing in it."""
    do(server, "DROP SCHEMA erasures CASCADE", database=name_of(ledger))


async def test_comments_are_stored_while_erasing_waits(
    other_server: Server, apart: ServerPlace, caplog: pytest.LogCaptureFixture
):
    database = await open_database(apart, alone=True)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = await database.write(saying(post, 1000))
    other_server.stop()
    for _ in range(3):
        outcomes = await asyncio.gather(
            database.write(saying(post, 1001)),
            database.write(erasures.erase, comment_ids=[said]),
            database.write(saying(post, 1002)),
            return_exceptions=True,
        )
        assert UNREACHABLE in str(outcomes[1])
        assert isinstance(outcomes[1], StorageFailed)
    assert await state(database, 1000) == ("visible", EMMA.id, "They promised this in 2019.")
    assert [(await state(database, one) or ("missing",))[0] for one in (1001, 1002)] == ["visible"] * 2
    assert database.refusal is None
    assert UNREACHABLE in str(database.ledger_refusal)
    assert caplog.text.count("The ledger of erasures cannot be used") == 1
    other_server.start()
    await asyncio.sleep(0.3)
    await database.write(erasures.erase, comment_ids=[said])
    assert await state(database, 1000) == GONE
    assert noted(apart.ledger) == [1000]
    assert "The ledger of erasures can be used again" in caplog.text
    await database.close()


async def test_that_erasing_waits_is_told_until_the_ledger_can_be_written(
    other_server: Server, apart: ServerPlace, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("bot.database.condition.LEDGER_PROBE_SECONDS", 0.05)
    database = await open_database(apart, alone=True)
    said = await database.write(saying(await a_post(database, NEWS, "a", thread_id=500), 1000))
    do(other_server, READ_ONLY)
    end_sessions(other_server)
    with pytest.raises(StorageFailed, match=UNREACHABLE):
        await database.write(erasures.erase, comment_ids=[said])
    await asyncio.sleep(0.3)
    assert UNREACHABLE in str(database.ledger_refusal)
    with connect(other_server.address("postgres"), autocommit=True) as administrator:
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute("ALTER DATABASE postgres RESET default_transaction_read_only")
    async with asyncio.timeout(60):
        while database.ledger_refusal is not None:  # noqa: ASYNC110  # it happens in the background
            await asyncio.sleep(0.05)
    await database.write(erasures.erase, comment_ids=[said])
    await database.close()


async def test_the_log_repeats_no_value_that_the_ledgers_server_quotes(
    own_server: Server, server_place: ServerPlace, caplog: pytest.LogCaptureFixture
):
    database = await open_database(server_place)
    said = await database.write(saying(await a_post(database, NEWS, "a", thread_id=500), 1000))
    do(own_server, QUOTES_WHAT_IT_REFUSES, database=name_of(server_place.ledger))
    with pytest.raises(StorageFailed, match=UNREACHABLE):
        await database.write(erasures.erase, comment_ids=[said])
    [told] = [one for one in map(sentence_of, caplog.records) if "cannot be used" in one]
    assert "1000" not in told
    assert "22023" in told, "what kind of fault it is"
    await database.close()


async def test_a_ledger_whose_connection_was_lost_is_connected_to_anew(
    other_server: Server, apart: ServerPlace
):
    database = await open_database(apart)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = [await database.write(saying(post, 1000 + number)) for number in range(2)]
    await database.write(erasures.erase, comment_ids=said[:1])
    other_server.stop("immediate")
    other_server.start()
    await database.write(erasures.erase, comment_ids=said[1:])
    assert noted(apart.ledger) == [1000, 1001]
    await database.close()


KILLED = """
import asyncio, os, sys
from bot.database import erasure_ledger as erasures
from bot.database.engine import open_database
from bot.database.engines.postgresql.ledger import Ledger
from bot.database.place import read

note = Ledger.note
def note_and_die(self, connection):
    note(self, connection)
    os._exit(9)

async def erase():
    database = await open_database(read(sys.argv[1]))
    Ledger.note = note_and_die
    await database.write(erasures.erase, comment_ids=[int(sys.argv[2])])
asyncio.run(erase())
"""


async def test_a_bot_killed_between_the_note_and_the_commit_erases_at_its_next_start(
    server_place: ServerPlace,
):
    database = await open_database(server_place)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = await database.write(saying(post, 1000))
    await database.close()
    arguments = (sys.executable, "-c", KILLED, written(server_place), str(said))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    killed = await asyncio.to_thread(subprocess.run, arguments, env=environment)
    assert killed.returncode == 9
    assert noted(server_place.ledger) == [1000]
    with connect(server_place.url) as connection:
        assert connection.execute("SELECT status FROM comment").fetchall() == [("visible",)]
    database = await open_database(server_place)
    assert await state(database, 1000) == GONE
    await database.close()


async def test_a_database_from_before_an_erasure_obeys_the_ledger(
    own_server: Server, server_place: ServerPlace
):
    database = await open_database(server_place)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = await database.write(saying(post, 1000))
    await database.write(saying(post, 1001, author=ELENA))
    await database.close()
    name = name_of(server_place.url)
    do(own_server, f"CREATE DATABASE {name}_before TEMPLATE {name}")
    database = await open_database(server_place)
    await database.write(erasures.erase, comment_ids=[said])
    await database.write(erasures.erase_member, author_id=ELENA.id, server_id=SERVER, until=2000)
    await database.close()
    database = await open_database(ServerPlace(own_server.address(f"{name}_before"), server_place.ledger))
    assert [await state(database, one) for one in (1000, 1001)] == [GONE, GONE]
    assert await database.write(saying(post, 1500, author=ELENA)) is None
    await database.close()


async def test_a_lost_ledger_learns_what_the_database_has_erased(
    own_server: Server, server_place: ServerPlace
):
    database = await open_database(server_place)
    post = await a_post(database, NEWS, "a", thread_id=500)
    said = await database.write(saying(post, 1000))
    await database.write(erasures.erase, comment_ids=[said])
    for until in (2000, 3000):
        await database.write(erasures.erase_member, author_id=ELENA.id, server_id=SERVER, until=until)
    await database.close()
    lose(own_server, server_place.ledger)
    await (await open_database(server_place)).close()
    assert noted(server_place.ledger) == [1000]
    with connect(server_place.ledger, autocommit=True) as ledger:
        assert ledger.execute("SELECT until FROM erasures.erased_member").fetchall() == [(3000,)]
        ledger.execute("UPDATE erasures.erased_member SET until = 2500")  # as of an older backup
    await (await open_database(server_place)).close()
    with connect(server_place.ledger) as ledger:
        assert ledger.execute("SELECT until FROM erasures.erased_member").fetchall() == [(3000,)]


async def test_a_ledger_that_cannot_be_reached_keeps_a_bot_from_starting(
    other_server: Server, apart: ServerPlace
):
    other_server.stop()
    with pytest.raises(StorageFailed, match=r"list of erasures .* cannot be used .* Check TERTULIA_LEDGER"):
        await open_database(apart)
    other_server.start()
    await (await open_database(apart)).close()


async def test_a_ledger_that_is_no_ledger_is_refused(own_server: Server, server_place: ServerPlace):
    other = new_place(own_server, made=False)
    for url, ledger, told in (
        (other.url, other.url, "the same database as TERTULIA_DATABASE"),
        (server_place.url, server_place.url, "a database with something else in it"),
        (other.url, server_place.url, "a database with something else in it"),
    ):
        with pytest.raises(StorageFailed, match=told):
            await open_database(ServerPlace(url, ledger))
