"""A server that began in a file moves to PostgreSQL and back while people write: all is there just once."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import re
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.database.place import ServerPlace
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.postgresql import Databases, Server, connect, serving
from tests.sandbox.bot_at_work import HEADLINE, MARKET, PATIENCE

pytestmark = pytest.mark.on("postgresql")
ROOMS = ("news", "noticias")
TAG = re.compile(r"c\d{5}")
PAUSE = 0.5
"""Seconds between two comments."""
LONG = 3 * PATIENCE
"""Seconds that a busy machine is given until all is read and mirrored."""
OPTIONS = ("listen_addresses = ''", "max_connections = 50", "fsync = off")
"""What is committed outlasts the server's processes, though not the machine."""


class People:
    """Who goes on writing in both threads of an article, each text once, whatever else happens."""

    def __init__(self, sandbox: Sandbox, threads: list[str]) -> None:
        self._people = itertools.cycle([sandbox.member(name) for name in ("Emma", "Elena", "Luz")])
        self._threads = itertools.cycle(threads)
        self._sandbox = sandbox
        self.threads = threads
        self.said: list[str] = []

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self._write())
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def more(self, count: int = 4) -> None:
        """Wait until so many more have been said."""
        wanted = len(self.said) + count
        while len(self.said) < wanted:  # noqa: ASYNC110  # it is said in another task
            await asyncio.sleep(PAUSE)

    def shown(self, thread: str) -> list[str]:
        """What is shown in a thread, as the tags of all that was said there or is mirrored there."""
        messages = list(self._sandbox.world.messages.get(thread, {}).values())
        said = (f"{one.data['content']} {one.data['components']}" for one in messages)
        return [tag for one in said for tag in set(TAG.findall(one))]

    async def _write(self) -> None:
        for person, thread in zip(self._people, self._threads, strict=False):
            text = f"c{len(self.said):05}"
            await person.send(thread, f"{text} was said, ¿verdad?")
            self.said.append(text)
            await asyncio.sleep(PAUSE)


@pytest.fixture
def server() -> Iterator[Server]:
    """A PostgreSQL server of the test's own, as it is killed."""
    with serving(*OPTIONS) as running:
        yield running


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as opened:
        yield opened


async def posted(sandbox: Sandbox) -> list[str]:
    """The threads of one article's cards, in two rooms."""
    marta = sandbox.member("Marta")
    room = sandbox.world.channel_named("noticias")["id"]
    chosen = await marta.command("noticias", "language channel", language="es", channel=room)
    await chosen.answer(PATIENCE)
    cards = []
    for name in ROOMS:
        asked = await marta.command(name, "article paste")
        sent = await marta.submit(await asked.dialog(PATIENCE), "", MARKET.read_text("utf-8"), "")
        await sent.answer_where(lambda answer: "/channels/" in answer["content"], PATIENCE)
        cards += [one["id"] for one in marta.messages(name) if HEADLINE in str(one["components"])]
    assert len(cards) == len(ROOMS)
    return cards


async def until(holds: Callable[[], bool], *, told: Callable[[], object]) -> None:
    try:
        async with asyncio.timeout(LONG):
            while not await asyncio.to_thread(holds):  # noqa: ASYNC110  # it happens in another process
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(told()) from None


def in_file(path: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return [text[:6] for (text,) in connection.execute("SELECT text FROM comment ORDER BY source_id")]


def on_server(place: ServerPlace) -> list[str]:
    with connect(place.url) as connection:
        rows = connection.execute("SELECT text FROM comment ORDER BY source_id").fetchall()
        return [text[:6] for (text,) in rows]


async def moved(bot: BotProcess, *arguments: str) -> None:
    told = await bot.command("move", *arguments)
    assert told.code == 0, told.err
    assert "have been copied" in told.out or "has been copied" in told.out
    assert "Now set TERTULIA_DATABASE" in told.out


async def test_a_server_that_moves_to_postgresql_and_back_has_every_comment_and_mirror_exactly_once(
    sandbox: Sandbox, server: Server, tmp_path: Path
) -> None:
    place = Databases(str(server.folder)).unmade()
    addresses = {"TERTULIA_DATABASE": place.url, "TERTULIA_LEDGER": place.ledger}
    first = BotProcess(sandbox, tmp_path / "first.sqlite3")
    there = BotProcess(sandbox, tmp_path / "there.sqlite3", settings=addresses)
    back = BotProcess(sandbox, tmp_path / "back.sqlite3")
    try:
        await first.start()
        people = People(sandbox, await posted(sandbox))
        async with people.writing():
            await people.more()
            assert await first.stop() == 0
            await people.more()  # while no bot listens
            await moved(first, str(first.database), place.url, "--ledger", place.ledger)
            await people.more()

            await there.start()
            await people.more()
            await there.kill()
            await people.more()
            await there.start()
            await people.more()
            await asyncio.to_thread(server.stop, "immediate")
            await people.more()  # while it listens and can store nothing
            await asyncio.to_thread(server.start)
            await people.more()
            await there.kill()
            await asyncio.to_thread(server.stop, "immediate")
            await asyncio.to_thread(server.start)
            await people.more()
            await there.start()
            await until(
                lambda: len(on_server(place)) >= len(people.said) - 4,
                told=lambda: (people.said, on_server(place), there.log.read_text()[-3000:]),
            )
            assert await there.stop() == 0
            await people.more()
            await moved(there, place.url, str(back.database))
            await people.more()
            await back.start()
            await people.more()
        await until(
            lambda: (
                in_file(back.database) == people.said
                and all(sorted(people.shown(one)) == people.said for one in people.threads)
            ),
            told=lambda: (people.said, in_file(back.database), *map(people.shown, people.threads)),
        )
        assert on_server(place) != people.said, "it is as it was when it was left"
    finally:
        await asyncio.gather(*(bot.kill() for bot in (first, there, back)))
