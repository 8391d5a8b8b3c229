"""One SQLite file: a single writer that commits in groups, and readers on connections of their own."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message
from bot.storage.migrate import migrate

Connection = AsyncConnection
"""What storage functions take: inside a transaction that the caller opened with ``write`` or ``read``."""

Result = TypeVar("Result")

GROUP = 100
"""Jobs committed together at most: measured 73k rows/s against 3.4k with one commit each."""
READERS = 4
BUSY_SECONDS = 5


@dataclass(slots=True)
class _Job:
    work: Callable[[Connection], Awaitable[Any]]
    done: asyncio.Future[Any]


class Database:
    """The open database. Made by :func:`open_database`; close it, or the interpreter does not exit."""

    def __init__(self, writer: AsyncEngine, readers: AsyncEngine) -> None:
        self._writer = writer
        self._readers = readers
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._writing = asyncio.create_task(self._write_jobs(), name="database writer")

    async def write(self, work: Callable[[Connection], Awaitable[Result]]) -> Result:
        """Run ``work`` in the writer's transaction and return its result once that is committed.

        Work waiting at the same time shares one commit; an error undoes only the work that raised it.
        ``work`` may wait for nothing but the connection it is given.

        Raises:
            StorageFailed: the database is busy, full or cannot be written.
        """
        job = _Job(work, asyncio.get_running_loop().create_future())
        if self._writing.done():
            raise StorageFailed(message("The database is closed."))
        self._jobs.put_nowait(job)
        result: Result = await job.done
        return result

    @contextlib.asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A connection that sees one consistent state and cannot write."""
        try:
            async with self._readers.connect() as connection:
                yield connection
        except DBAPIError as error:
            raise _translated(error) from error

    async def close(self) -> None:
        """Commit what waits, then close every connection."""
        self._jobs.put_nowait(None)
        await self._writing
        await self._writer.dispose()
        await self._readers.dispose()

    async def _write_jobs(self) -> None:
        while (job := await self._jobs.get()) is not None:
            group = [job]
            while len(group) < GROUP and not self._jobs.empty():
                if (following := self._jobs.get_nowait()) is None:
                    self._jobs.put_nowait(None)
                    break
                group.append(following)
            await self._commit(group)

    async def _commit(self, group: list[_Job]) -> None:
        outcomes: list[Any] = []
        try:
            async with self._writer.begin() as connection:
                for job in group:
                    savepoint = await connection.begin_nested()
                    outcomes += await asyncio.gather(job.work(connection), return_exceptions=True)
                    failed = isinstance(outcomes[-1], BaseException)
                    await (savepoint.rollback() if failed else savepoint.commit())
        except DBAPIError as error:
            # A full disk ends the transaction by itself; what fails after that only follows from it.
            cause = next((outcome for outcome in outcomes if isinstance(outcome, DBAPIError)), error)
            outcomes = [cause] * len(group)
        for job, outcome in zip(group, outcomes, strict=True):
            if job.done.done():
                continue
            if isinstance(outcome, DBAPIError):
                job.done.set_exception(_translated(outcome))
            elif isinstance(outcome, BaseException):
                job.done.set_exception(outcome)
            else:
                job.done.set_result(outcome)


async def open_database(path: Path) -> Database:
    """Bring the database at ``path`` to the program's schema, making it where there is none, and open it.

    Raises:
        StorageFailed: it cannot be opened or migrated, or was made by a newer program; it is left as it was.
    """
    await asyncio.to_thread(migrate, path)
    return Database(
        _engine(path, "BEGIN IMMEDIATE", size=1), _engine(path, "BEGIN", size=READERS, query_only=True)
    )


def _engine(path: Path, begin: str, *, size: int, query_only: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{path}", poolclass=AsyncAdaptedQueuePool, pool_size=size, max_overflow=0
    )

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # Without this the driver opens transactions of its own, at moments of its own.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {BUSY_SECONDS * 1000}",
            f"query_only = {'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _translated(error: DBAPIError) -> Exception:
    """The error as a person is told it, or as it is where it is a fault of ours."""
    if not isinstance(error.orig, sqlite3.OperationalError):
        return error
    return StorageFailed(_sentence(error.orig.sqlite_errorname, str(error.orig)))


def _sentence(name: str, detail: str) -> Message:
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return message("The database is busy. Try again in a moment.")
    if name.startswith("SQLITE_FULL"):
        return message("The disk is full: nothing can be stored until there is room.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return message("The database cannot be written: check the file's place and its permissions.")
    return message("The database failed: {detail}", detail=detail)
