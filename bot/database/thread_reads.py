"""Reading in threads, with SQLAlchemy's plain connections.

A query for a row costs 18 us of CPU so, 55 us through what SQLAlchemy needs for event loops, and 180 us where
each statement takes a trip to a thread. One trip is worth as much as a few statements: it takes them all.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

Result = TypeVar("Result")


class ThreadReads:
    """Threads for reading; close them, or the interpreter does not exit."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database reader")

    async def run(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` returns, done in one of the threads and in one transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)

    async def each(self, work: Callable[[Connection], Iterator[Result]]) -> AsyncGenerator[Result, None]:
        """What ``work`` yields, one after the other, all of it in one transaction."""
        results = self._each(work)
        steps: list[Future[Result | None]] = []
        try:
            while True:
                steps = [self._threads.submit(next, results, None)]
                if (result := await asyncio.wrap_future(steps[0])) is None:
                    return
                yield result
        finally:
            await asyncio.shield(asyncio.wrap_future(self._threads.submit(_close, results, steps)))

    def close(self) -> None:
        """Wait for what is being read, then close every connection."""
        self._threads.shutdown()
        self._engine.dispose()

    # Nothing was changed, but it is a commit that ends it: after a rollback psycopg forgets the statements
    # that the server has prepared, and each would be planned anew.
    def _run(self, work: Callable[[Connection], Result]) -> Result:
        try:
            return self._once(work)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            return self._once(work)  # the connection was lost, perhaps long ago

    def _once(self, work: Callable[[Connection], Result]) -> Result:
        with self._engine.begin() as connection:
            return work(connection)

    def _each(self, work: Callable[[Connection], Iterator[Result]]) -> Generator[Result, None, None]:
        given = False
        try:
            with self._engine.begin() as connection:
                for result in work(connection):
                    given = True
                    yield result
            return
        except DBAPIError as error:
            if given or not error.connection_invalidated:
                raise
        with self._engine.begin() as connection:
            yield from work(connection)


def _close(results: Generator[Any, None, None], steps: list[Future[Any]]) -> None:
    wait(steps)  # one that is cancelled goes on in its thread
    results.close()
