"""One database: a single writer that commits in groups, and readers on connections of their own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from functools import partial
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from bot.database import erasure_ledger as erasures
from bot.database.condition import Condition, need_room
from bot.database.connection import Connection, schedule
from bot.database.engine_in_use import (
    DatabaseBusy,
    DatabaseTaken,
    LedgerUnreachable,
    Writer,
    engine_of,
    is_full,
)
from bot.database.errors import failure_of, translate_errors
from bot.database.group_of_writes import Write, failed_alone, transaction
from bot.database.place import Place
from bot.database.revisions import bring_up_to_date
from bot.database.thread_reads import ThreadReads
from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message
from bot.jobs.kinds import Due
from bot.jobs.metrics import NO_METRICS, Metrics, Observed

__all__ = ["Connection", "Database", "open_database", "savepoint", "schedule"]

Given = ParamSpec("Given")
Result = TypeVar("Result")

GROUP = 100
"""Writes committed together at most: measured 73k rows/s against 3.4k with one commit each."""
READERS = 4
REFUSALS = (IntegrityError, DataError, ValueError, OverflowError)
"""What is raised of a row that the database does not take: it fails nobody else."""
_CLOSED = message("The database is closed.")


class Database:
    """The open database. Made by :func:`open_database`; close it, or the interpreter does not exit."""

    def __init__(
        self,
        writer: Writer,
        readers: ThreadReads,
        scheduled: Callable[[Iterable[Due]], None],
        metrics: Metrics,
        require_ledger: Callable[[], None],
    ) -> None:
        self._writer = writer
        self._readers = readers
        self._scheduled = scheduled
        self._metrics = metrics
        self._queue: asyncio.Queue[Write | None] = asyncio.Queue()
        self._writing = asyncio.create_task(self._commit_groups(), name="database writer")
        self._condition = Condition(partial(self.write, need_room), require_ledger)
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether the disk was full when something was last to be stored."""
        return self._condition.full

    @property
    def refusal(self) -> Message | None:
        """Why the database refused what it was last asked, or None. It is tried again every few seconds."""
        return self._condition.refusal

    @property
    def ledger_refusal(self) -> Message | None:
        """Why what was to be erased waits for the ledger of erasures, or None."""
        return self._condition.ledger_refusal

    @property
    def waiting(self) -> int:
        """Writes that wait for their turn."""
        return self._queue.qsize()

    async def write(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Run ``work(connection, ...)`` in the writer's transaction; return its result once it is committed.

        Work is done in the order of the calls, and what waits at the same time shares one commit; an error
        undoes only the work that raised it. It runs in another thread: it may use nothing that changes
        meanwhile, such as who may see what. It may be done, undone and done again: it changes nothing but
        what is stored.

        Raises:
            StorageFailed: the database is closed, busy, full or damaged, or cannot be written.
            sqlalchemy.exc.IntegrityError, sqlalchemy.exc.DataError: it refuses a row of this work.
        """
        done = asyncio.get_running_loop().create_future()
        write = Write(lambda connection: work(connection, *given, **named), done)
        self._require_open()
        self._queue.put_nowait(write)
        result: Result = await write.done
        return result

    async def read(
        self,
        work: Callable[Concatenate[Connection, Given], Result],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Run ``work(connection, ...)`` and return its result: all it reads is of one consistent state.

        It runs in another thread: it may use nothing that changes meanwhile, such as who may see what.

        Raises:
            StorageFailed: the database is closed, busy or damaged, or cannot be read.
        """
        self._require_open()
        began = perf_counter()
        try:
            with translate_errors():
                return await self._readers.run(lambda connection: work(connection, *given, **named))
        except DatabaseBusy:
            raise  # that one came at a bad moment: what else is asked may be answered
        except StorageFailed as failure:
            self._condition.refused(failure)
            raise
        finally:
            self._metrics.observe(Observed.READ, perf_counter() - began)

    async def stream(
        self,
        work: Callable[Concatenate[Connection, Given], Iterator[Result]],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> AsyncGenerator[Result, None]:
        """Give what ``work(connection, ...)`` yields, in the way of :meth:`read`. Close it to end it early.

        Raises:
            StorageFailed: as :meth:`read`.
        """
        self._require_open()
        with translate_errors():
            each = self._readers.each(lambda connection: work(connection, *given, **named))
            async with contextlib.aclosing(each):
                async for result in each:
                    yield result

    async def close(self) -> None:
        """Commit what waits, then close every connection."""
        self._closed = True
        self._condition.close()
        self._queue.put_nowait(None)
        await asyncio.gather(self._writing, return_exceptions=True)
        await self._writer.close()
        await asyncio.to_thread(self._readers.close)

    def _require_open(self) -> None:
        if self._closed or self._writing.done():
            raise StorageFailed(_CLOSED)

    async def _commit_groups(self) -> None:
        group: list[Write] = []
        try:
            while (write := await self._queue.get()) is not None:
                group = [write]
                while len(group) < GROUP and not self._queue.empty():
                    if (following := self._queue.get_nowait()) is None:
                        self._queue.put_nowait(None)
                        break
                    group.append(following)
                await self._commit(group)
        finally:
            # However it ends: nobody waits for an answer that never comes.
            while not self._queue.empty():
                group += filter(None, [self._queue.get_nowait()])
            for write in group:
                write.answer(StorageFailed(_CLOSED))

    async def _commit(self, group: list[Write], *, apart: bool = False) -> None:
        """Commit the work of a group. ``apart``: each has a savepoint, which costs more than most work does,
        so it is done without them first.
        """
        outcomes: list[Any] = []
        # Whatever ends the transaction is told to those whose work was in it: the writer goes on.
        work = partial(transaction, group=group, outcomes=outcomes, apart=apart)
        began = perf_counter()
        [due] = await asyncio.gather(self._writer.run(work), return_exceptions=True)
        if len(group) > 1 and not apart and outcomes and failed_alone(outcomes[-1]):
            await self._commit(group, apart=True)
            return
        if isinstance(due, LedgerUnreachable) and len(group) > 1:
            for write in group:  # only what erases something has to wait
                await self._commit([write])
            return
        self._metrics.observe(Observed.COMMIT, perf_counter() - began)
        self._metrics.observe(Observed.GROUP, len(group))
        if isinstance(due, BaseException):
            outcomes = [due] * len(group)
            if isinstance(due, DatabaseTaken | LedgerUnreachable):
                self._condition.refused(due)
        else:
            self._scheduled(due)
        for outcome in outcomes:
            if isinstance(outcome, BaseException) and (failure := failure_of(outcome)):
                full = isinstance(outcome, DBAPIError) and is_full(outcome.orig)
                self._condition.refused(failure, full=full)
        for write, outcome in zip(group, outcomes, strict=True):
            write.answer(outcome)


def savepoint(connection: Connection, work: Callable[[Connection], None]) -> Exception | None:
    """Run ``work`` so that a row the database refuses undoes that work alone; gives the refusal, if any.

    Raises:
        sqlalchemy.exc.DBAPIError: the database itself failed: nothing of the transaction can be kept.
    """
    savepoint = connection.begin_nested()
    try:
        work(connection)
    except REFUSALS as refusal:
        savepoint.rollback()
        return refusal
    savepoint.commit()
    return None


def _schedule_nothing(due: Iterable[Due]) -> None:
    """For commands that run no background work: the bot finds it in the rows."""


async def open_database(
    place: Place,
    scheduled: Callable[[Iterable[Due]], None] = _schedule_nothing,
    metrics: Metrics = NO_METRICS,
    *,
    alone: bool = False,
) -> Database:
    """Bring the database at ``place`` to the program's schema, making it where there is none, and open it.

    ``scheduled`` is called after each commit with the work that it made due. ``alone``: this is the bot,
    and there may be one for the database.

    Raises:
        StorageFailed: it or its ledger of erasures cannot be opened, or it cannot be migrated or was made by
            a newer program; it is left as it was.
    """
    engine = engine_of(place)
    await asyncio.to_thread(engine.require_ledger)
    await bring_up_to_date(place)
    with translate_errors():
        writer = await engine.writing(alone=alone)
    readers = ThreadReads(engine.reading(READERS), READERS)
    database = Database(writer, readers, scheduled, metrics, engine.require_ledger)
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        await database.write(erasures.obey)
        stack.pop_all()
    return database
