"""While nothing happens the bot does nothing: it polls neither Discord nor its database nor its own work."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from benchmarks.idle import LIMITS, STEP, Timers, compressed
from tests.clock import SteppedClock
from tests.discord.discussed import discuss, say
from tests.discord.simulated import Simulated, intents


async def test_hours_in_which_nothing_happens_cost_nothing(tmp_path: Path, empty_database: Path):
    database, backups = tmp_path / "tertulia.sqlite3", tmp_path / "backups"
    shutil.copyfile(empty_database, database)
    settings = {"TERTULIA_BACKUP_FOLDER": backups, "TERTULIA_KEEP_CLOSED_DAYS": 30}
    tertulia = Simulated(database, settings, intents())
    await tertulia.start()
    await say(tertulia, tertulia.emma, await discuss(tertulia), "What a river!")
    found = await compressed(tertulia, hours=2)
    await tertulia.finish()
    assert found == {name: LIMITS[name] for name in found}
    assert list(backups.iterdir()), "the backup that was due was taken"


async def test_the_measure_sees_what_polls():
    timers = Timers()
    with timers.watched():
        began = asyncio.get_running_loop().time()
        sleeping = [asyncio.create_task(asyncio.sleep(seconds)) for seconds in (30, 90)]
        await asyncio.sleep(0)
    assert timers.shorter(60, began) == 1
    for task in sleeping:
        task.cancel()


async def test_a_step_of_the_clock_is_short_enough_to_see_what_wakes_once_a_minute():
    clock, woken = SteppedClock(), list[float]()

    async def poll() -> None:
        while True:
            await clock.wait(asyncio.Event(), 60)
            woken.append(clock.monotonic())

    polling = asyncio.create_task(poll())
    for _ in range(round(600 / STEP)):
        await clock.advance(STEP)
    polling.cancel()
    assert len(woken) >= 9
