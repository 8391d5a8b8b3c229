"""The bot as a service of a service manager."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import BotProcess
from tests.service_manager import Listening


async def test_it_says_that_it_is_ready_that_it_lives_and_that_it_stops(
    sandbox: Sandbox, stored_at: Place, tmp_path: Path
) -> None:
    with Listening.at(tmp_path, abstract=True) as listening:
        settings = {"NOTIFY_SOCKET": listening.address, "WATCHDOG_USEC": "2000000"}
        bot = BotProcess(sandbox, stored_at, folder=tmp_path, settings=settings)
        try:
            async with asyncio.timeout(60):
                await bot.start()
                await listening.hear_of("READY")
                assert (await listening.hear_of("WATCHDOG"))["STATUS"] == "Connected to Discord."
                assert await bot.stop() == 0
                await listening.hear_of("STOPPING")
        finally:
            await bot.kill()
