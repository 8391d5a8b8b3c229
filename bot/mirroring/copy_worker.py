"""Copies what hidden comments have attached, before their messages are taken down.

Downloads can take long: they hold up only the messages that they are about.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.history_port import History
from bot.discussion.stores import attachment_copies_store as copies
from bot.domain.discussion import Attachment
from bot.domain.errors import StorageFailed, TertuliaError
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

DOWNLOADS = 4
"""Files in memory at a time, of up to 10 MB each."""


class CopyWorker(StoredReconciler[int]):
    """Its keys are the ids of comments. What cannot be copied within some nine minutes counts as lost: a
    message that is to be taken down does not stand for ever because a file cannot be read.
    """

    job = Job.COPY
    backoff = Backoff(first=2.0, longest=60.0, attempts=14)

    def __init__(self, clock: Clock, database: Database, history: History) -> None:
        super().__init__(clock, database)
        self._history = history
        self._free = asyncio.Semaphore(DOWNLOADS)

    async def pending(self) -> Iterable[int]:
        """The hidden comments with attachments that are still to be copied."""
        return await self._database.read(copies.pending)

    async def work(self, key: int) -> None:
        """Copy what a comment has attached; what Discord holds no longer is lost.

        Raises:
            PlatformFailed: some of it cannot be read now.
        """
        missing = await self._database.read(copies.missing, key)
        outcomes = await asyncio.gather(*(self._copy(key, one) for one in missing), return_exceptions=True)
        for failure in outcomes:
            if failure is not None:
                raise failure

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Store that what was not copied is lost, unless it was the database that failed."""
        if isinstance(failure, StorageFailed):
            raise failure
        await self._database.write(copies.give_up, key)

    async def _copy(self, comment_id: int, attachment: Attachment) -> None:
        async with self._free:
            content = await self._history.download(attachment)
            if content is None:
                await self._database.write(copies.give_up, comment_id, attachment.id)
            else:
                await self._database.write(copies.keep, comment_id, attachment.id, content)
