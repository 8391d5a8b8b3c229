"""Worker processes for what other people's pages may break: a parser that hangs or crashes costs one page.

Each task has a deadline, each worker a limit on its memory; a worker that passes either is
killed and replaced. Workers are forked from a server process that has imported the parsers: a new one takes
milliseconds. The server process takes a second or two; it starts in the background, and tasks wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import multiprocessing.forkserver
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, wait
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

from pebble import CONSTS, ProcessPool, concurrent

from bot.domain.errors import NotReadable
from bot.domain.message import message

DEADLINE = 5.0
"""Seconds a task may take in its worker."""
MEMORY = 768 * 1024 * 1024
"""Bytes a worker may hold beyond what it starts with."""

CONSTS.term_timeout = 0.5
"""Seconds a worker has to end before it is killed: it has nothing to put in order."""
_TASKS_PER_WORKER = 500
"""After so many a worker is replaced, whatever the parsers' libraries may have kept."""
_PRELOADED = ["bot.reading.preloaded"]
_STARTING = 60.0
"""Seconds the first worker may take to start, parsers and models read."""
_PATIENCE = 2.0
"""Seconds to wait for the first worker when it is not wanted any more."""

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


class Workers:
    """A pool of worker processes. Use it as an asynchronous context manager."""

    def __init__(self, *, count: int | None = None, deadline: float = DEADLINE, memory: int = MEMORY) -> None:
        """``count`` processes (two; one on a single core), ``deadline`` in seconds, ``memory`` in bytes."""
        self._count = count or min(2, os.cpu_count() or 1)
        self._deadline = deadline
        self._memory = memory
        self._pool: ProcessPool | None = None
        self._started: Future[None] = Future()
        self._starting = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._pool = self._new_pool()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pool, self._pool = self._pool, None
        assert pool is not None
        await asyncio.to_thread(_end, pool, self._started)

    async def run(self, task: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What ``task`` (a function of a module) returns, called in a worker.

        Raises:
            NotReadable: if it raises, passes the deadline or the memory limit, or takes its worker down.
            TimeoutError: if no worker starts in a minute.
        """
        pool = await self._working_pool()
        future = asyncio.wrap_future(
            pool.schedule(task, args=list(args), kwargs=dict(kwargs), timeout=self._deadline)
        )
        try:
            await asyncio.wait((future,))
        finally:
            future.cancel()
        error = future.exception()
        if error is None:
            return future.result()
        _log.warning("A page could not be read: %r", error)
        raise NotReadable(message("That page is built in a way I cannot read.")) from error

    async def _working_pool(self) -> ProcessPool:
        """The pool once it has started; a new one where it did not, or broke, as when the system kills
        a worker without a task.
        """
        async with self._starting:
            assert self._pool is not None, "the workers are used outside their context"
            if self._started.done() and (self._started.exception() or not self._pool.active):
                _log.warning("The workers are gone; starting new ones")
                await asyncio.to_thread(_stop, self._pool)
                self._pool = self._new_pool()
            # Whoever gives up waiting does not stop them from starting.
            await asyncio.shield(asyncio.wrap_future(self._started))
            return self._pool

    def _new_pool(self) -> ProcessPool:
        """A pool that starts in the background: that waits for the server to have imported everything."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(_PRELOADED)
        pool = ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_limit_memory,
            initargs=[self._memory],
            context=context,
        )
        self._started = _start_beside(pool)
        return pool


@concurrent.thread(name="workers", daemon=True)
def _start_beside(pool: ProcessPool) -> None:
    """Start the first worker; the interpreter does not wait for it when it ends."""
    _start(pool)


def _start(pool: ProcessPool) -> None:
    pool.schedule(os.getpid).result(timeout=_STARTING)


def _end(pool: ProcessPool, started: Future[None]) -> None:
    """Stop a pool that may still be starting, which on a busy machine takes long."""
    wait((started,), _PATIENCE)
    if not started.done():
        _kill_server()
    _stop(pool)


def _kill_server() -> None:
    """Kill the server process, which still imports the parsers; whoever waits for a worker of it fails."""
    server = multiprocessing.forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    if server is not None:
        os.kill(server, signal.SIGKILL)


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble types all but this
    pool.join()


def _limit_memory(most: int) -> None:
    """Let this process hold at most ``most`` bytes more than it does, where the system can limit it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as sizes:
            pages = int(sizes.read().split()[5])
        limit = pages * resource.getpagesize() + most
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
