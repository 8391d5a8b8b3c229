"""A background worker that makes the outside match the database, one key at a time."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Hashable, Iterable
from typing import Any, ClassVar, Generic, TypeVar

from bot.domain.errors import StorageFailed, TertuliaError
from bot.domain.message import Message
from bot.jobs.backoff import Backoff, RateLimit
from bot.jobs.clock import Clock
from bot.jobs.faults import where
from bot.jobs.health import Health
from bot.jobs.kinds import Job
from bot.jobs.outcomes import Outcomes
from bot.jobs.queue import FairQueue
from bot.jobs.reasons import PENDING
from bot.jobs.supervisor import stop

_log = logging.getLogger(__name__)

Key = TypeVar("Key", bound=Hashable)


class Reconciler(ABC, Generic[Key]):
    """Level-triggered: :meth:`pending` reads from rows which keys are out of date, and :meth:`work` brings
    one up to date, whatever happened to it since.

    Different keys are worked on side by side, one key never twice at a time. A key that fails is retried with
    backoff and holds up no other. Nothing is polled: keys come from :meth:`schedule`, which the database
    calls after a commit, and from :meth:`resync`.
    """

    job: ClassVar[Job]
    backoff: ClassVar[Backoff] = Backoff(first=2.0, longest=300.0)
    concurrency: ClassVar[int] = 5
    """Keys worked on at a time."""
    per_lane: ClassVar[int] = 5
    """Keys of one lane worked on at a time."""
    reads_every: ClassVar[float | None] = None
    """Seconds after which pending keys are read again, if time alone makes keys pending."""

    def __init__(self, clock: Clock, *, pace: float = 0.0) -> None:
        """``pace`` is the minimum of seconds between two runs of one key."""
        self._clock = clock
        self._pace = pace
        self._queue: FairQueue[Key] = FairQueue(self.lane, self.per_lane)
        self._running: dict[Key, asyncio.Future[Exception | None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._repeat: set[Key] = set()
        self._failures: dict[Key, int] = {}
        self._retry_at: dict[Key, float] = {}
        """When to retry keys that were being worked on at the last resync, should they fail."""
        self._outcomes = Outcomes(self.job, clock)
        self._given_up: set[Key] = set()
        self._last_run: dict[Key, float] = {}
        self._reads_failed = 0
        self._resyncs = RateLimit(count=5, seconds=60.0)
        self._read_at: float | None = None
        self._changed = asyncio.Event()
        self._scheduler: asyncio.Task[None] | None = None

    # ------------------------------------------------------------------ what a subclass defines

    @abstractmethod
    async def pending(self) -> Iterable[Key]:
        """Read from rows the keys that are out of date. May raise a TertuliaError."""

    @abstractmethod
    async def work(self, key: Key) -> float | None:
        """Bring one key up to date. Returns the seconds after which to work on it again, or None.

        0.0 sends the key to the end of the line, so that work in pieces lets others have their turn.

        Raises:
            TertuliaError: it failed, and is retried unless :meth:`gives_up` says otherwise.
        """

    def lane(self, key: Key) -> Hashable:
        """What ``key`` shares with others: its server, say. Lanes take turns."""
        return None

    def gives_up(self, failure: TertuliaError) -> bool:
        """Whether ``failure`` will not pass by itself. Its key is then left alone until something changes."""
        return False

    async def given_up(self, key: Key, failure: TertuliaError) -> None:
        """Store why ``key`` was given up, where people can see it. May raise a TertuliaError."""

    async def store_fault(self, detail: str) -> None:
        """Store a fault of the program, for other processes to show. May raise."""

    async def store_failure(self, key: Key, reason: Message | None, *, given_up: bool = False) -> None:
        """Store why ``key`` failed, or None once it works, for other processes to show. May raise."""

    def start(self) -> None:
        """Start; if it has started already, read pending keys again."""
        if self._scheduler is None or self._scheduler.done():
            self._scheduler = asyncio.create_task(self._schedule(), name=self.job)
        self.resync()

    def resync(self) -> None:
        """Read pending keys and retry failed ones, as the outside may be reachable again. Calls are limited,
        so that they do not undo the backoff: Discord blocks a bot that it has to refuse too often.
        """
        now = self._clock.monotonic()
        due = now + self._resyncs.take(now)
        for key in self._failures:
            self._queue.put(key, due)
        self._failures.clear()
        self._retry_at = dict.fromkeys(self._running, due)
        self._read_at = due
        self._changed.set()

    def schedule(self, key: Key, after: float = 0.0) -> None:
        """Work on ``key`` in ``after`` seconds. If it is being retried, its next attempt keeps its time; if
        it is being worked on, it is worked on once more.
        """
        if key in self._running and not after:
            self._repeat.add(key)
        elif key in self._running or key not in self._failures:
            now = self._clock.monotonic()
            self._queue.put(key, max(now + after, self._last_run.get(key, -self._pace) + self._pace))
            self._changed.set()

    async def run(self, key: Key) -> None:
        """Work on ``key`` now and wait for it. If an attempt is under way that began after the key was last
        scheduled, wait for that attempt instead.

        Raises:
            TertuliaError: it failed, and is retried in the background.
        """
        while under_way := self._running.get(key):
            outdated = key in self._repeat
            await asyncio.wait([under_way])
            if not outdated and not under_way.cancelled():
                if failure := under_way.result():
                    raise failure
                return
        self._running[key] = done = asyncio.get_running_loop().create_future()
        try:
            await self._once(key)
        except Exception as error:
            await self._failed(key, error)
            done.set_result(error)
            raise
        else:
            done.set_result(None)
        finally:
            done.cancel()
            self._finished(key)

    def reason(self, key: Key) -> Message | None:
        """Why the last attempt at ``key`` failed, or None."""
        return self._outcomes.reason(key)

    @property
    def keys(self) -> set[Key]:
        """Keys that wait or are being worked on."""
        return {*self._queue, *self._running}

    @property
    def health(self) -> Health:
        """The health of this kind of work."""
        backlog = len(self._queue) + sum(key not in self._queue for key in self._running)
        ended = self._scheduler is not None and self._scheduler.done() and not self._scheduler.cancelled()
        return self._outcomes.health(backlog, len(self._failures), len(self._given_up), ended=ended)

    async def stop(self) -> None:
        """Cancel all attempts and wait until they have ended. The next start finds what is left to do."""
        if self._scheduler is not None:
            self._tasks.add(self._scheduler)
        await stop(*self._tasks)

    async def _schedule(self) -> None:
        while True:
            self._changed.clear()
            now = self._clock.monotonic()
            if self._read_at is not None and self._read_at <= now:
                await self._read_pending()
            while len(self._running) < self.concurrency and (key := self._next(now)) is not None:
                self._begin(key)
            await self._clock.wait(self._changed, self._seconds_left(now))

    def _next(self, now: float) -> Key | None:
        """The next key that is due and is not being worked on."""
        while (key := self._queue.take(now)) is not None and key in self._running:
            self._queue.give_back(key)
            self._repeat.add(key)
        return key

    def _begin(self, key: Key) -> None:
        task = asyncio.create_task(self._attempt(key), name=f"{self.job} {key}")
        self._running[key] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _seconds_left(self, now: float) -> float | None:
        """Seconds until a key or a read becomes due, or None if neither has a time."""
        due = [self._read_at] if self._read_at is not None else []
        if len(self._running) < self.concurrency and (first := self._queue.next_due()) is not None:
            due.append(first)
        return max(0.0, min(due) - now) if due else None

    async def _read_pending(self) -> None:
        self._read_at, again = None, self.reads_every
        try:
            keys = list(await self.pending())
        except Exception as error:
            self._reads_failed += 1
            await self._note(error, PENDING)
            keys, again = [], self.backoff.delay(self._reads_failed) or self.backoff.longest
        else:
            self._reads_failed = 0
            self._outcomes.works(PENDING)
        if again is not None:
            at = self._clock.monotonic() + again  # a resync may have come meanwhile
            self._read_at = at if self._read_at is None else min(at, self._read_at)
        for key in keys:
            self.schedule(key)

    async def _attempt(self, key: Key) -> Exception | None:
        """Make one attempt in the background. Returns what it raised."""
        try:
            await self._once(key)
        except Exception as error:
            await self._failed(key, error)
            return error
        else:
            return None
        finally:
            self._queue.give_back(key)
            self._finished(key)

    async def _once(self, key: Key) -> None:
        self._repeat.discard(key)
        self._retry_at.pop(key, None)
        if self._pace:
            now = self._clock.monotonic()
            self._last_run = {known: at for known, at in self._last_run.items() if at > now - self._pace}
            self._last_run[key] = now
        self._outcomes.began(key)
        again = await self.work(key)
        self._failures.pop(key, None)
        self._given_up.discard(key)
        if self._outcomes.works(key):
            await self._try_to_store(self.store_failure(key, None))
        if again is not None:
            self._queue.put(key, self._clock.monotonic() + again)

    def _finished(self, key: Key) -> None:
        del self._running[key]
        if key in self._repeat:
            self._repeat.discard(key)
            self.schedule(key)
        self._changed.set()

    async def _failed(self, key: Key, error: Exception) -> None:
        """Schedule a retry, or give the key up."""
        await self._note(error, key)
        failures = self._failures.pop(key, 0) + 1
        self._given_up.discard(key)
        delay = self.backoff.delay(failures)
        if isinstance(error, TertuliaError):
            giving_up = delay is None or self.gives_up(error)
            await self._try_to_store(self.store_failure(key, error.message, given_up=giving_up))
            if giving_up:
                await self._give_up(key, error)
                return
        self._failures[key] = failures
        backed_off = self._clock.monotonic() + (self.backoff.longest if delay is None else delay)
        # It may have failed for a reason that was gone at a resync while it was under way.
        self._queue.reset(key, min(backed_off, self._retry_at.pop(key, backed_off)))

    async def _give_up(self, key: Key, failure: TertuliaError) -> None:
        _log.warning("%s: %s is left as it is: %s", self.job, key, failure)
        self._given_up.add(key)
        try:
            await self.given_up(key, failure)
        except Exception as error:
            await self._note(error, key)
            self._given_up.discard(key)
            self._failures[key] = 1
            self._queue.reset(key, self._clock.monotonic() + self.backoff.longest)

    async def _note(self, error: Exception, what: Hashable) -> None:
        """Keep an error for :attr:`health` and log it; store it if it is a fault of the program."""
        if self._outcomes.failed(what, error):
            await self._try_to_store(self.store_fault(where(error)))

    async def _try_to_store(self, storing: Awaitable[None]) -> None:
        try:
            await storing
        except StorageFailed as failure:
            _log.debug("%s: how it fares could not be stored: %s", self.job, failure)  # the database says why
        except Exception as failure:  # work goes on although nothing can be stored about it
            _log.warning("%s: how it fares could not be stored: %s", self.job, failure)
