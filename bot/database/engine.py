"""One database: a single writer that commits in groups, and readers on connections of their own."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from sqlalchemy import delete, insert
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import erasure_ledger as erasures
from bot.database.connection import Connection, begin, schedule
from bot.database.engine_in_use import is_full, reading, reading_in_threads, require_ledger, writing
from bot.database.errors import failure_of, translate_errors
from bot.database.revisions import bring_up_to_date
from bot.database.schema import command_sync
from bot.database.thread_reads import ThreadReads
from bot.domain.errors import StorageFailed
from bot.domain.message import message
from bot.jobs.kinds import Due

_log = logging.getLogger(__name__)

__all__ = ["Connection", "Database", "open_database", "savepoint", "schedule"]

Given = ParamSpec("Given")
Result = TypeVar("Result")

GROUP = 100
"""Jobs committed together at most: measured 73k rows/s against 3.4k with one commit each."""
READERS = 4
PROBE_SECONDS = 5.0
"""How often a full disk is looked at again: people wait to be let in."""
_PROBE_BYTES = 65_536
_CLOSED = message("The database is closed.")


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Awaitable[Any]]
    done: asyncio.Future[Any]

    def answer(self, outcome: object) -> None:
        """Give the result, or raise what was raised, where whoever asked still waits."""
        if self.done.done():
            return
        if not isinstance(outcome, BaseException):
            self.done.set_result(outcome)
            return
        failure = failure_of(outcome)
        if failure is not None:
            failure.__cause__ = outcome
        self.done.set_exception(failure or outcome)


class Database:
    """The open database. Made by :func:`open_database`; close it, or the interpreter does not exit."""

    def __init__(
        self,
        writer: AsyncEngine,
        readers: AsyncEngine,
        thread_reads: ThreadReads,
        scheduled: Callable[[Iterable[Due]], None],
    ) -> None:
        self._writer = writer
        self._scheduled = scheduled
        self._readers = readers
        self._thread_reads = thread_reads
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write_jobs(), name="database writer")
        self._probing: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def full(self) -> bool:
        """Whether the disk was full when something was last to be stored."""
        return self._probing is not None

    async def write(
        self,
        work: Callable[Concatenate[Connection, Given], Awaitable[Result]],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Result:
        """Run ``work(connection, ...)`` in the writer's transaction; return its result once it is committed.

        Work waiting at the same time shares one commit; an error undoes only the work that raised it.
        ``work`` may wait for nothing but the connection it is given.

        Raises:
            StorageFailed: the database is closed, busy, full or damaged, or cannot be written.
            sqlalchemy.exc.IntegrityError, sqlalchemy.exc.DataError: it refuses a row of this work.
        """
        done = asyncio.get_running_loop().create_future()
        job = _Job(lambda connection: work(connection, *given, **named), done)
        self._require_open()
        self._jobs.put_nowait(job)
        result: Result = await job.done
        return result

    @overload
    def read(self) -> contextlib.AbstractAsyncContextManager[Connection]: ...
    @overload
    def read(
        self,
        work: Callable[Concatenate[Connection, Given], Coroutine[Any, Any, Result]],
        *given: Given.args,
        **named: Given.kwargs,
    ) -> Coroutine[Any, Any, Result]: ...

    def read(self, work: Any = None, *given: Any, **named: Any) -> Any:
        """Run ``work(connection, ...)`` and return its result: all it reads is of one consistent state.

        It runs in another thread: it may wait for nothing but its connection, and use nothing that changes
        meanwhile, such as who may see what.

        Raises:
            StorageFailed: the database is closed, busy or damaged, or cannot be read.
        """
        if work is None:
            return self._reading()
        return self._read(lambda connection: work(connection, *given, **named))

    @contextlib.asynccontextmanager
    async def _reading(self) -> AsyncIterator[Connection]:
        with translate_errors():
            async with self._readers.connect() as connection:
                yield connection

    async def _read(self, work: Callable[[Connection], Coroutine[Any, Any, Result]]) -> Result:
        self._require_open()
        with translate_errors():
            return await self._thread_reads.run(work)

    async def close(self) -> None:
        """Commit what waits, then close every connection."""
        self._closed = True
        if self._probing is not None:
            self._probing.cancel()
        self._jobs.put_nowait(None)
        await asyncio.gather(self._writing, return_exceptions=True)
        await self._writer.dispose()
        await self._readers.dispose()
        await asyncio.to_thread(self._thread_reads.close)

    def _require_open(self) -> None:
        if self._closed or self._writing.done():
            raise StorageFailed(_CLOSED)

    async def _write_jobs(self) -> None:
        group: list[_Job] = []
        try:
            while (job := await self._jobs.get()) is not None:
                group = [job]
                while len(group) < GROUP and not self._jobs.empty():
                    if (following := self._jobs.get_nowait()) is None:
                        self._jobs.put_nowait(None)
                        break
                    group.append(following)
                await self._commit(group)
        finally:
            # However it ends: nobody waits for an answer that never comes.
            while not self._jobs.empty():
                group += filter(None, [self._jobs.get_nowait()])
            for job in group:
                job.answer(StorageFailed(_CLOSED))

    async def _commit(self, group: list[_Job]) -> None:
        outcomes: list[Any] = []
        # Whatever ends the transaction is told to those whose work was in it: the writer goes on.
        [ended] = await asyncio.gather(self._transaction(group, outcomes), return_exceptions=True)
        if ended is not None:
            # What fails after the first only follows from it.
            cause = next((one for one in outcomes if isinstance(one, DBAPIError)), ended)
            outcomes = [cause] * len(group)
        if any(_ended_all(one) for one in outcomes):
            self._ran_full()
        for job, outcome in zip(group, outcomes, strict=True):
            job.answer(outcome)

    async def _transaction(self, group: list[_Job], outcomes: list[Any]) -> None:
        """Do the work of a group and commit it; what each gave or raised is added to ``outcomes``."""
        async with self._writer.begin() as connection:
            due = begin(connection)
            for job in group:
                savepoint = await connection.begin_nested()
                outcomes += await asyncio.gather(_done(job, connection), return_exceptions=True)
                if _ended_all(outcomes[-1]):
                    raise outcomes[-1]
                failed = isinstance(outcomes[-1], BaseException)
                await (savepoint.rollback() if failed else savepoint.commit())
        self._scheduled(due)

    def _ran_full(self) -> None:
        if self._probing is None:
            _log.critical("The disk is full: nothing can be stored until there is room")
            self._probing = asyncio.create_task(self._probe(), name="database probe")

    async def _probe(self) -> None:
        """Try to store something until that succeeds."""
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            with contextlib.suppress(StorageFailed):
                await self.write(_need_room)
                break
        self._probing = None
        _log.warning("There is room on the disk again")


async def _done(job: _Job, connection: Connection) -> Any:
    # Also what fails before there is anything to wait for is that job's fault alone.
    return await job.work(connection)


async def _need_room(connection: Connection) -> None:
    """Take room in the file and in its journal, and give it back."""
    probe = {"scope": "probe", "digest": "x" * _PROBE_BYTES}
    await connection.execute(insert(command_sync), probe)
    await connection.execute(delete(command_sync).where(command_sync.c.scope == probe["scope"]))


def _ended_all(outcome: object) -> bool:
    """Whether the disk was full: that may end the whole transaction, its savepoints with it."""
    return isinstance(outcome, DBAPIError) and is_full(outcome.orig)


async def savepoint(
    connection: Connection, work: Callable[[Connection], Awaitable[None]]
) -> Exception | None:
    """Run ``work`` so that a row the database refuses undoes that work alone; gives the refusal, if any.

    Raises:
        sqlalchemy.exc.DBAPIError: the database itself failed: nothing of the transaction can be kept.
    """
    savepoint = await connection.begin_nested()
    try:
        await work(connection)
    except (IntegrityError, DataError, ValueError, OverflowError) as refusal:
        await savepoint.rollback()
        return refusal
    await savepoint.commit()
    return None


def _schedule_nothing(due: Iterable[Due]) -> None:
    """For commands that run no background work: the bot finds it in the rows."""


async def open_database(
    path: Path, scheduled: Callable[[Iterable[Due]], None] = _schedule_nothing
) -> Database:
    """Bring the database at ``path`` to the program's schema, making it where there is none, and open it.

    ``scheduled`` is called after each commit with the work that it made due.

    Raises:
        StorageFailed: it or its ledger of erasures cannot be opened, or it cannot be migrated or was made by
            a newer program; it is left as it was.
    """
    await asyncio.to_thread(require_ledger, path)
    await bring_up_to_date(path)
    database = Database(
        writing(path),
        reading(path, READERS),
        ThreadReads(reading_in_threads(path, READERS), READERS),
        scheduled,
    )
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        await database.write(erasures.obey)
        stack.pop_all()
    return database
