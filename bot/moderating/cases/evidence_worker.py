"""Erases evidence that has outlived its comment for long enough, and emptied cases that are over."""

from __future__ import annotations

from datetime import timedelta

from bot.database import case_erasure as erasures
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.jobs.clock import Clock
from bot.jobs.kinds import ALL_EVIDENCE, Job

COUNTS_FOR = timedelta(days=365)
"""After this long a warning, a kick or a note that was emptied has expired."""


class EvidenceWorker(StoredReconciler[int]):
    """Works on all cases at once, under one key."""

    job = Job.EVIDENCE
    concurrency = 1
    reads_every = timedelta(days=1).total_seconds()

    def __init__(self, clock: Clock, database: Database, term: timedelta) -> None:
        """``term``: how long evidence is kept after its comment was deleted."""
        super().__init__(clock, database)
        self._term = term

    async def pending(self) -> list[int]:
        """The one key: there may always be something that is over."""
        return [ALL_EVIDENCE]

    async def work(self, key: int) -> None:
        """Erase what is to be erased by now."""
        await self._database.write(self._erase)

    def _erase(self, connection: Connection) -> None:
        now = self._clock.utcnow()
        erasures.drop_evidence(connection, erasures.outlived(connection, now - self._term))
        erasures.drop(connection, erasures.over(connection, now, now - COUNTS_FOR))
