"""Forgets the feeds that servers follow no longer, once that cannot be undone any more."""

from __future__ import annotations

from collections.abc import Iterable

from bot.database.stored_reconciler import StoredReconciler
from bot.feeding import following_store as followings
from bot.jobs.kinds import Job
from bot.posting.remove_card import UNDO_FOR


class RemovedFeedWorker(StoredReconciler[int]):
    """Its keys are followings."""

    job = Job.REMOVED_FEED
    concurrency = 1

    async def pending(self) -> Iterable[int]:
        """Return the followings that were removed."""
        return await self._database.read(followings.removed)

    async def work(self, key: int) -> float | None:
        """Delete what is left of a following, if its time has come."""
        found = await self._database.read(followings.removed_at, key)
        if found is None:
            return None  # it was put back, or is gone
        left = (found[1] + UNDO_FOR - self._clock.utcnow()).total_seconds()
        if left > 0:
            return left
        await self._database.write(followings.forget, key)
        return None
