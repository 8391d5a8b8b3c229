"""Measures what following thousands of feeds costs, and how well they are read beside others.

``python -m benchmarks.feeds [--feeds 10000] [--data DIR] [--json]``. A farm of feeds on loopback, each under
a host name of its own, is followed for an hour of a clock that runs faster than the real one. ``core_share``
is the CPU of the bot and of the process that reads feeds, by the 3,600 seconds of that hour; ``extra_mb`` is
what they hold beyond what they held before; ``pause_ms`` is the longest step of the event loop, in CPU;
``p50_delay_ratio`` is the median time between an entry's publication and the look that finds it, by the time
since the look before. ``unchanged_cpu_ratio`` is the CPU of a look at a feed that has not changed, by that of
feedparser reading it. Names are not looked up, nothing is encrypted and nothing is posted.

``suite`` is how many checks of feedparser's own suite hold, ``damaged`` the share of links that are found in
real feeds of ``--data`` that are damaged on purpose; feedparser and fastfeedparser stand beside them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

FEEDS, SPEED = 10_000, 18.0
"""Feeds, and seconds of their clock in a real second: an hour takes three minutes and twenty seconds."""
LIMITS = {
    "core_share": 0.01,
    "extra_mb": 60.0,
    "pause_ms": 20.0,
    "p50_delay_ratio": 0.5,
    "unchanged_cpu_ratio": 0.05,
}
LEAST = {"suite": 345.0, "damaged": 0.995}


def measure(given: argparse.Namespace) -> dict[str, float]:
    """What following feeds costs."""
    # Not above: the process that reads feeds imports this module anew, and needs none of it.
    from benchmarks.feed_hour import hour, unchanged

    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        figures |= asyncio.run(hour(Path(folder), given.feeds, given.speed))
    with tempfile.TemporaryDirectory() as folder:
        figures["unchanged_cpu_ratio"] = asyncio.run(unchanged(Path(folder), given.data))
    return figures


def read_beside_others(data: Path | None) -> dict[str, dict[str, float]]:
    """For each reader, how many checks of feedparser's suite it passes and what it finds in damaged feeds;
    nothing where the suite, or the data, cannot be had.
    """
    from benchmarks import feed_conformance as conformance, feed_damage as damage

    found: dict[str, dict[str, float]] = {}
    try:
        found["suite"] = dict(conformance.measured().passed)
    except conformance.NoSuiteError as failure:
        sys.stderr.write(f"{failure}\n")
    if data:
        found["damaged"] = damage.damaged(data)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--feeds", type=int, default=FEEDS, help=f"how many are followed, default {FEEDS}")
    parser.add_argument("--speed", type=float, default=SPEED, help=f"of their clock, default {SPEED:g}")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder with the measuring data")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    given = parser.parse_args(argv)
    beside = read_beside_others(given.data)
    figures = measure(given) | {name: by_reader["ours"] for name, by_reader in beside.items()}
    if given.json:
        print(json.dumps({name: round(value, 4) for name, value in figures.items()}))
    else:
        rows = [
            [name, f"{value:.4g}", f"{LIMITS.get(name, LEAST.get(name, '')):}"]
            for name, value in figures.items()
        ]
        from benchmarks.measure import table

        print(table(["", "measured", "limit"], rows))
        for name, by_reader in beside.items():
            print(f"\n{name}:", ", ".join(f"{reader} {value:.4g}" for reader, value in by_reader.items()))
    too_much = any(figures.get(name, 0.0) > limit for name, limit in LIMITS.items())
    return int(too_much or any(figures.get(name, least) < least for name, least in LEAST.items()))


if __name__ == "__main__":
    sys.exit(main())
