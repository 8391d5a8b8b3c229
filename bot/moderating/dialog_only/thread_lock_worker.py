"""Locks the threads of discussions in which members comment by dialog alone, and unlocks them again."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import dialog_only_store as dialog_only
from bot.domain.errors import BotLacks
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.discussion_state import ThreadState


class ThreadLockWorker(StoredReconciler[int]):
    """Its keys are posts."""

    job = Job.THREAD_LOCK
    concurrency = 2  # a server may have hundreds of threads, and what is said comes first

    def __init__(self, clock: Clock, database: Database, threads: ThreadState) -> None:
        super().__init__(clock, database)
        self._threads = threads

    async def pending(self) -> Iterable[int]:
        """The posts whose threads are not as they should be."""
        return await self._database.read(dialog_only.out_of_step)

    async def work(self, key: int) -> None:
        """Lock or unlock one thread. Where the bot may not, members' messages are held instead, and it is
        tried again once its permissions change; `/settings show` names what it lacks.

        Raises:
            PlatformFailed: that is not possible now.
        """
        with contextlib.suppress(BotLacks):
            await self._threads.follow_dialog_only(key)
