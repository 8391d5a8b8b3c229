"""What all background work of the bot's has in common: its database."""

from __future__ import annotations

from functools import partial

from bot.database import task_fault_store as task_faults
from bot.database.engine import Database
from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.jobs.reconciler import Key, Reconciler


class StoredReconciler(Reconciler[Key]):
    """A reconciler of rows in the database. It stores there too, for ``doctor``, how it fares."""

    def __init__(self, clock: Clock, database: Database, *, pace: float = 0.0) -> None:
        super().__init__(clock, pace=pace)
        self._database = database

    async def store_fault(self, detail: str) -> None:
        """Count one more fault of this kind of work. May raise."""
        await task_faults.store(self._database, self.job, detail)

    async def store_failure(self, key: Key, reason: Message | None, *, given_up: bool = False) -> None:
        """Store why a key failed, or that it does no longer. May raise."""
        if reason is None:
            await self._database.write(task_faults.mend, name=self.job, key=str(key))
            return
        said = {one: Catalog.load().say(reason, one) for one in Language}
        failed = partial(task_faults.fail, name=self.job, key=str(key), reason=said, given_up=given_up)
        await self._database.write(failed)
