"""Health and metrics of a bot that is a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.endpoint import Answer, Scraped, ask, free_port
from tests.sandbox.bot_at_work import JSON


@pytest.fixture
async def bot(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    settings = {"TERTULIA_METRICS": f"127.0.0.1:{free_port()}"}
    running = BotProcess(sandbox, stored_at, folder=tmp_path, settings=settings)
    try:
        await running.start()
        yield running
    finally:
        await running.kill()


async def answers(bot: BotProcess, path: str) -> Answer:
    return await ask(f"http://{bot.environment['TERTULIA_METRICS']}{path}")


async def healthy(bot: BotProcess) -> None:
    """Wait until it says so."""
    async with asyncio.timeout(60):
        while (await answers(bot, "/healthz")).status != 200:  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(0.1)


async def test_a_bot_says_that_it_works_and_what_it_did(bot: BotProcess, card: JSON) -> None:
    await healthy(bot)
    answer = await answers(bot, "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = Scraped(answer.text)
    comments = "tertulia_comments_total"
    assert {origin: found[comments, origin] for origin in ("thread", "reply", "dialog", "added")} == {
        "thread": 2,
        "reply": 1,
        "dialog": 1,
        "added": 0,
    }
    assert found["tertulia_gateway_connected_shards"] == 1
    assert found["tertulia_pending_read_success"] == 1
    assert found["tertulia_worker_attempts_total", "mirror"] > 0
    assert card["id"] not in answer.text


async def test_a_dropped_connection_is_made_again(bot: BotProcess, sandbox: Sandbox) -> None:
    await healthy(bot)
    await sandbox.drop_gateway()
    await bot.disconnected()
    await bot.connected()
    await healthy(bot)


async def test_once_it_is_stopped_nothing_answers(bot: BotProcess) -> None:
    await healthy(bot)
    assert await bot.stop() == 0
    with pytest.raises(aiohttp.ClientError):
        await answers(bot, "/healthz")


async def test_a_second_bot_at_the_same_address_does_not_start(bot: BotProcess, tmp_path: Path) -> None:
    address = bot.environment["TERTULIA_METRICS"]
    second = BotProcess(bot.sandbox, tmp_path / "second.sqlite3", settings={"TERTULIA_METRICS": address})
    told = await second.command("run")
    assert (told.code, told.out) == (1, "")
    assert [line for line in told.err.splitlines() if "TERTULIA_METRICS" in line] == [
        f"TERTULIA_METRICS: {address} is in use by another program, perhaps another bot. Choose another port."
    ]
    await healthy(bot)
