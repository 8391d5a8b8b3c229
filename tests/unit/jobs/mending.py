"""A reconciler for tests: what is broken and whose turn it is are told to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from bot.domain.errors import Refused, TertuliaError
from bot.domain.message import Message
from bot.jobs.backoff import Backoff
from bot.jobs.kinds import Job
from bot.jobs.reconciler import Reconciler
from tests.clock import SteppedClock, settle

Key = tuple[str, int]


class Mending(Reconciler[Key]):
    """Mends what ``broken`` holds; keys of one server share a lane."""

    job = Job.MIRROR
    backoff = Backoff(first=2.0, longest=8.0)
    concurrency = 3
    per_lane = 2

    def __init__(self, clock: SteppedClock, pace: float = 0.0) -> None:
        super().__init__(clock, pace=pace)
        self.broken: set[Key] = set()
        self.runs: list[Key] = []
        self.errors: dict[Key, Exception] = {}
        self.again: dict[Key, float] = {}
        self.gates: dict[Key, asyncio.Event] = {}
        self.at_work: Counter[str] = Counter()
        self.most_at_work: Counter[str] = Counter()
        self.left: dict[Key, str] = {}
        self.faults: list[str] = []
        self.failing: dict[Key, tuple[str, bool]] = {}
        self.unstorable: Exception | None = None
        self.names: dict[str, str] = {}
        self.reads = 0
        self.unreadable: Exception | None = None

    async def pending(self) -> Iterable[Key]:
        self.reads += 1
        if self.unreadable:
            raise self.unreadable
        return sorted(self.broken)

    async def work(self, key: Key) -> float | None:
        self.runs.append(key)
        self.at_work[key[0]] += 1
        self.most_at_work[key[0]] = max(self.most_at_work[key[0]], self.at_work[key[0]])
        try:
            if gate := self.gates.get(key):
                await gate.wait()
            if error := self.errors.get(key):
                raise error
        finally:
            self.at_work[key[0]] -= 1
        self.broken.discard(key)
        return self.again.pop(key, None)

    def lane(self, key: Key) -> str:
        return self.names.get(key[0], key[0])

    def gives_up(self, failure: TertuliaError) -> bool:
        return isinstance(failure, Refused)

    async def given_up(self, key: Key, failure: TertuliaError) -> None:
        self.left[key] = str(failure)

    async def store_fault(self, detail: str) -> None:
        self.faults.append(detail)
        if self.unstorable:
            raise self.unstorable

    async def store_failure(self, key: Key, reason: Message | None, *, given_up: bool = False) -> None:
        if self.unstorable:
            raise self.unstorable
        if reason is None:
            del self.failing[key]
        else:
            self.failing[key] = (str(reason), given_up)


@asynccontextmanager
async def running(mending: Mending) -> AsyncIterator[Mending]:
    mending.start()
    await settle()
    try:
        yield mending
    finally:
        await mending.stop()
