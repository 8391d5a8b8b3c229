"""Follows a farm of feeds for an hour of a clock that runs fast, and looks at feeds that have not changed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import feedparser
from sqlalchemy import bindparam, func, insert, select, update
from yarl import URL

from benchmarks import feed_farm as farm
from benchmarks.feed_damage import stored_feeds
from benchmarks.footprint import memory_of
from bot.database.engine import Connection, Database, open_database
from bot.database.migrate import migrate
from bot.database.schema import feed, feed_entry, following, following_channel
from bot.feeding.feed_worker import FeedWorker
from bot.i18n.catalog import Catalog
from bot.jobs.worker import Worker
from bot.reading.fetch.feed_source import FeedSource
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.worker_pool import Workers

UNCHANGED_AMONG, ROUNDS = 400, 3
"""Feeds among which those that do not change are looked at, so many times."""
SERVER = 1


class FastClock:
    """A clock that runs ``speed`` times as fast as the real one from now on."""

    def __init__(self, speed: float) -> None:
        self.speed = speed
        self.began = time.monotonic()

    def monotonic(self) -> float:
        """Seconds since it began."""
        return (time.monotonic() - self.began) * self.speed

    def utcnow(self) -> datetime:
        """Its time of day."""
        return farm.BEGAN + timedelta(seconds=self.monotonic())

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait until ``event`` is set, for so many seconds of this clock at most."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(None if seconds is None else seconds / self.speed):
                await event.wait()


class FarmFetcher(Fetcher):
    """Reaches every host of the farm at its one port, with the rest as it is."""

    def __init__(self, port: int, clock: FastClock) -> None:
        self._farm = f"http://127.0.0.1:{port}"
        self._clock = clock
        self.asked: dict[str, list[datetime]] = defaultdict(list)
        super().__init__(contact=None, allowed_origin=self._farm)

    def request(
        self, url: URL, headers: Mapping[str, str] | None = None
    ) -> aiohttp.client._RequestContextManager:
        """Ask the farm for what is at an address, and keep when it was asked."""
        self.asked[url.host or ""].append(self._clock.utcnow())
        return super().request(URL(self._farm + url.raw_path_qs), {**(headers or {}), "Host": url.host or ""})


class LongestStep:
    """The longest CPU time of one step of the running event loop, in seconds, while it is watched."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextlib.contextmanager
    def watched(self) -> Any:
        """Watch within the block."""
        real = asyncio.Handle._run

        def run(handle: asyncio.Handle) -> None:
            before = time.thread_time()
            real(handle)
            if (taken := time.thread_time() - before) > self.seconds:
                self.seconds = taken

        asyncio.Handle._run = run  # type: ignore[method-assign]
        try:
            yield self
        finally:
            asyncio.Handle._run = real  # type: ignore[method-assign]


@dataclass(slots=True)
class Bot:
    """What looks at feeds, not started yet, and the clock it goes by."""

    database: Database
    work: Worker
    feeds: FeedWorker
    fetcher: FarmFetcher
    clock: FastClock


@contextlib.asynccontextmanager
async def following_feeds(
    folder: Path, numbers: Sequence[int], speed: float, data: Path | None
) -> AsyncIterator[Bot]:
    """The part of a bot that looks at feeds, for these feeds of a farm."""
    clock, path = FastClock(speed), folder / "feeds.sqlite3"
    migrate(path)
    async with contextlib.AsyncExitStack() as stack:
        port = await stack.enter_async_context(farming(clock, data))
        work = Worker()
        database = await open_database(path, work.schedule)
        stack.push_async_callback(database.close)
        fetcher = await stack.enter_async_context(FarmFetcher(port, clock))
        workers = await stack.enter_async_context(Workers(count=1, afresh=True))
        feeds = FeedWorker(clock, database, Catalog.load(), FeedSource(fetcher, clock), workers)
        work.add(feeds)
        stack.push_async_callback(work.stop)
        for first in range(0, len(numbers), 1_000):
            await database.write(store, numbers[first : first + 1_000])
        yield Bot(database, work, feeds, fetcher, clock)


@contextlib.asynccontextmanager
async def farming(clock: FastClock, data: Path | None) -> AsyncIterator[int]:
    """The farm, in a process of its own that goes by ``clock``; gives its port."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.feed_farm"),
        *("--speed", str(clock.speed), "--began", str(clock.began)),
        *(("--data", str(data)) if data else ()),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


def store(connection: Connection, numbers: Sequence[int]) -> None:
    """Have a server follow feeds, all of which are due."""
    feeds = [
        {
            "id": number,
            "url": f"http://{farm.host(number)}/feed.xml",
            "title": f"Feed {number}",
            "created_at": farm.BEGAN,
            "interval": round(farm.HOUR),
            "next_at": farm.BEGAN,
        }
        for number in numbers
    ]
    connection.execute(insert(feed), feeds)
    follows = [
        {
            "id": number,
            "feed_id": number,
            "server_id": SERVER,
            "created_by": 7,
            "created_at": farm.BEGAN,
            "tags": [],
        }
        for number in numbers
    ]
    connection.execute(insert(following), follows)
    rooms = [{"following_id": number, "channel_id": 11} for number in numbers]
    connection.execute(insert(following_channel), rooms)


def cpu() -> float:
    """Seconds of CPU that this process and those that it started have taken so far."""
    ticks = os.sysconf("SC_CLK_TCK")
    ended = os.times()
    total = time.process_time() + ended.children_user + ended.children_system
    for child in _readers():
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def megabytes() -> float:
    """Megabytes that this process and those that read feeds for it hold."""
    return memory_of(os.getpid()).own + sum(memory_of(child).own for child in _readers())


def _readers() -> list[int]:
    """The processes that this one started, without the farm."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    started = [int(one) for task in tasks for one in (task / "children").read_text().split()]
    return [one for one in started if b"feed_farm" not in Path(f"/proc/{one}/cmdline").read_bytes()]


async def hour(folder: Path, count: int, speed: float) -> dict[str, float]:
    """What an hour with so many feeds costs, once each is known, and how late their entries are found."""
    gc.freeze()  # as a bot does when it starts
    async with following_feeds(folder, range(1, count + 1), speed, None) as bot:
        before = megabytes()
        bot.work.start()
        while await bot.database.read(not_looked_at):  # noqa: ASYNC110  # it tells nobody
            await asyncio.sleep(1)
        begins = bot.clock.monotonic()
        await bot.database.write(spread_over_an_hour, bot.clock.utcnow(), random.Random(1))
        bot.work.start()
        began, step = cpu(), LongestStep()
        with step.watched():
            await asyncio.sleep(farm.HOUR / speed)
        taken, held = cpu() - began, megabytes()
        looks = sum(at > moment(begins) for times in bot.fetcher.asked.values() for at in times)
        late = await bot.database.read(delays, bot.fetcher.asked, moment(begins))
    return {
        "core_share": taken / farm.HOUR,
        "extra_mb": held - before,
        "pause_ms": step.seconds * 1_000,
        "p50_delay_ratio": statistics.median(late) if late else 0.0,
        "looks": looks,
        "found": len(late),
    }


def not_looked_at(connection: Connection) -> int:
    """How many feeds have not been looked at."""
    query = select(func.count()).select_from(feed).where(feed.c.looked_at.is_(None))
    return connection.execute(query).scalar_one()


def spread_over_an_hour(connection: Connection, now: datetime, chance: random.Random) -> None:
    """Have every feed be looked at once an hour, at moments that are spread over it."""
    moments = [
        {"feed_id": one, "at": now + timedelta(seconds=chance.uniform(0, farm.HOUR))}
        for one in connection.execute(select(feed.c.id)).scalars()
    ]
    its = update(feed).where(feed.c.id == bindparam("feed_id"))
    hourly = {"interval": round(farm.HOUR), "new_entry_at": now}
    connection.execute(its.values(next_at=bindparam("at"), **hourly), moments)


def moment(seconds: float) -> datetime:
    """A moment of the clock."""
    return farm.BEGAN + timedelta(seconds=seconds)


def delays(connection: Connection, asked: Mapping[str, Sequence[datetime]], since: datetime) -> list[float]:
    """For each entry published and found after ``since``: the time from its publication to the look that
    found it, by the time from the look before to that one.
    """
    query = select(feed_entry.c.feed_id, feed_entry.c.published, feed_entry.c.first_seen_at)
    late = []
    for feed_id, published, seen in connection.execute(query.where(feed_entry.c.published >= since)):
        looks = [at for at in asked[farm.host(feed_id)] if at <= seen]
        if len(looks) > 1:
            late.append((seen - published) / (looks[-1] - looks[-2]))
    return late


async def unchanged(folder: Path, data: Path | None) -> float:
    """The CPU of a look at a feed that has not changed, by that of feedparser reading it."""
    kinds = [one for one in range(1, UNCHANGED_AMONG) if not farm.kind_of(one).changes]
    async with following_feeds(folder, kinds, 1.0, data) as bot:
        looks = []
        for _ in range(ROUNDS + 1):  # the first look reads each feed
            await bot.database.write(make_due, bot.clock.utcnow())
            began = cpu()
            for number in kinds:
                await bot.feeds.run(number)
            looks.append(cpu() - began)
    real = stored_feeds(data) if data else []
    began = cpu()
    for number in kinds:
        feedparser.parse(real[number % len(real)] if real else farm.document(number, 0))
    return min(looks[1:]) / (cpu() - began)


def make_due(connection: Connection, now: datetime) -> None:
    """Have every feed be due now."""
    connection.execute(update(feed).values(next_at=now))
