"""Reading the pages of posted articles again, each at its time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import DUE_CHECKS, Job
from bot.posting.pages import page_check_store as checks
from bot.posting.pages.corrections import Corrections

AHEAD = timedelta(hours=1)
"""How far ahead times are kept in memory; later ones stay in the database until then."""


class PageCheckWorker(StoredReconciler[int]):
    """Its keys are articles. Under ``DUE_CHECKS`` it reads which are due within the hour, and works on that
    key again when the first of the later ones is due: it wakes for nothing else.
    """

    job = Job.PAGE_CHECK
    backoff = Backoff(first=60.0, longest=3_600.0)
    concurrency = 2  # nobody waits for it, and pages are read by the same workers as those that people post

    def __init__(self, clock: Clock, database: Database, corrections: Corrections) -> None:
        super().__init__(clock, database)
        self._corrections = corrections

    async def pending(self) -> Iterable[int]:
        """Return the key under which the articles are read."""
        return (DUE_CHECKS,)

    async def work(self, key: int) -> float | None:
        """Read an article's pages again, if that is due. Returns the seconds until it is due again."""
        if key == DUE_CHECKS:
            return await self._read_due()
        next_at = await self._corrections.check(key)
        if next_at is None:
            return None
        left = self._left(next_at)
        if left <= AHEAD.total_seconds():
            return left
        self.schedule(DUE_CHECKS, after=left)
        return None

    async def _read_due(self) -> float | None:
        soon, later = await self._database.read(_due, self._clock.utcnow() + AHEAD)
        for article_id, next_at in soon.items():
            self.schedule(article_id, after=self._left(next_at))
        return None if later is None else self._left(later)

    def _left(self, moment: datetime) -> float:
        return max(0.0, (moment - self._clock.utcnow()).total_seconds())


def _due(connection: Connection, until: datetime) -> tuple[dict[int, datetime], datetime | None]:
    return checks.due(connection, until), checks.next_after(connection, until)
