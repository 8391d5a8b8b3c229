"""Measures what a stored comment costs: CPU beside bots that drop or commit each, and how long it takes.

``python -m benchmarks.gathering [--json]``: the bot, a process of its own, hears messages through the
sandbox's WebSocket with the real discord.py client. Saturated, its CPU for each message is compared with that
of the same bot that parses messages and drops them, and of one that commits each by itself, taking turns. At
a steady 200 messages a second, each one's time from the event to its commit is taken. ``storing`` takes the
CPU of storing alone, in one process. ``growth`` compares a bot that holds 1,000,000 comments with one that
holds 10,000, and takes the time of reading in the larger.

With ``--database URL`` it measures a PostgreSQL server beside SQLite instead, in databases of its own there,
which it drops again; ``own`` starts a server for it (see :mod:`benchmarks.engines`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import engines, growth, storing
from benchmarks.bots import TEXT, Variant, discussed, saturated
from benchmarks.gathering_bot import PAIR
from benchmarks.measure import table
from benchmarks.server import server_at

VARIANTS = ("ours", "dropping", "each")
LIMITS = {"cpu_ratio_to_dropping": 1.5, "cpu_ratio_to_commit_each": 0.67, "p99_ms": 50.0}
STEADY = 200.0
"""Messages a second of the steady part."""


async def steady(bot: Variant, thread: str, seconds: float) -> list[float]:
    """How long each message took from its event to its commit, in seconds."""
    bot.variant = "timed"
    await bot.start()
    emma = bot.sandbox.member("Emma")
    await emma.send(thread, "The first one opens the gap.")
    await bot.rest()
    sent: dict[int, float] = {}
    began = time.monotonic()
    for number in range(round(seconds * STEADY)):
        await asyncio.sleep(max(0.0, began + number / STEADY - time.monotonic()))
        moment = time.monotonic()
        sent[int((await emma.send(thread, TEXT.format(number=number)))["id"])] = moment
    await bot.rest()
    await bot.kill()
    committed = dict(PAIR.iter_unpack(bot.database.with_suffix(".times").read_bytes()))
    assert set(sent) <= set(committed)
    return [committed[one] - moment for one, moment in sent.items()]


async def measure(folder: Path, *, rounds: int, messages: int, seconds: float) -> dict[str, Any]:
    """CPU of each variant in ms a message, and the latencies' percentiles in ms."""
    async with discussed(folder, Variant) as (bot, thread):
        taken: dict[str, list[float]] = {name: [] for name in VARIANTS}
        for _ in range(rounds):
            for name in VARIANTS:
                bot.variant = name
                taken[name].append((await saturated(bot, thread, messages))[0])
        waits = sorted(await steady(bot, thread, seconds))
    cpu = {name: 1000 * statistics.median(times) for name, times in taken.items()}
    return {
        "cpu_ms": cpu,
        "cpu_ratio_to_dropping": cpu["ours"] / cpu["dropping"],
        "cpu_ratio_to_commit_each": cpu["ours"] / cpu["each"],
        "p50_ms": 1000 * waits[len(waits) // 2],
        "p99_ms": 1000 * waits[int(0.99 * len(waits))],
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=int, default=5, help="how often each bot runs (default 5)")
    parser.add_argument("--messages", type=int, default=4000, help="messages each time (default 4000)")
    parser.add_argument("--seconds", type=float, default=20, help="how long the steady part is (default 20)")
    parser.add_argument(
        "--discussions",
        type=int,
        default=growth.LARGE,
        help=f"of 50 comments each, in the larger database (default {growth.LARGE})",
    )
    parser.add_argument(
        "--database", metavar="URL", help="a PostgreSQL server to measure beside SQLite, or own"
    )
    parser.add_argument("--data", help="as the other benchmarks take it; not needed here")
    given = parser.parse_args(argv)
    if given.database:
        return _beside(given.database, given.rounds, given.discussions, as_json=given.json)
    often = {"rounds": given.rounds, "messages": given.messages}
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measure(Path(folder), seconds=given.seconds, **often))
    with tempfile.TemporaryDirectory() as folder:
        stored = asyncio.run(storing.measure(Path(folder), given.rounds))
    with tempfile.TemporaryDirectory() as folder:
        grown = asyncio.run(growth.measure(Path(folder), large=given.discussions, **often))
    if given.json:
        figures = {name: round(found[name], 3) for name in LIMITS}
        figures |= {f"in_process_us_{size}": round(cost, 1) for size, cost in stored.items()}
        print(json.dumps(figures | {"growth": {name: round(grown[name], 3) for name in growth.LIMITS}}))
    else:
        rows = [[name, f"{found[name]:.2f}", f"{limit:g}"] for name, limit in LIMITS.items()]
        rows += [
            [f"us of CPU in process, in groups of {size}", f"{stored[size]:.1f}", f"{limit:g}"]
            for size, limit in storing.LIMITS.items()
        ]
        rows += [
            [f"growth: {name}", f"{grown[name]:.2f}", f"{limit:g}"] for name, limit in growth.LIMITS.items()
        ]
        print(table(["", "measured", "at most"], rows))
        for name, cost in found["cpu_ms"].items():
            print(f"{name}: {cost:.3f} ms of CPU a message")
        print(f"half of the messages are committed within {found['p50_ms']:.1f} ms")
    kept = all(found[name] <= limit for name, limit in LIMITS.items())
    kept = kept and all(stored[size] <= limit for size, limit in storing.LIMITS.items())
    return int(not kept or any(grown[name] > limit for name, limit in growth.LIMITS.items()))


def _beside(address: str, rounds: int, discussions: int, *, as_json: bool) -> int:
    """Measure a server beside SQLite and print; 1 if a limit is not kept."""
    with server_at(address) as server, tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(engines.measure(Path(folder), server, rounds=rounds, discussions=discussions))
    found |= {"processes_waiting": os.getloadavg()[0]}
    if as_json:
        print(json.dumps({name: round(one, 3) for name, one in found.items()}))
    else:
        limits = {name: f"at least {limit:g}" for name, limit in engines.AT_LEAST.items()}
        limits |= {name: f"at most {limit:g}" for name, limit in engines.AT_MOST.items()}
        rows = [[name, f"{one:.2f}", limits.get(name, "")] for name, one in found.items()]
        print(table(["", "measured", "limit"], rows))
    return int(bool(engines.wrong(found)))


if __name__ == "__main__":
    raise SystemExit(main())
