"""Asked to stop, the bot ends in good order whatever it is doing, loses nothing and complains of nothing."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sqlite3
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest

from benchmarks.recovery import ROOMS, finish
from benchmarks.recovery_check import Checker, summary
from benchmarks.recovery_engine import TranslationService
from benchmarks.recovery_load import Load
from bot.database.engine_in_use import engine_of
from bot.database.place import Place
from sandbox.server import Sandbox
from sandbox.site.server import serving
from tests.bot_process import BotProcess
from tests.refusals import written_by_another
from tests.sandbox.bot_at_work import PATIENCE, posted_card, texts, until

COMPLAINTS = ("Traceback", "CRITICAL", "ERROR", "Warning", "never awaited", "Unclosed", "destroyed")


def complains(line: str) -> bool:
    return any(one in line for one in COMPLAINTS) and "DeprecationWarning" not in line


class StartedBot(BotProcess):
    """A bot started as people start it, by an interpreter that tells of everything it warns of."""

    def __init__(self, sandbox: Sandbox, database: Place, *arguments: str, **options: Any) -> None:
        super().__init__(sandbox, database, **options)
        self._arguments = arguments

    async def launch(self) -> Process:
        """Start it, with an empty database where it has none, and do not wait until it is connected."""
        self.put_database()
        with self.log.open("ab") as log:
            self._process = process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-W", "default", "-m", "bot", *self._arguments),
                env=self.environment | {"PYTHONPATH": str(Path(__file__).parents[3])},
                cwd=self.folder,
                stdin=PIPE if "--supervised" in self._arguments else DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return process

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        await self.launch()
        await self.connected()

    def signal(self, number: signal.Signals, *, everything: bool = False) -> None:
        """Send it a signal, to it alone or to all the processes it consists of."""
        assert isinstance(self._process, Process)
        (os.killpg if everything else os.kill)(self._process.pid, number)

    async def end_by(self, number: signal.Signals, *, everything: bool = False) -> tuple[int, list[str]]:
        """Send it a signal; gives its exit code, and what it or Python complained of from then on."""
        assert isinstance(self._process, Process)
        begin = self.log.stat().st_size
        self.signal(number, everything=everything)
        code = await asyncio.wait_for(self._process.wait(), PATIENCE)
        said = self.log.read_bytes()[begin:].decode()
        return code, [line for line in said.splitlines() if complains(line)]


@asynccontextmanager
async def killed_in_the_end(bot: BotProcess) -> AsyncIterator[None]:
    try:
        yield
    finally:
        await bot.kill()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as opened:
        yield opened


async def test_what_was_said_before_and_while_it_stopped_is_stored_once(
    stored_at: Place, tmp_path: Path
) -> None:
    record, chance = tmp_path / "record.jsonl", random.Random(5)
    async with (
        TranslationService(seed=5) as engine,
        Sandbox.start(record=record, rate_limits=False) as sandbox,
    ):
        bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path, settings=engine.settings)
        async with killed_in_the_end(bot):
            await bot.start()
            async with Load(sandbox, ROOMS, 3, 2.0) as load:
                for number in (signal.SIGTERM, signal.SIGINT):
                    await asyncio.sleep(chance.uniform(0.5, 2))
                    await load.burst()
                    assert await bot.end_by(number) == (0, [])
                    load.online = False
                    await bot.start()
                    load.online = True
            verdict = await finish(Checker(sandbox, record, bot.database), load)
            assert summary(verdict) == []
            assert await bot.end_by(signal.SIGTERM) == (0, [])


@pytest.mark.parametrize("arguments", [("start",), ("run", "--supervised")])
async def test_however_it_was_started_it_ends_well_under_load(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    bot = StartedBot(sandbox, stored_at, *arguments, folder=tmp_path)
    async with killed_in_the_end(bot):
        await bot.start()
        async with Load(sandbox, ROOMS, 3, 2.0) as load:
            await load.burst()
            assert await bot.end_by(signal.SIGTERM) == (0, [])


async def test_its_processes_may_all_be_told_as_a_service_manager_does(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path
) -> None:
    bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path)
    async with killed_in_the_end(bot):
        await bot.start()
        async with Load(sandbox, ROOMS, 3, 2.0) as load:
            await load.burst()
            assert await bot.end_by(signal.SIGTERM, everything=True) == (0, [])


@pytest.mark.parametrize("call", [r"/users/@me$", r"/gateway/bot$", r"/applications/\d+/commands$"])
async def test_it_can_be_stopped_while_it_starts(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path, call: str
) -> None:
    sandbox.faults.delay("*", call, PATIENCE)
    bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path)
    async with killed_in_the_end(bot):
        await bot.launch()
        async with asyncio.timeout(PATIENCE):
            while sandbox.faults.waiting:  # noqa: ASYNC110  # there is no event for it
                await asyncio.sleep(0.02)
        assert await bot.end_by(signal.SIGTERM) == (0, [])


async def test_it_can_be_stopped_while_it_reconnects(stored_at: Place, tmp_path: Path) -> None:
    async with Sandbox.start(rate_limits=False) as sandbox:
        bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path)
        try:
            await bot.start()
        except BaseException:
            await bot.kill()
            raise
    reconnecting = asyncio.Event()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A gateway that never says anything."""
        if b"/gateway" in await reader.readline():
            reconnecting.set()
        await reader.read()
        writer.close()

    async with (
        killed_in_the_end(bot),
        await asyncio.start_server(accept, "127.0.0.1", int(sandbox.origin.rpartition(":")[2])),
    ):
        await asyncio.wait_for(reconnecting.wait(), PATIENCE)
        assert await bot.end_by(signal.SIGTERM) == (0, [])


async def test_it_can_be_stopped_while_its_file_is_held(sandbox: Sandbox, place: Path) -> None:
    bot = StartedBot(sandbox, place, "run")
    with closing(sqlite3.connect(place)) as holder:
        holder.execute("BEGIN EXCLUSIVE")
        async with killed_in_the_end(bot):
            await bot.launch()
            async with asyncio.timeout(PATIENCE):
                while not [*place.parent.glob("*.lock")]:  # noqa: ASYNC110  # there is no event
                    await asyncio.sleep(0.02)
            assert await bot.end_by(signal.SIGTERM) == (0, [])


def _is_locked(place: Place) -> bool:
    """Whether the bot has got as far as its lock."""
    return engine_of(place).in_use()


async def test_it_can_be_stopped_while_another_writes(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path
) -> None:
    bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path)
    if isinstance(stored_at, Path):  # as a bot left it: the first start on a new file fails at once instead
        with closing(sqlite3.connect(stored_at)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
    with written_by_another(stored_at):
        async with killed_in_the_end(bot):
            await bot.launch()
            async with asyncio.timeout(PATIENCE):
                while not _is_locked(stored_at):  # noqa: ASYNC110  # there is no event for it
                    await asyncio.sleep(0.05)
            assert await bot.end_by(signal.SIGTERM) == (0, [])


async def test_whoever_waits_for_an_answer_is_told(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path
) -> None:
    async with serving() as site:
        bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path, allowed_origin=site)
        async with killed_in_the_end(bot):
            await bot.start()
            asked = await sandbox.member("Marta").command("news", "article post", link=f"{site}/slow")
            await asked.done(PATIENCE)
            assert await bot.end_by(signal.SIGTERM) == (0, [])
            await asked.answer_where(lambda answer: "I am restarting" in answer["content"], PATIENCE)


async def test_a_second_signal_ends_it_at_once(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> None:
    bot = StartedBot(sandbox, stored_at, "run", folder=tmp_path)
    async with killed_in_the_end(bot):
        await bot.start()
        card = await posted_card(sandbox)
        with written_by_another(stored_at):
            await sandbox.member("Emma").send(card["id"], "It is not stored yet.")
            ending = asyncio.create_task(bot.end_by(signal.SIGTERM))
            await bot.disconnected()
            bot.signal(signal.SIGTERM)
            code, _ = await ending
        assert code == 128 + signal.SIGTERM
        await bot.start()
        await until(lambda: texts(bot) == ["It is not stored yet."])
        assert await bot.end_by(signal.SIGTERM) == (0, [])


@pytest.mark.parametrize("words", [b"deletes everything in it", b"is posted in #news"])
async def test_the_sandbox_takes_its_bot_along(tmp_path: Path, words: bytes) -> None:
    ours = ("DISCORD_", "TERTULIA_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "default", "-m", "bot", "sandbox"),
        env=kept | {"LANG": "en_US.UTF-8", "PYTHONPATH": str(Path(__file__).parents[3])},
        cwd=tmp_path,
        stdout=DEVNULL,
        stderr=PIPE,
    )
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while words not in (line := await process.stderr.readline()):
            assert line
        process.send_signal(signal.SIGINT)
        _, said = await process.communicate()
    assert (process.returncode, [line for line in said.decode().splitlines() if complains(line)]) == (0, [])
