"""All background work of a bot: started once, told what commits brought, stopped together."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterable
from typing import Any

from bot.jobs.health import Health
from bot.jobs.kinds import Due
from bot.jobs.reconciler import Reconciler


class Worker:
    """Holds one reconciler for each kind of work. Made before they are, as the database reports to it."""

    def __init__(self) -> None:
        self._reconcilers: dict[str, Reconciler[Any]] = {}
        self._started = False
        # Not that of the event which starts it: background work is no part of what started it.
        self._context = contextvars.copy_context()

    def add(self, *reconcilers: Reconciler[Any]) -> None:
        """Take these in; each is the only one of its kind."""
        for one in reconcilers:
            assert one.job not in self._reconcilers, f"there is a reconciler for {one.job} already"
            self._reconcilers[one.job] = one

    def start(self) -> None:
        """The platform is there: begin, or where it has begun already, read again what is pending."""
        self._started = True
        for one in self._reconcilers.values():
            self._context.run(one.start)

    def schedule(self, due: Iterable[Due]) -> None:
        """A commit made these keys due. Before the start there is nothing to do: it reads them from rows."""
        if self._started:
            for job, key in due:
                self._reconcilers[job].schedule(key)

    @property
    def health(self) -> list[Health]:
        """How each kind of work is doing."""
        return [one.health for one in self._reconcilers.values()]

    async def stop(self) -> None:
        """Stop all work. What is owed is rows, and found by the next start."""
        await asyncio.gather(*(one.stop() for one in self._reconcilers.values()))
