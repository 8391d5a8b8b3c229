"""Many statements on one trip to another thread, with SQLAlchemy's plain connections.

A query for a row costs 18 us of CPU so, 55 us through what SQLAlchemy needs for event loops, and 180 us where
it makes the trip by itself as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Engine, Executable
from sqlalchemy.ext.asyncio import AsyncConnection

Result = TypeVar("Result")


class ThreadReads:
    """Threads for reading; close them, or the interpreter does not exit."""

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database reader")

    async def run(self, work: Callable[[AsyncConnection], Coroutine[Any, Any, Result]]) -> Result:
        """What ``work`` returns, done in one of the threads and in one transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._run, work)

    def close(self) -> None:
        """Wait for what is being read, then close every connection."""
        self._threads.shutdown()
        self._engine.dispose()

    def _run(self, work: Callable[[AsyncConnection], Coroutine[Any, Any, Result]]) -> Result:
        with self._engine.connect() as connection:
            going = work(cast("AsyncConnection", _Here(connection)))
            try:
                going.send(None)
            except StopIteration as end:
                result: Result = end.value
                return result
            going.close()
            raise RuntimeError("It waits for something else than its connection.")


class _Here:
    """A connection in the thread it is used in: whoever waits for it goes on at once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        """Run a statement."""
        return self._connection.execute(statement, parameters)
