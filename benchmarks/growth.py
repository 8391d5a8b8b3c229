"""What a million stored comments cost a bot: the second half of the benchmark of gathering.

CPU for a message and memory, beside the same bot with a hundredth of the comments, taking turns; and how long
it takes to open a discussion, to turn its pages and to search a server.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import stock
from benchmarks.bots import Variant, discussed, saturated
from benchmarks.stock import Held, Speech
from bot.browsing.pager import Cursor, Direction
from bot.browsing.read_discussion import DiscussionReader
from bot.browsing.search_comments import CommentSearch
from bot.database.engine import open_database
from bot.database.engines.sqlite.ledger_file import ledger_of
from bot.domain.language import Language
from bot.domain.people import Member

ROOM = "news"
LARGE, SMALL = 20_000, 200
"""Discussions of 50 comments each: a million, and ten thousand."""
LIMITS = {"cpu": 1.1, "memory": 1.2, "open_ms": 5.0, "search_ms": 10.0}


@dataclass(frozen=True)
class Anybody:
    """A reader who sees every room of a server."""

    member: Member

    def sees(self, channel_id: int) -> bool:
        """Yes."""
        return True

    def moderates(self, channel_id: int) -> bool:
        """No."""
        return False


async def measure(folder: Path, *, rounds: int, messages: int, large: int = LARGE) -> dict[str, Any]:
    """``cpu`` and ``memory`` as ratios, ``open_ms`` and ``search_ms`` as 95th percentiles in milliseconds."""
    async with discussed(folder, Variant) as (bot, thread):
        sizes = {"small": SMALL, "large": large}
        here = _server(bot, large // stock.SERVERS)
        for name, size in sizes.items():
            some = here[: size // stock.SERVERS] + stock.elsewhere(size - size // stock.SERVERS)
            await stock.store(_copy(bot.database, folder / f"{name}.sqlite3"), some)
        taken: dict[str, list[tuple[float, int]]] = {name: [] for name in sizes}
        for _ in range(rounds):
            for name in sizes:
                bot.database = folder / f"{name}.sqlite3"
                taken[name].append(await saturated(bot, thread, messages))
        cpu = {name: statistics.median(cost for cost, _ in found) for name, found in taken.items()}
        memory = {name: statistics.median(held for _, held in found) for name, found in taken.items()}
    opening, searching = await _reading(folder / "large.sqlite3", here)
    return {
        "cpu": cpu["large"] / cpu["small"],
        "memory": memory["large"] / memory["small"],
        "open_ms": _percentile(opening),
        "search_ms": _percentile(searching),
    }


def _server(bot: Variant, count: int) -> list[Held]:
    """The discussions of the sandbox's server: their cards and archived threads stand there too."""
    world = bot.sandbox.world
    channel_id = int(world.channel_named(ROOM)["id"])
    held = stock.held(count, int(world.guild_id), [channel_id], seed=1)
    stock.stand(bot.sandbox, ROOM, held, archived=True)
    return held


def _copy(database: Path, target: Path) -> Path:
    """A copy of a database that nobody has open, with the ledger and the journal that belong to it."""
    for source, copy in ((database, target), (ledger_of(database), ledger_of(target))):
        for suffix in ("", "-wal"):
            if (part := source.with_name(source.name + suffix)).exists():
                shutil.copy(part, copy.with_name(copy.name + suffix))
    return target


async def _reading(path: Path, held: list[Held]) -> tuple[list[float], list[float]]:
    """Seconds that each opened or turned page took, and each search."""
    chance = random.Random(3)
    member = Member(1, "Anybody", None, held[0].server_id, 1, Language.EN, moderator=False, manager=False)
    database = await open_database(path)
    browser, finder, anybody = DiscussionReader(database), CommentSearch(database), Anybody(member)
    opening: list[float] = []
    searching: list[float] = []

    async def timed(into: list[float], work: Coroutine[Any, Any, Any]) -> Any:
        began = time.perf_counter()
        found = await work
        into.append(time.perf_counter() - began)
        return found

    try:
        for one in chance.sample(held, min(300, len(held))):
            page = await timed(opening, browser.of_card(anybody, one.name))
            for way, edge in ((Direction.OLDER, 0), (Direction.NEWER, -1)):
                turn = Cursor(way, page.entries[edge].comment.source_id)
                page = await timed(opening, browser.turn(anybody, one.name, turn))
        samples = Speech(1).samples
        queries = [f"{common} {word}" for common in samples["common"] for word in samples["known"]]
        for query in queries + [one for some in samples.values() for one in some]:
            page = await timed(searching, finder.search(anybody, query))
            if page.has_older:
                last = page.found[-1].comment.source_id
                await timed(searching, finder.search(anybody, query, None, Cursor(Direction.OLDER, last)))
    finally:
        await database.close()
    return opening, searching


def _percentile(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[int(0.95 * len(seconds))]
