"""What storing a message costs in the process itself, without Discord, by how many are stored together."""

from __future__ import annotations

import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import stock
from benchmarks.bots import TEXT
from bot.database.engine import Database, open_database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Author
from bot.domain.events import MessagePosted, first_snowflake
from bot.gathering.event_queue import EventQueue
from bot.jobs.clock import SystemClock
from bot.jobs.metrics import NO_METRICS, Metrics

LIMITS = {1: 1_500.0, 50: 70.0, 300: 50.0}
"""Microseconds of CPU for each message, by the size of its group."""
MESSAGES = {1: 200, 50: 3_000, 300: 6_000}


class Thread:
    """People say one thing after another in the thread of a discussion."""

    def __init__(self, queue: EventQueue, thread_id: int) -> None:
        self._queue = queue
        self._thread_id = thread_id
        self._next = first_snowflake(datetime.now(UTC))

    async def say(self, messages: int, size: int) -> float:
        """Store that many messages in groups of ``size``; gives the seconds of CPU for each."""
        before = time.process_time()
        for _ in range(messages // size):
            await self.say_at_once(size)
        return (time.process_time() - before) / messages

    async def say_at_once(self, messages: int) -> None:
        """Let that many messages wait at once; return once all are stored."""
        for _ in range(messages):
            self._next += 1024
            author = Author(77, "Emma", "https://cdn.example/emma.png")
            text = TEXT.format(number=self._next)
            said = MessagePosted(self._next, self._thread_id, author, False, text, None, None, ())
            self._queue.enqueue(said)
        await self._queue.store_page(None)


@asynccontextmanager
async def queue_of(database: Database, metrics: Metrics = NO_METRICS) -> AsyncIterator[EventQueue]:
    """The queue of a bot that takes what is said, without the rest of the bot."""
    rooms = RoomIndex(database)
    await rooms.load()
    tracker = GapTracker(database, rooms)
    async with EventQueue(SystemClock(), database, rooms, Door(), tracker, metrics) as queue:
        yield queue


async def measure(folder: Path, rounds: int, metrics: Metrics = NO_METRICS) -> dict[int, float]:
    """The median of microseconds for a message by the size of its group, all sizes taking turns."""
    (held,) = stock.held(1, 1_000, [2_000], seed=1)
    await stock.store(folder / "storing.sqlite3", [held])
    database = await open_database(folder / "storing.sqlite3", metrics=metrics)
    taken: dict[int, list[float]] = {size: [] for size in LIMITS}
    try:
        async with queue_of(database, metrics) as queue:
            thread = Thread(queue, held.card_id)
            await thread.say(600, 50)  # what is only done once is not measured
            for _ in range(rounds):
                for size, messages in MESSAGES.items():
                    taken[size].append(await thread.say(messages, size))
    finally:
        await database.close()
    return {size: 1_000_000 * statistics.median(seconds) for size, seconds in taken.items()}
