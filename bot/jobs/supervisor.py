"""A task that goes on as long as the bot runs, and no reconciler: what an error ends is started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.domain.errors import TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.faults import where

_log = logging.getLogger(__name__)

BACKOFF = Backoff(first=1.0, longest=300.0)

Work = Callable[[], Awaitable[object]]


class Supervisor:
    """Runs one task called ``name``. ``store_fault`` is told what faults of the program's own it met."""

    def __init__(self, clock: Clock, name: str, store_fault: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._name = name
        self._store_fault = store_fault

    def start(self, work: Work) -> asyncio.Task[None]:
        """Do ``work`` in a task, and again whenever it raises, until it returns."""
        return asyncio.create_task(self._until_done(work), name=self._name)

    async def attempt(self, work: Work) -> bool:
        """Do ``work`` once; returns whether it was done. What it raises is logged, and a fault is stored."""
        try:
            await work()
        except TertuliaError as failure:
            _log.warning("%s could not be done and is tried again: %s", self._name, failure)
        except Exception as fault:
            _log.critical("%s has ended by a fault and is tried again", self._name, exc_info=fault)
            await self._store(where(fault))
        else:
            return True
        return False

    async def _until_done(self, work: Work) -> None:
        failures, began = 0, self._clock.monotonic()
        while not await self.attempt(work):
            # What went well for a while begins anew.
            failures = 1 if self._clock.monotonic() - began > BACKOFF.longest else failures + 1
            await self._clock.wait(asyncio.Event(), BACKOFF.delay(failures))
            began = self._clock.monotonic()

    async def _store(self, detail: str) -> None:
        try:
            await self._store_fault(detail)
        except Exception as failure:  # work goes on where its faults cannot be counted
            _log.warning("A fault of %s could not be stored: %s", self._name, failure)


async def stop(*tasks: asyncio.Task[None]) -> None:
    """Cancel tasks and wait until they have ended, however they do."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
