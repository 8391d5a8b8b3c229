"""A clock that stands still until a test sets it."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

from bot.jobs.clock import SystemClock

_MOMENT = 0.2


class SteppedClock:
    """Time passes by :meth:`advance` alone; whoever waits for a moment that has come goes on."""

    def __init__(self) -> None:
        self._now = 1_000.0
        self._start = datetime(2026, 1, 1, tzinfo=UTC)
        self._waiting: dict[asyncio.Event, float] = {}
        self.waits: list[float | None] = []
        """How many seconds each wait asked for, in order."""

    def monotonic(self) -> float:
        """Seconds that were stepped so far."""
        return self._now

    def utcnow(self) -> datetime:
        """The time of day, as far as it was stepped."""
        return self._start + timedelta(seconds=self._now)

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait for ``event``, or for the moment ``seconds`` from now."""
        self.waits.append(seconds)
        passed = asyncio.Event()
        if seconds is not None:
            self._waiting[passed] = self._now + seconds
            if seconds <= 0:
                passed.set()
        waits = [asyncio.ensure_future(one.wait()) for one in (event, passed)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()
            self._waiting.pop(passed, None)

    @property
    def asleep(self) -> float | None:
        """In how many seconds the first of those who wait goes on, or None where none waits for a moment."""
        return min(self._waiting.values()) - self._now if self._waiting else None

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, and let everything that becomes due get as far as it can."""
        self._now += seconds
        for passed, moment in list(self._waiting.items()):
            if moment <= self._now:
                passed.set()
        await settle()


async def settle() -> None:
    """Let every task that can go on do so."""
    for _ in range(50):
        await asyncio.sleep(0)


class FastClock:
    """The machine's clock, ``speed`` times as fast: what waits for minutes waits for moments."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._ahead = 0.0
        self._waiting: set[asyncio.Event] = set()

    @property
    def speed(self) -> float:
        """How many of its seconds pass in one."""
        return self._speed

    @speed.setter
    def speed(self, speed: float) -> None:
        self._ahead = self.monotonic() - time.monotonic() * speed
        self._speed = speed
        for event in self._waiting:
            event.set()  # whoever waits looks at the clock again

    def monotonic(self) -> float:
        """Seconds, each of which takes a part of one."""
        return time.monotonic() * self._speed + self._ahead

    def utcnow(self) -> datetime:
        """The time of day, at its own pace."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait until ``event`` is set, or until so many of the clock's seconds have passed.

        A moment passes without a timer: the simulated Discord lets none fire while a command runs.
        """
        if seconds is not None and self._speed > 1 and seconds / self._speed < _MOMENT:
            until = self.monotonic() + seconds
            while not event.is_set() and self.monotonic() < until:  # noqa: ASYNC110  # no event tells of it
                await asyncio.sleep(0)
            return
        self._waiting.add(event)
        try:
            await SystemClock().wait(event, None if seconds is None else seconds / self._speed)
        finally:
            self._waiting.discard(event)


class PassingClock(SystemClock):
    """Whoever waits goes on at once, that much later."""

    def __init__(self) -> None:
        self.waits: list[float | None] = []
        """How many seconds each wait asked for, in order."""
        self._passed = 0.0

    def monotonic(self) -> float:
        """Seconds that passed so far."""
        return self._passed

    def pass_by(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        self._passed += seconds

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Go on at once."""
        self.waits.append(seconds)
        self.pass_by(seconds or 0.0)
