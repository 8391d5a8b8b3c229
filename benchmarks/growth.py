"""What a million stored comments cost a bot: the second half of the benchmark of gathering.

CPU for a message and memory, beside the same bot with a hundredth of the comments, taking turns; and how long
it takes to open a discussion, to turn its pages and to search a server.
"""

from __future__ import annotations

import random
import shutil
import statistics
import time
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import stock
from benchmarks.bots import Variant, discussed, saturated
from benchmarks.stock import Held, Speech
from bot.browsing.pager import Cursor, Direction
from bot.browsing.read_discussion import DiscussionReader
from bot.browsing.search_comments import CommentSearch
from bot.database.engine import Database, open_database
from bot.database.engines.sqlite.ledger_file import ledger_of
from bot.database.place import Place
from bot.domain.language import Language
from bot.domain.people import Member

Result = TypeVar("Result")

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
    times = (await reading({"large": folder / "large.sqlite3"}, here))["large"]
    return {
        "cpu": cpu["large"] / cpu["small"],
        "memory": memory["large"] / memory["small"],
        "open_ms": percentile(times.opening),
        "search_ms": percentile(times.searching),
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


@dataclass
class Times:
    """Seconds that each opened or turned page took, and each search."""

    opening: list[float] = field(default_factory=list)
    searching: list[float] = field(default_factory=list)


async def reading(places: Mapping[str, Place], held: list[Held]) -> dict[str, Times]:
    """Read a server's discussions and search them, in each of some databases that hold the same, in turn."""
    member = Member(1, "Anybody", None, held[0].server_id, 1, Language.EN, moderator=False, manager=False)
    chosen = random.Random(3).sample(held, min(300, len(held)))
    samples = Speech(1).samples
    queries = [f"{common} {word}" for common in samples["common"] for word in samples["known"]]
    queries += [one for some in samples.values() for one in some]
    taken = {name: Times() for name in places}
    async with AsyncExitStack() as stack:
        readers: dict[str, _Reader] = {}
        for name, place in places.items():
            database = await open_database(place)
            stack.push_async_callback(database.close)
            readers[name] = _Reader(database, Anybody(member), taken[name])
        for one in chosen:
            for reader in readers.values():
                await reader.open(one)
        for query in queries:
            for reader in readers.values():
                await reader.search(query)
    return taken


class _Reader:
    """Somebody who reads one database, and the time it takes."""

    def __init__(self, database: Database, anybody: Anybody, times: Times) -> None:
        self._browser, self._finder = DiscussionReader(database), CommentSearch(database)
        self._anybody = anybody
        self._times = times

    async def open(self, held: Held) -> None:
        """Open a discussion by its card, and turn its pages there and back."""
        page = await _timed(self._times.opening, self._browser.of_card(self._anybody, held.name))
        for way, edge in ((Direction.OLDER, 0), (Direction.NEWER, -1)):
            turn = Cursor(way, page.entries[edge].comment.source_id)
            page = await _timed(self._times.opening, self._browser.turn(self._anybody, held.name, turn))

    async def search(self, query: str) -> None:
        """Search the server, and turn to the second page where there is one."""
        page = await _timed(self._times.searching, self._finder.search(self._anybody, query))
        if page.has_older:
            older = Cursor(Direction.OLDER, page.found[-1].comment.source_id)
            await _timed(self._times.searching, self._finder.search(self._anybody, query, None, older))


async def _timed(into: list[float], work: Coroutine[Any, Any, Result]) -> Result:
    began = time.perf_counter()
    found = await work
    into.append(time.perf_counter() - began)
    return found


def percentile(seconds: list[float]) -> float:
    """The 95th, in milliseconds."""
    return 1000 * sorted(seconds)[int(0.95 * len(seconds))]
