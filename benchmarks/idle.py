"""Measures what a bot costs while nothing happens: it should wake for nothing, and ask for nothing.

``python -m benchmarks.idle [--json]``: a bot on a simulated Discord, with an article under discussion and
backups and retention set, is given hours of a clock that is stepped. ``wakeups_an_hour`` is how often the
busiest kind of its background work looked whether anything is to be done, ``timers`` how many timers of less
than a minute were set on the event loop besides, ``statements`` how many its database was given and
``requests`` how many Discord was. Then a bot in a process of its own, connected to the sandbox, does nothing
for a minute: ``cpu_s`` is what that takes, ``switches`` how often its threads were woken.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from benchmarks.bots import Variant
from benchmarks.measure import table
from bot.database.migrate import migrate
from sandbox.server import Sandbox
from tests.clock import SteppedClock
from tests.discord.discussed import discuss, say
from tests.discord.simulated import Simulated, intents

HOURS, SECONDS = 6, 60.0
STEP = 20.0
"""Seconds of the stepped clock at a time: what wakes once a minute is seen."""
QUIET = 0.5
"""Seconds without a statement or a request after which what a start brings is done."""
LIMITS = {
    "wakeups_an_hour": 0.0,
    "timers": 0.0,
    "statements": 0.0,
    "requests": 0.0,
    "requests_a_minute": 0.0,
    "cpu_s": 0.3,
}


class WatchedClock(SteppedClock):
    """Counts how often each kind of background work was woken."""

    def __init__(self) -> None:
        super().__init__()
        self.wakeups: Counter[str] = Counter()

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait for ``event``, or for the moment ``seconds`` from now; then somebody is awake."""
        await super().wait(event, seconds)
        task = asyncio.current_task()
        assert task is not None
        self.wakeups[task.get_name()] += 1


@contextlib.contextmanager
def statements() -> Iterator[Counter[str]]:
    """What databases are given within the block."""
    given: Counter[str] = Counter()

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        given[statement] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield given
    finally:
        event.remove(Engine, "before_cursor_execute", note)


class Timers:
    """The timers that are set on the running event loop within ``watched``, with their seconds."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._set: list[tuple[asyncio.TimerHandle, float]] = []

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Watch within the block."""
        set_timer = self._loop.call_at

        def call_at(when: float, *given: Any, **named: Any) -> asyncio.TimerHandle:
            timer = set_timer(when, *given, **named)
            self._set.append((timer, when - self._loop.time()))
            return timer

        self._loop.call_at = call_at  # type: ignore[method-assign]
        try:
            yield
        finally:
            del self._loop.call_at  # type: ignore[attr-defined]

    def shorter(self, seconds: float, since: float) -> int:
        """How many of less than so many seconds were set to a moment after ``since``."""
        return sum(
            not timer.cancelled() and timer.when() > since and its < seconds for timer, its in self._set
        )


async def compressed(tertulia: Simulated, hours: float) -> dict[str, float]:
    """What a running bot does in so many hours of a clock that is stepped, while nothing happens."""
    await tertulia.stop()
    clock, timers, loop = WatchedClock(), Timers(), asyncio.get_running_loop()
    tertulia.clock = clock  # type: ignore[assignment]
    with statements() as given, timers.watched():
        await tertulia.start()
        await _quiet(tertulia, given)
        clock.wakeups.clear()
        given.clear()
        asked, began = len(tertulia.env.http_requests), loop.time()
        for _ in range(round(hours * 3600 / STEP)):
            await clock.advance(STEP)
        short = timers.shorter(60, began)
        await _quiet(tertulia, given)
    return {
        "wakeups_an_hour": max(clock.wakeups.values(), default=0) / hours,
        "timers": short,
        "statements": given.total(),
        "requests": len(tertulia.env.http_requests) - asked,
    }


async def _quiet(tertulia: Simulated, given: Counter[str]) -> None:
    """Wait until nothing was asked for a while of the real clock."""
    before = None
    while before != (now := (given.total(), len(tertulia.env.http_requests))):
        before = now
        await asyncio.sleep(QUIET)


async def minute(folder: Path, seconds: float) -> dict[str, float]:
    """What a connected bot in a process of its own takes in so many real seconds."""
    async with Sandbox.start(rate_limits=False) as sandbox:
        bot = Variant(sandbox, folder / "bot.sqlite3")
        try:
            await bot.start()
            before = await bot.rest()
            sandbox.limits.asked.clear()
            woken = bot.switches()
            await asyncio.sleep(seconds)
            return {
                "cpu_s": bot.cpu() - before,
                "switches": bot.switches() - woken,
                "requests_a_minute": sandbox.limits.asked.total() * 60 / seconds,
            }
        finally:
            await bot.kill()


async def measure(folder: Path, *, hours: float, seconds: float) -> dict[str, float]:
    """Both."""
    database = folder / "idle.sqlite3"
    migrate(database)
    settings = {"TERTULIA_BACKUP_FOLDER": folder / "backups", "TERTULIA_KEEP_CLOSED_DAYS": 30}
    tertulia = Simulated(database, settings, intents())
    await tertulia.start()
    try:
        await say(tertulia, tertulia.emma, await discuss(tertulia), "What a river!")
        found = await compressed(tertulia, hours)
    finally:
        await tertulia.finish()
    return found | await minute(folder, seconds)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--hours", type=float, default=HOURS, help=f"of the stepped clock, default {HOURS}")
    parser.add_argument("--seconds", type=float, default=SECONDS, help=f"real ones, default {SECONDS:g}")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), hours=given.hours, seconds=given.seconds))
    figures = {name: round(value, 3) for name, value in found.items()}
    if given.json:
        print(json.dumps(figures))
    else:
        rows = [[name, f"{value:g}", f"{LIMITS.get(name, ''):}"] for name, value in figures.items()]
        print(table(["", "measured", "at most"], rows))
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    sys.exit(main())
