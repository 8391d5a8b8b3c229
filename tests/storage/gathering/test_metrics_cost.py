"""What counting costs a comment: docs/metrics.md says how many numbers are kept for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

import pytest

from bot.database.engine import Database, open_database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.room_index import RoomIndex
from bot.domain.events import MessagePosted
from bot.gathering.event_queue import EventQueue
from bot.jobs.clock import SystemClock
from bot.jobs.metrics import KINDS, Counted, Observed
from tests.storage.discussed import EMMA, NEWS, a_post

THREAD = 500


class Calls:
    """Keeps how often it was called for what."""

    def __init__(self) -> None:
        self.made: Counter[Counted | Observed] = Counter()
        self.counted: Counter[StrEnum] = Counter()

    def count(self, what: Counted, kind: StrEnum, number: int = 1) -> None:
        assert kind in KINDS[what]
        self.made[what] += 1
        self.counted[kind] += number

    def observe(self, what: Observed, value: float) -> None:
        assert value >= 0
        self.made[what] += 1


@pytest.fixture
def calls() -> Calls:
    return Calls()


@pytest.fixture
async def database(path: Path, calls: Calls) -> AsyncIterator[Database]:
    opened = await open_database(path, metrics=calls)
    yield opened
    await opened.close()


@pytest.mark.parametrize("comments", [1, 50])
async def test_a_comment_costs_one_increment_and_its_group_a_few(
    database: Database, calls: Calls, comments: int
) -> None:
    await a_post(database, NEWS, "p", thread_id=THREAD)
    rooms = RoomIndex(database)
    await rooms.load()
    tracker = GapTracker(database, rooms)
    async with EventQueue(SystemClock(), database, rooms, Door(), tracker, calls) as queue:
        await queue.store_page(None)
        calls.made.clear()
        for number in range(comments):
            said = MessagePosted(1_000 + number, THREAD, EMMA, False, "Twelve million?", None, None, ())
            queue.enqueue(said)
        await queue.store_page(None)
        made = dict(calls.made)
    in_all = {Counted.COMMENTS: 1, Observed.COMMIT: 1, Observed.GROUP: 1}
    assert made == {Counted.EVENTS: comments, **in_all}
    assert (calls.counted["message"], calls.counted["thread"]) == (comments, comments)
