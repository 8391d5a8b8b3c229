"""What all background work of the bot's has in common: its database."""

from __future__ import annotations

from functools import partial

from bot.jobs.clock import Clock
from bot.jobs.reconciler import Key, Reconciler
from bot.storage import task_faults
from bot.storage.database import Database


class StoredReconciler(Reconciler[Key]):
    """A reconciler of rows in the database. It stores its faults there too, for ``doctor``."""

    def __init__(self, clock: Clock, database: Database, *, pace: float = 0.0) -> None:
        super().__init__(clock, pace=pace)
        self._database = database

    async def store_fault(self, detail: str) -> None:
        """Count one more fault of this kind of work. May raise."""
        await self._database.write(partial(task_faults.note, name=self.job, detail=detail))
