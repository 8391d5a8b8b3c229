"""All background work of a bot: starts, schedules and stops its reconcilers."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterable
from typing import Any

from bot.jobs.health import Health
from bot.jobs.kinds import Due
from bot.jobs.reconciler import Reconciler


class Worker:
    """Holds one reconciler for each kind of work. The database calls :meth:`schedule` after each commit."""

    def __init__(self) -> None:
        self._reconcilers: dict[str, Reconciler[Any]] = {}
        self._started = False
        self._stopped = False
        # Background work must not run in the context of the event that starts it.
        self._context = contextvars.copy_context()

    def add(self, *reconcilers: Reconciler[Any]) -> None:
        """Add reconcilers, at most one of each kind."""
        for one in reconcilers:
            assert one.job not in self._reconcilers, f"there is a reconciler for {one.job} already"
            self._reconcilers[one.job] = one

    def start(self) -> None:
        """Start all work once the platform is reachable; if it has started, read pending keys again.

        Do nothing after :meth:`stop`: an event that came before it may be handled later.
        """
        if self._stopped:
            return
        self._started = True
        for one in self._reconcilers.values():
            self._context.run(one.start)

    def schedule(self, due: Iterable[Due]) -> None:
        """Work on keys that a commit made due. Before the start do nothing: it reads them from rows."""
        if self._started:
            for job, key in due:
                if job in self._reconcilers:
                    self._reconcilers[job].schedule(key)

    @property
    def health(self) -> list[Health]:
        """The health of each kind of work."""
        return [one.health for one in self._reconcilers.values()]

    async def stop(self) -> None:
        """Stop all work for good. The next start of the bot finds in rows what is left to do."""
        self._stopped = True
        await asyncio.gather(*(one.stop() for one in self._reconcilers.values()))
