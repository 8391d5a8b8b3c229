"""PostgreSQL beside SQLite, taking turns in one run: the part of the benchmark of gathering with a server.

``gathering``: messages a second through the bot's queue. ``writers``: comments a second that many write at
once, each in a job of its own. ``pages`` and ``searches``: how long they take among many comments, the median.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import growth, stock
from benchmarks.bots import TEXT
from benchmarks.server import Server, settle
from benchmarks.storing import Thread, queue_of
from bot.database.engine import Connection, Database, open_database
from bot.database.place import Place
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Author, CommentOrigin
from bot.domain.events import Located, MessagePosted, first_snowflake

AT_LEAST = {"gathering_ratio": 0.4, "writers_ratio": 1.5}
"""Of SQLite's rate."""
AT_MOST = {"pages_ratio": 4.0, "searches_ratio": 4.0}
"""Times what SQLite takes."""
SERVER, CHANNEL = 1_000, 2_000
MESSAGES = 3_000
"""Gathered in each round."""
WRITERS = 500
"""Who write at once in each round."""


@dataclass
class Rates:
    """Comments a second of each round."""

    gathered: list[float] = field(default_factory=list)
    written: list[float] = field(default_factory=list)


async def measure(folder: Path, server: Server, *, rounds: int, discussions: int) -> dict[str, Any]:
    """Everything of both engines."""
    return await rates(folder, server, rounds=rounds) | await reading(folder, server, discussions)


async def rates(folder: Path, server: Server, *, rounds: int) -> dict[str, Any]:
    """What each engine stores in a second, and PostgreSQL's part of SQLite's."""
    places: dict[str, Place] = {"sqlite": folder / "rates.sqlite3", "postgresql": server.make()}
    found = {name: Rates() for name in places}
    held = stock.held(1, SERVER, [CHANNEL], seed=1)
    for place in places.values():
        await stock.store(place, held)
        if not isinstance(place, Path):
            settle(place)
    for turn in range(rounds + 1):
        for name, place in places.items():
            database = await open_database(place)
            try:
                gathered, written = await _gathered(database, held[0].card_id), await _written(database, held[0].card_id)
            finally:
                await database.close()
            if turn:  # caches and lazy imports settle first
                found[name].gathered.append(gathered)
                found[name].written.append(written)
    median = {
        name: {
            "gathered_per_second": statistics.median(one.gathered),
            "written_per_second": statistics.median(one.written),
        }
        for name, one in found.items()
    }
    return _beside(median, gathering_ratio="gathered_per_second", writers_ratio="written_per_second")


async def reading(folder: Path, server: Server, discussions: int) -> dict[str, Any]:
    """How long pages and searches take among so many discussions of 50 comments, and how many times as long
    with PostgreSQL.
    """
    places: dict[str, Place] = {"sqlite": folder / "grown.sqlite3", "postgresql": server.make()}
    here = stock.held(discussions // stock.SERVERS, SERVER, range(CHANNEL, CHANNEL + stock.CHANNELS), seed=1)
    every = here + stock.elsewhere(discussions - len(here))
    for place in places.values():
        await stock.store(place, every)
        if not isinstance(place, Path):
            settle(place)
    read = await growth.reading(places, here)
    figures = {
        name: {
            "page_ms": 1000 * statistics.median(one.opening),
            "page_p95_ms": growth.percentile(one.opening),
            "search_ms": 1000 * statistics.median(one.searching),
            "search_p95_ms": growth.percentile(one.searching),
        }
        for name, one in read.items()
    }
    ratios = {
        "pages_ratio": "page_ms",
        "pages_p95_ratio": "page_p95_ms",
        "searches_ratio": "search_ms",
        "searches_p95_ratio": "search_p95_ms",
    }
    return {"comments": len(every) * stock.PER_DISCUSSION} | _beside(figures, **ratios)


def _beside(figures: Mapping[str, Mapping[str, float]], **ratios: str) -> dict[str, Any]:
    """Each engine's figures, and ratios of PostgreSQL's to SQLite's."""
    own, other = figures["sqlite"], figures["postgresql"]
    named = {f"{name}_{figure}": one for name, each in figures.items() for figure, one in each.items()}
    return named | {ratio: other[figure] / own[figure] for ratio, figure in ratios.items()}


def load() -> float:
    """How many processes want to run, on average of the last minute."""
    return os.getloadavg()[0]


def wrong(found: Mapping[str, Any]) -> list[str]:
    """The limits that are not kept."""
    few = [name for name, limit in AT_LEAST.items() if name in found and found[name] < limit]
    return few + [name for name, limit in AT_MOST.items() if name in found and found[name] > limit]


# ------------------------------------------------------------------ storing


async def _gathered(database: Database, thread_id: int) -> float:
    """Messages a second that all wait at once in the queue that takes what is said."""
    async with queue_of(database) as queue:
        thread = Thread(queue, thread_id)
        began = time.perf_counter()
        await thread.say_at_once(MESSAGES)
        return MESSAGES / (time.perf_counter() - began)


async def _written(database: Database, thread_id: int) -> float:
    """Comments a second of members that all write at once, each in a job of their own."""
    rooms = RoomIndex(database)
    await rooms.load()
    post = rooms.of_thread(thread_id)
    assert post is not None
    door, first = Door(), first_snowflake(datetime.now(UTC))

    def accept(connection: Connection, number: int) -> None:
        author = Author(1_000 + number, f"Member {number}")
        said = MessagePosted(first + number, thread_id, author, False, TEXT.format(number=number), None, None, ())
        door.accept(connection, [Located(said, post, CommentOrigin.DIALOG)])

    began = time.perf_counter()
    await asyncio.gather(*(database.write(accept, number) for number in range(WRITERS)))
    return WRITERS / (time.perf_counter() - began)
