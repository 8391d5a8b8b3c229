"""Runs a task that is no reconciler for as long as the bot runs: after an error it is started again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.errors import TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.faults import where

_log = logging.getLogger(__name__)

BACKOFF = Backoff(first=1.0, longest=300.0)

Work = Callable[[], Awaitable[object]]


class Supervisor:
    """Runs one task called ``name``. ``store_fault`` stores the faults of the program that end it."""

    def __init__(self, clock: Clock, name: str, store_fault: Callable[[str], Awaitable[None]]) -> None:
        self._clock = clock
        self._name = name
        self._store_fault = store_fault
        self.is_faulting = False
        """Whether the last attempt ended by a fault of the program."""

    def start(self, work: Work) -> asyncio.Task[None]:
        """Run ``work`` in a task, again and again until it returns without an error."""
        return asyncio.create_task(self._until_done(work), name=self._name)

    async def attempt(self, work: Work) -> bool:
        """Run ``work`` once. Returns whether it succeeded; an error is logged, and a fault is stored too."""
        try:
            await work()
        except TertuliaError as failure:
            self.is_faulting = False
            _log.warning("%s could not be done and is tried again: %s", self._name, failure)
        except Exception as fault:
            self.is_faulting = True
            _log.critical("%s has ended by a fault and is tried again", self._name, exc_info=fault)
            await self._store(where(fault))
        else:
            self.is_faulting = False
            return True
        return False

    async def _until_done(self, work: Work) -> None:
        failures, began = 0, self._clock.monotonic()
        while not await self.attempt(work):
            failures = 1 if self._clock.monotonic() - began > BACKOFF.longest else failures + 1
            await self._clock.wait(asyncio.Event(), BACKOFF.delay(failures))
            began = self._clock.monotonic()

    async def _store(self, detail: str) -> None:
        try:
            await self._store_fault(detail)
        except Exception as failure:  # work goes on where its faults cannot be counted
            _log.warning("A fault of %s could not be stored: %s", self._name, failure)


async def stop(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks and wait until they have ended."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
