"""PostgreSQL beside SQLite, taking turns in one run: the part of the benchmark of gathering with a server.

Both databases hold the same comments. ``pages`` and ``searches``: how long they take, the median.
``gathering``: messages a second through the bot's queue. ``writers``: comments a second that many store at
once, each in a job of its own; ``dialogs``: the same with the statements for what belongs to a comment.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import growth, stock
from benchmarks.bots import TEXT
from benchmarks.server import Server, settle
from benchmarks.stock import Held
from benchmarks.storing import Thread, queue_of
from bot.database.engine import Connection, Database, open_database
from bot.database.place import Place
from bot.discussion.door import Door
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import comment_store as comments
from bot.domain.discussion import Author, CommentOrigin
from bot.domain.events import Located, MessagePosted, first_snowflake

AT_LEAST = {"gathering_ratio": 0.4, "writers_ratio": 1.5}
"""Of SQLite's rate."""
AT_MOST = {"pages_ratio": 4.0, "searches_ratio": 4.0}
"""Times what SQLite takes."""
SERVER, CHANNEL = 1_000, 2_000
MESSAGES = 6_000
"""Gathered in each round."""
WRITERS = 1_000
"""Who write at once in each round."""


async def measure(folder: Path, server: Server, *, rounds: int, discussions: int) -> dict[str, Any]:
    """Everything of both engines, with so many discussions of 50 comments."""
    places: dict[str, Place] = {"sqlite": folder / "grown.sqlite3", "postgresql": server.make()}
    here = stock.held(discussions // stock.SERVERS, SERVER, range(CHANNEL, CHANNEL + stock.CHANNELS), seed=1)
    every = here + stock.elsewhere(discussions - len(here))
    for place in places.values():
        await stock.store(place, every)
        if not isinstance(place, Path):
            settle(place)
    counted = {"comments": len(every) * stock.PER_DISCUSSION}
    return counted | await _reading(places, here) | await _storing(places, here[-20:], rounds)


async def _reading(places: Mapping[str, Place], here: list[Held]) -> dict[str, Any]:
    """How long pages and searches take, and how many times as long with PostgreSQL."""
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
    return _beside(
        figures,
        pages_ratio="page_ms",
        pages_p95_ratio="page_p95_ms",
        searches_ratio="search_ms",
        searches_p95_ratio="search_p95_ms",
    )


async def _storing(places: Mapping[str, Place], held: Sequence[Held], rounds: int) -> dict[str, Any]:
    """What each engine stores in a second, and PostgreSQL's part of SQLite's."""
    threads = [one.card_id for one in held]
    found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in places}
    for turn in range(rounds + 1):
        for name, place in places.items():
            database = await open_database(place)
            try:
                rates = {
                    "gathered_per_second": await _gathered(database, threads[0]),
                    "written_per_second": await _written(database, threads, door=False),
                    "dialogs_per_second": await _written(database, threads, door=True),
                }
            finally:
                await database.close()
            for what, rate in rates.items():
                if turn:  # caches and lazy imports settle first
                    found[name][what].append(rate)
    return _beside(
        {name: {what: statistics.median(each) for what, each in one.items()} for name, one in found.items()},
        gathering_ratio="gathered_per_second",
        writers_ratio="written_per_second",
        dialogs_ratio="dialogs_per_second",
    )


def _beside(figures: Mapping[str, Mapping[str, float]], **ratios: str) -> dict[str, Any]:
    """Each engine's figures, and ratios of PostgreSQL's to SQLite's."""
    own, other = figures["sqlite"], figures["postgresql"]
    named = {f"{name}_{figure}": one for name, each in figures.items() for figure, one in each.items()}
    return named | {ratio: other[figure] / own[figure] for ratio, figure in ratios.items()}


def wrong(found: Mapping[str, Any]) -> list[str]:
    """The limits that are not kept."""
    few = [name for name, limit in AT_LEAST.items() if name in found and found[name] < limit]
    return few + [name for name, limit in AT_MOST.items() if name in found and found[name] > limit]


async def _gathered(database: Database, thread_id: int) -> float:
    """Messages a second that all wait at once in the queue that takes what is said."""
    async with queue_of(database) as queue:
        thread = Thread(queue, thread_id)
        began = time.perf_counter()
        await thread.say_at_once(MESSAGES)
        return MESSAGES / (time.perf_counter() - began)


async def _written(database: Database, threads: Sequence[int], *, door: bool) -> float:
    """Comments a second of members that all write at once, each in a job of their own; through the door for
    comments with all that belongs to them, or not.
    """
    rooms = RoomIndex(database)
    await rooms.load()
    posts = [post for one in threads if (post := rooms.of_thread(one))]
    first = first_snowflake(datetime.now(UTC))

    def add(connection: Connection, number: int) -> None:
        author, text = Author(1_000 + number, f"Member {number}"), TEXT.format(number=number)
        post = posts[number % len(posts)]
        said = MessagePosted(first + number, post.channel_id, author, False, text, None, None, ())
        located = [Located(said, post, CommentOrigin.DIALOG)]
        if door:
            Door().accept(connection, located)
        else:
            comments.add_all(connection, located)

    began = time.perf_counter()
    await asyncio.gather(*(database.write(add, number) for number in range(WRITERS)))
    return WRITERS / (time.perf_counter() - began)
