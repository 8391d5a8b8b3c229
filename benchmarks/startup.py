"""Measures a start after days away: how many requests it takes, and whether commands are answered meanwhile.

``python -m benchmarks.startup [--json]``: 1,000 open discussions stand in a sandbox that keeps Discord's
pace; in 300 of them 50,000 messages were written while the bot was away. ``needed`` is how many pages of a
hundred messages hold them, ``asked`` how many requests for history and threads the bot made, ``refused``
how many of all its requests came too early. ``slowest`` is how many seconds a command waited at worst until
it was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

from benchmarks import stock
from benchmarks.measure import table
from sandbox import messages
from sandbox.drafts import Draft
from sandbox.messages import of_user
from sandbox.server import Sandbox
from tests.bot_process import BotProcess

DISCUSSIONS, BUSY, MISSED = 1_000, 300, 50_000
LIMITS = {"ratio": 1.1, "slowest": 3.0}
ROOMS = ("news", "noticias")
_PAGE = 100
_PATIENCE = 900.0
_STORED = "SELECT (SELECT count(*) FROM comment), (SELECT count(*) FROM gap WHERE closed_at IS NULL)"
_HISTORY = ("/channels/{channel}/messages", "/channels/{channel}/threads/archived/public")


async def measure(folder: Path, *, discussions: int, busy: int, missed: int) -> dict[str, Any]:
    """What a start took: counts of requests and seconds."""
    async with Sandbox.start() as sandbox:
        bot = BotProcess(sandbox, folder / "bot.sqlite3")
        try:
            held = await _held(sandbox, bot, discussions)
            written = _write(sandbox, random.Random(2).sample(held, busy), missed)
            sandbox.limits.asked.clear()
            sandbox.limits.refused = 0
            began = time.monotonic()
            await bot.start()
            async with _asking(sandbox) as answered:
                await _until(bot, _STORED, missed + discussions * stock.PER_DISCUSSION, 0)
        finally:
            await bot.kill()
        asked = sum(
            count
            for (method, path, _), count in sandbox.limits.asked.items()
            if method == "GET" and path in _HISTORY
        )
        needed = sum(-(-count // _PAGE) for count in written)
        return {
            "asked": asked,
            "needed": needed,
            "ratio": asked / needed,
            "refused": sandbox.limits.refused,
            "commands": len(answered),
            "slowest": max(answered),
            "seconds": time.monotonic() - began,
        }


async def _held(sandbox: Sandbox, bot: BotProcess, count: int) -> list[stock.Held]:
    """Discussions in the sandbox and in the database of a bot that has seen all of them, and is stopped."""
    held: list[stock.Held] = []
    for number, room in enumerate(ROOMS):
        channel_id = int(sandbox.world.channel_named(room)["id"])
        some = stock.held(count // len(ROOMS), int(sandbox.world.guild_id), [channel_id], seed=number + 1)
        stock.stand(sandbox, room, some, archived=False)
        # The present, as the bot knows it: nothing of what is stored was said in the last days.
        await sandbox.member("Emma").send(room, "Good morning!")
        held += some
    await stock.store(bot.database, held)
    await bot.start()
    channels = ", ".join(sorted({str(one.channel_id) for one in held}))
    await _until(bot, f"SELECT count(*) FROM watermark WHERE channel_id IN ({channels})", len(ROOMS))
    await bot.stop()
    return held


def _write(sandbox: Sandbox, held: Sequence[stock.Held], missed: int) -> list[int]:
    """Let people write that many messages in these discussions' threads; gives how many in each."""
    chance = random.Random(1)
    world = sandbox.world
    emma = of_user(world.user_named("Emma"))
    weights = [chance.paretovariate(1.2) for _ in held]
    most = missed / 25
    shares = [min(most, missed * one / sum(weights)) for one in weights]
    counts = [max(1, round(one * missed / sum(shares))) for one in shares]
    counts[0] += missed - sum(counts)
    speech = stock.Speech(5)
    for one, count in zip(held, counts, strict=True):
        thread = world.channel(str(one.card_id))
        for _ in range(count):
            messages.create(world, thread, emma, Draft(speech.text()))
    return counts


@asynccontextmanager
async def _asking(sandbox: Sandbox) -> AsyncIterator[list[float]]:
    """Meanwhile somebody asks for help again and again; gives the seconds until each was acknowledged."""
    answered: list[float] = []

    async def ask() -> None:
        while True:
            began = time.monotonic()
            asked = await sandbox.member("Emma").command(ROOMS[0], "help")
            await asked.answer(10)
            answered.append(time.monotonic() - began)
            await asyncio.sleep(0.5)

    task = asyncio.create_task(ask())
    try:
        yield answered
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _until(bot: BotProcess, query: str, *expected: int) -> None:
    """Wait until the bot's database answers a query like this."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        with closing(sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True, timeout=10)) as connection:
            if connection.execute(query).fetchone() == expected:
                return
    raise TimeoutError(bot.log.read_text()[-2_000:])


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--discussions", type=int, default=DISCUSSIONS, help=f"default {DISCUSSIONS}")
    parser.add_argument("--busy", type=int, default=BUSY, help=f"those with missed messages, default {BUSY}")
    parser.add_argument("--missed", type=int, default=MISSED, help=f"messages, default {MISSED}")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(
            measure(Path(folder), discussions=given.discussions, busy=given.busy, missed=given.missed)
        )
    figures = {name: round(value, 3) for name, value in found.items()}
    if given.json:
        print(json.dumps(figures))
    else:
        most = {name: f"{limit:g}" for name, limit in LIMITS.items()}
        rows = [[name, f"{value:g}", most.get(name, "")] for name, value in figures.items()]
        print(table(["", "measured", "at most"], rows))
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
