"""People write while the database's server restarts or is full, or the ledger of erasures is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.database.place import ServerPlace
from sandbox.actor import Actor
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.endpoint import ask, free_port
from tests.postgresql import Server, connect, serving
from tests.sandbox.bot_at_work import JSON, posted_card
from tests.storage.database.own_server import do, end_sessions, name_of, new_place

pytestmark = pytest.mark.on("postgresql")
PATIENCE = 120.0
FULL = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON comment FOR EACH STATEMENT EXECUTE FUNCTION refuse();
CREATE TRIGGER full_disk BEFORE INSERT ON command_sync FOR EACH STATEMENT EXECUTE FUNCTION refuse()
"""
ROOM = ("DROP TRIGGER full_disk ON comment", "DROP TRIGGER full_disk ON command_sync")


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    """Two servers, one for the database, one for its ledger."""
    options = ("listen_addresses = ''", "fsync = off")
    with serving(*options) as one, serving(*options) as other:
        yield one, other


@pytest.fixture
def server_place(servers: tuple[Server, Server]) -> ServerPlace:
    server, other = servers
    return ServerPlace(new_place(server).url, other.address("postgres"))


@pytest.fixture
async def bot(sandbox: Sandbox, server_place: ServerPlace, tmp_path: Path) -> AsyncIterator[BotProcess]:
    settings = {
        "TERTULIA_DATABASE": server_place.url,
        "TERTULIA_LEDGER": server_place.ledger,
        "TERTULIA_METRICS": f"127.0.0.1:{free_port()}",
    }
    running = BotProcess(sandbox, tmp_path / "bot.sqlite3", settings=settings)
    try:
        await running.start()
        yield running
    finally:
        await running.kill()


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.1)


def stored(place: ServerPlace, query: str = "SELECT text FROM comment ORDER BY id") -> list[Any]:
    with connect(place.url) as connection:
        return [one for (one,) in connection.execute(query)]


async def health(bot: BotProcess) -> JSON:
    found: JSON = json.loads((await ask(f"http://{bot.environment['TERTULIA_METRICS']}/healthz")).text)
    return found


async def unhealthy(bot: BotProcess, why: str) -> None:
    """Wait until it says that its database refuses, and why. What an outage before it was may stand there for
    some seconds more.
    """
    async with asyncio.timeout(PATIENCE):
        while True:
            found = str(await health(bot))
            if "database_refused" in found and why in found:
                return
            await asyncio.sleep(0.1)


async def say(member: Actor, card: JSON, *texts: str) -> list[JSON]:
    return [await member.send(card["id"], one) for one in texts]


async def erase_all(member: Actor) -> str:
    """Have all erased that a member said; gives the answer."""
    asked = await member.command("news", "privacy erase")
    pressed = await member.click(await asked.answer(PATIENCE), "Delete permanently")
    return str(await pressed.answer(PATIENCE))


async def test_comments_are_stored_once_and_in_order_whatever_the_server_does(
    sandbox: Sandbox, servers: tuple[Server, Server], server_place: ServerPlace, bot: BotProcess
) -> None:
    server, _ = servers
    card = await posted_card(sandbox)
    marta, emma = sandbox.member("Marta"), sandbox.member("Emma")
    elena = sandbox.member("Elena")
    await say(marta, card, "Before.")
    await until(lambda: stored(server_place) == ["Before."])

    await say(emma, card, "one")
    end_sessions(server)
    await say(marta, card, "two")
    server.stop("immediate")
    await say(emma, card, "three", "four")
    await unhealthy(bot, "cannot be reached")
    asked = await emma.click(card, "t1:reply:")
    assert "cannot be reached" in str(await asked.answer(PATIENCE))
    asked = await elena.click(card, "t1:reply:")
    assert "No se puede acceder a la base de datos" in str(await asked.answer(PATIENCE))
    await say(marta, card, "five")
    server.start()
    await say(emma, card, "six")
    said = ["Before.", "one", "two", "three", "four", "five", "six"]
    await until(lambda: len(stored(server_place)) >= len(said))
    assert stored(server_place) == said

    do(server, FULL, database=name_of(server_place.url))
    await say(marta, card, "seven")
    await unhealthy(bot, "disk is full")
    asked = await emma.click(card, "t1:reply:")
    assert "disk is full" in str(await asked.answer(PATIENCE))
    await say(emma, card, "eight")
    do(server, *ROOM, database=name_of(server_place.url))
    await until(lambda: len(stored(server_place)) >= 9)
    assert stored(server_place) == [*said, "seven", "eight"]

    log = bot.log.read_text()
    assert "Traceback" not in log
    assert log.count("The database refuses what it is asked") == 1
    assert log.count("The disk is full") == 1


async def test_what_an_author_deletes_waits_for_the_ledger_and_is_not_shown(
    sandbox: Sandbox, servers: tuple[Server, Server], server_place: ServerPlace, bot: BotProcess
) -> None:
    _, other = servers
    card = await posted_card(sandbox)
    emma = sandbox.member("Emma")
    regretted, _ = await say(emma, card, "Regretted.", "Kept.")
    await until(lambda: stored(server_place) == ["Regretted.", "Kept."])
    other.stop()
    await emma.delete(regretted)
    statuses = "SELECT status FROM comment ORDER BY id"
    await until(lambda: stored(server_place, statuses) == ["hidden", "visible"])
    await say(emma, card, "Gathering goes on.")
    await until(lambda: stored(server_place)[-1] == "Gathering goes on.")
    assert "Nothing can be erased at the moment" in await erase_all(emma)
    other.start()
    await until(lambda: stored(server_place, statuses) == ["deleted", "visible", "visible"])
    assert stored(server_place) == ["", "Kept.", "Gathering goes on."]
    assert "Nothing can be erased" not in await erase_all(emma)
    await until(lambda: stored(server_place) == ["", "", ""])
    with connect(server_place.ledger) as ledger:
        (named,) = ledger.execute("SELECT count(*) FROM erasures.erased_comment").fetchone()
    assert named == 3
    assert "Traceback" not in bot.log.read_text()
