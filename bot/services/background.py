"""Work that goes on beside everything else; what an error ends is started again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Iterator
from functools import partial
from typing import TypeVar

from bot.domain.errors import TertuliaError
from bot.jobs.faults import where
from bot.storage import task_faults
from bot.storage.database import Database

_log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
LONGEST_RETRY = 300.0
"""Seconds before work that an error ended is started again; doubled from the first to the longest."""

Work = Callable[[], Awaitable[object]]
Item = TypeVar("Item")


class Supervisor:
    """Runs background tasks. How often each failed by a fault of the program's is stored in the database, so
    that another process can tell; a supervisor knows nothing else, and each service has its own.
    """

    def __init__(self, database: Database, retry: float = RETRY_SECONDS) -> None:
        self._database = database
        self._retry = retry

    async def forget(self) -> None:
        """Count anew: the bot starts."""
        await self._store(task_faults.forget)

    def start(self, work: Work, name: str, about: str = "") -> asyncio.Task[None]:
        """Do ``work`` in a task called ``name``, and again whenever it raises, until it returns.

        ``about`` says in the log what this work in particular is about.
        """
        return asyncio.create_task(self._until_done(work, name, about), name=f"{name} {about}".strip())

    async def attempt(self, work: Work, name: str, about: str = "") -> bool:
        """Do ``work`` once, as a part of the task ``name``; gives whether it was done.

        What it raises is logged, and counted where it is a fault of the program's.
        """
        called = f"{name} ({about})" if about else name
        try:
            await work()
        except TertuliaError as failure:
            _log.warning("%s could not be done and is tried again: %s", called, failure)
        except Exception as fault:  # the supervisor: nothing above it could go on with the work
            _log.critical("%s has ended by a fault and is tried again", called, exc_info=fault)
            await self._store(partial(task_faults.note, name=name, detail=where(fault)))
        else:
            return True
        return False

    async def attempt_each(
        self,
        items: Iterable[Item],
        work: Callable[[Item], Awaitable[object]],
        name: str,
        about: Callable[[Item], str],
    ) -> list[Item]:
        """:meth:`attempt` ``work`` with each of them; gives those with which it was not done."""
        return [one for one in items if not await self.attempt(partial(work, one), name, about(one))]

    async def _until_done(self, work: Work, name: str, about: str) -> None:
        clock, delay = asyncio.get_running_loop().time, self._retry
        started = clock()
        while not await self.attempt(work, name, about):
            if clock() - started > LONGEST_RETRY:
                delay = self._retry  # it went well for a while
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_RETRY)
            started = clock()

    async def _store(self, change: Callable[..., Awaitable[None]]) -> None:
        try:
            await self._database.write(change)
        except Exception as failure:  # the supervisor: work goes on where its faults cannot be counted
            _log.warning("How often tasks failed cannot be stored: %s", failure)


@contextlib.contextmanager
def put_back(restore: Callable[[], object]) -> Iterator[None]:
    """Call ``restore`` where the block raises: what was taken to be done is there for the next attempt."""
    with contextlib.ExitStack() as stack:
        stack.callback(restore)
        yield
        stack.pop_all()


async def woken(event: asyncio.Event, seconds: float | None) -> None:
    """Wait until ``event`` is set, but for so many seconds at most; None is for however long it takes."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(event.wait(), seconds)


async def stop(*tasks: asyncio.Task[None] | None) -> None:
    """Cancel tasks, as far as they were started, and wait until they have ended, by a fault too."""
    started = [task for task in tasks if task is not None]
    for task in started:
        task.cancel()
    if started:
        await asyncio.wait(started)
