"""The bot of the benchmarks of gathering, a process of its own, and what one run of it costs."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from benchmarks.gathering_bot import TIMES
from benchmarks.recovery_load import Load
from sandbox.server import Sandbox
from tests.bot_process import BotProcess

TEXT = (
    "I walked past the market this morning, and what the article calls a compromise looks rather different "
    "from the quay: number {number} of the stalls was closed, and nobody could say until when."
)
OneOf = TypeVar("OneOf", bound="Variant")
_TICK = os.sysconf("SC_CLK_TCK")
_IDLE = 0.5
"""Seconds with hardly any CPU after which the bot has done what it was given."""


class Variant(BotProcess):
    """A bot with one thing changed."""

    variant = "ours"

    @property
    def environment(self) -> dict[str, str]:
        """As the tests run it, but that cards are redrawn at the pace of every day."""
        return super().environment | {
            "TERTULIA_REDRAW_SECONDS": "15",
            TIMES: str(self.database.with_suffix(".times")),
        }

    async def start(self) -> None:
        """Start it and wait until it is connected."""
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "benchmarks.gathering_bot", self.variant),
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        await self.connected()

    def cpu(self) -> float:
        """Seconds of CPU it has used, all its threads together."""
        assert self._process is not None
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def memory(self) -> int:
        """Bytes of memory it holds; not those of the processes that read articles."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        (kilobytes,) = re.findall(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
        return int(kilobytes) * 1024

    def switches(self) -> int:
        """How often its threads have gone to sleep and were woken again."""
        assert self._process is not None
        found = [one.read_text() for one in Path(f"/proc/{self._process.pid}/task").glob("*/status")]
        return sum(int(one.partition("voluntary_ctxt_switches:")[2].split()[0]) for one in found)

    async def rest(self) -> float:
        """Wait until it has nothing to do; gives the CPU it has used until then."""
        before = self.cpu()
        while True:
            await asyncio.sleep(_IDLE)
            now = self.cpu()
            if now - before < 0.04 * _IDLE:
                return now
            before = now


@asynccontextmanager
async def discussed(folder: Path, kind: type[OneOf]) -> AsyncIterator[tuple[OneOf, str]]:
    """The stopped bot of a sandbox with one article posted, and the thread below its card."""
    async with Sandbox.start(rate_limits=False) as sandbox:
        bot = kind(sandbox, folder / "bot.sqlite3")
        try:
            await bot.start()
            load = Load(sandbox, ("news",), 1, 0)
            await load.post()
            assert load.posted, bot.log.read_text()
            await bot.rest()
            await bot.kill()
            news = sandbox.world.channel_named("news")["id"]
            (thread,) = (one["id"] for one in sandbox.world.channels.values() if one.get("parent_id") == news)
            yield bot, thread
        finally:
            await bot.kill()


async def saturated(bot: Variant, thread: str, messages: int) -> tuple[float, int]:
    """Seconds of CPU for each of that many messages, sent as fast as the sandbox can; and the bytes of memory
    that the bot holds in the end.
    """
    await bot.start()
    emma = bot.sandbox.member("Emma")
    for number in range(200):  # what is only done once is not measured
        await emma.send(thread, TEXT.format(number=number))
    before = await bot.rest()
    for number in range(messages):
        await emma.send(thread, TEXT.format(number=number))
        if number % 20 == 0:
            await asyncio.sleep(0)
    spent, memory = await bot.rest() - before, bot.memory()
    await bot.kill()
    emma.heard.clear()
    return spent / messages, memory
