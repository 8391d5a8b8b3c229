"""Measures what health and metrics cost a bot: CPU and memory with them on, beside the same bot without.

``python -m benchmarks.watching [--json]``: both bots are processes that hear messages through the
sandbox's WebSocket, saturated, taking turns; the one with metrics is asked for them every five seconds,
as often as it renders them. ``storing`` takes the CPU of storing alone, in one process. ``rows`` is
the CPU of reading what is pending where much is.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import socket
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import storing
from benchmarks.bots import Variant, discussed, saturated
from benchmarks.measure import table
from bot.database.engine import Connection, open_database
from bot.database.reports.pending_report import pending_report
from bot.database.schema import feed, following, gap
from bot.jobs.metrics import NO_METRICS
from bot.upkeep.metrics.prometheus import PrometheusMetrics

LIMITS = {"cpu_ratio": 1.1, "memory_mb": 10.0, "rows_ms": 60.0}
EVERY = 5.0
"""Seconds between two scrapes."""
FEEDS, GAPS = 10_000, 10_000
SWITCH = "TERTULIA_METRICS"


class Watched(Variant):
    """A bot with or without metrics."""

    address: str | None = None

    @property
    def environment(self) -> dict[str, str]:
        """As it is, with the address of its metrics."""
        return super().environment | ({SWITCH: self.address} if self.address else {})


def free_address() -> str:
    """An address on this machine that nobody uses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


@contextlib.asynccontextmanager
async def scraping(address: str) -> AsyncIterator[list[float]]:
    """Ask for the metrics while the context lasts; the list grows by the seconds that each answer took."""
    taken: list[float] = []

    async def scrape() -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                began = time.perf_counter()
                with contextlib.suppress(aiohttp.ClientError):  # it is starting, or has been killed
                    async with session.get(f"http://{address}/metrics") as answer:
                        assert answer.status == 200
                        await answer.read()
                        taken.append(time.perf_counter() - began)
                await asyncio.sleep(EVERY)

    asking = asyncio.create_task(scrape())
    try:
        yield taken
    finally:
        asking.cancel()
        await asyncio.wait((asking,))


async def beside(folder: Path, *, rounds: int, messages: int) -> dict[str, float]:
    """What a message costs with and without metrics."""
    cpu: dict[bool, list[float]] = {True: [], False: []}
    memory: dict[bool, list[int]] = {True: [], False: []}
    answers: list[float] = []
    async with discussed(folder, Watched) as (bot, thread):
        for number in range(2 * rounds):
            on = number % 2 == (number // 2) % 2  # neither always goes first
            bot.address = free_address() if on else None
            async with scraping(bot.address) if bot.address else contextlib.nullcontext([]) as taken:
                spent, held = await saturated(bot, thread, messages)
            cpu[on].append(spent)
            memory[on].append(held)
            answers += taken
    return {
        "cpu_ms_on": 1_000 * statistics.median(cpu[True]),
        "cpu_ms_off": 1_000 * statistics.median(cpu[False]),
        "cpu_ratio": statistics.median(cpu[True]) / statistics.median(cpu[False]),
        "memory_mb": (statistics.median(memory[True]) - statistics.median(memory[False])) / 1_000_000,
        "answer_ms": 1_000 * statistics.median(answers),
    }


async def rows(folder: Path) -> float:
    """The milliseconds of CPU of reading what is pending among 10,000 followed feeds and 10,000 open gaps."""
    database = await open_database(folder / "rows.sqlite3")
    now = datetime.now(UTC)

    def fill(connection: Connection) -> None:
        feeds = [
            {
                "id": number,
                "url": f"https://site-{number}.example/feed.xml",
                "title": "A newspaper",
                "created_at": now,
                "interval": 3_600,
                "next_at": now + timedelta(minutes=number % 60),
            }
            for number in range(1, FEEDS + 1)
        ]
        connection.execute(feed.insert(), feeds)
        common = {"server_id": 1, "created_by": 2, "created_at": now, "tags": []}
        followers = [common | {"feed_id": one["id"]} for one in feeds]
        connection.execute(following.insert(), followers)
        gaps = [{"channel_id": number, "after_id": 1, "opened_at": now} for number in range(GAPS)]
        connection.execute(gap.insert(), gaps)

    try:
        await database.write(fill)
        taken = []
        for _ in range(11):
            began = time.process_time()
            report = await database.read(pending_report, now, "2026-11", None)
            taken.append(time.process_time() - began)
        assert (report.feeds.followed, report.gaps.count) == (FEEDS, GAPS)
    finally:
        await database.close()
    return 1_000 * statistics.median(taken)


async def stored(folder: Path, rounds: int) -> dict[str, float]:
    """Microseconds of CPU for a message in one process, by its group's size, with metrics and without."""
    taken: dict[str, list[float]] = {}
    for number in range(rounds):
        for name, metrics in (("off", NO_METRICS), ("on", PrometheusMetrics())):
            place = folder / f"{name}-{number}"
            place.mkdir()
            for size, cost in (await storing.measure(place, 1, metrics)).items():
                taken.setdefault(f"storing_us_{size}_{name}", []).append(cost)
    return {name: statistics.median(costs) for name, costs in taken.items()}


async def measure(*, rounds: int, messages: int) -> dict[str, Any]:
    """Everything, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        found: dict[str, Any] = await beside(Path(folder), rounds=rounds, messages=messages)
    with tempfile.TemporaryDirectory() as folder:
        found |= await stored(Path(folder), rounds)
    with tempfile.TemporaryDirectory() as folder:
        found["rows_ms"] = await rows(Path(folder))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=5, help="how often each bot runs (default 5)")
    parser.add_argument("--messages", type=int, default=4000, help="messages each time (default 4000)")
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    found = asyncio.run(measure(rounds=given.rounds, messages=given.messages))
    if given.json:
        print(json.dumps({name: round(value, 3) for name, value in found.items()}))
    else:
        limits = {name: f"{limit:g}" for name, limit in LIMITS.items()}
        measured = [[name, f"{value:.2f}", limits.get(name, "")] for name, value in found.items()]
        print(table(["", "measured", "at most"], measured))
    return int(any(found[name] > limit for name, limit in LIMITS.items()))


if __name__ == "__main__":
    raise SystemExit(main())
