"""Worker processes for what other people's pages may break: a parser that hangs or crashes costs one page.

Each task has a deadline, each worker a limit on its memory; a worker that passes either is
killed and replaced. Workers are forked from a server process that has imported the parsers: a new one takes
milliseconds. The server process takes a second or two; it starts with the first task. It and the workers
hold more memory than everything else together, so they end when they had nothing to do for a while. Where
tasks come all day, each worker is instead started afresh, and holds what its tasks need alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import multiprocessing.forkserver
import multiprocessing.resource_tracker
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from types import TracebackType
from typing import ClassVar, ParamSpec, Self, TypeVar

from pebble import CONSTS, ProcessPool, concurrent
from pebble.common.types import RemoteTraceback

from bot.domain.errors import NotReadable
from bot.domain.message import message
from bot.logs.errors import text_of
from bot.logs.interaction_code import of_none
from bot.logs.setup import LogFormat, format_in_use, set_up

DEADLINE = 5.0
"""Seconds a task may take in its worker."""
MEMORY = 768 * 1024 * 1024
"""Bytes a worker may hold beyond what it starts with."""

CONSTS.term_timeout = 0.5
"""Seconds a worker has to end before it is killed: it has nothing to put in order."""
IDLE = 300.0
"""Seconds without a task after which the workers end."""
_TASKS_PER_WORKER = 500
"""After so many a worker is replaced, whatever the parsers' libraries may have kept."""
_PRELOADED = ["bot.reading.preload"]
_STARTING = 60.0
"""Seconds the first worker may take to start, parsers and models read."""
_PATIENCE = 2.0
"""Seconds to wait for the first worker when it is not wanted any more."""

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)


@text_of.register
def _(error: RemoteTraceback) -> str:
    """Where in the worker an error was raised. The rest of its traceback may quote the page."""
    places = [line.strip() for line in str(error).splitlines() if line.startswith('  File "')]
    return places[-1] if places else ""


class Workers:
    """A pool of worker processes. Use it as an asynchronous context manager."""

    _standing: ClassVar[int] = 0
    """Pools that have processes."""

    def __init__(
        self,
        *,
        count: int | None = None,
        deadline: float = DEADLINE,
        memory: int = MEMORY,
        idle: float = IDLE,
        afresh: bool = False,
    ) -> None:
        """``count`` processes (two; one on a single core), which end after ``idle`` seconds without a task;
        ``deadline`` in seconds, ``memory`` in bytes. ``afresh``: each imports what its first task needs,
        within that task's deadline, instead of being forked from the server.
        """
        self._count = count or min(2, os.cpu_count() or 1)
        self._deadline = deadline
        self._memory = memory
        self._idle = idle
        self._afresh = afresh
        self._pool: ProcessPool | None = None
        self._started: Future[None] = Future()
        self._changing = asyncio.Lock()
        self._tasks = 0
        self._open = False
        self._rest: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open = False
        if self._rest is not None:
            self._rest.cancel()
        await self._end(idle=False)

    async def run(self, task: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What ``task`` (a function of a module) returns, called in a worker.

        Raises:
            NotReadable: if it raises, passes the deadline or the memory limit, or takes its worker down.
            TimeoutError: if no worker starts in a minute.
        """
        with self._at_work():
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
        _log.warning("A page could not be read", exc_info=error)
        raise NotReadable(
            message("I cannot read the way that page is built. Copy its text and paste it.")
        ) from error

    async def _working_pool(self) -> ProcessPool:
        """The pool once it has started; a new one where there is none, or it did not start, or broke, as when
        the system kills a worker without a task.
        """
        async with self._changing:
            assert self._open, "the workers are used outside their context"
            if self._pool is None:
                self._pool = self._new_pool()
                Workers._standing += 1
            elif self._started.done() and (self._started.exception() or not self._pool.active):
                _log.warning("The workers are gone; starting new ones")
                await asyncio.to_thread(_stop, self._pool)
                self._pool = self._new_pool()
            pool, started = self._pool, self._started
        waiting = asyncio.wrap_future(started)
        # Whoever gives up waiting does not stop them from starting, and need not hear why they did not.
        waiting.add_done_callback(lambda done: done.cancelled() or done.exception())
        await asyncio.shield(waiting)
        return pool

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """While the context lasts the workers have something to do."""
        self._tasks += 1
        if self._rest is not None:
            self._rest.cancel()
        try:
            yield
        finally:
            self._tasks -= 1
            if not self._tasks:
                self._rest = asyncio.get_running_loop().call_later(self._idle, self._begin_to_rest)

    def _begin_to_rest(self) -> None:
        self._resting = asyncio.create_task(self._end(idle=True), name="workers rest", context=of_none())

    async def _end(self, *, idle: bool) -> None:
        """End the workers; those that are ``idle`` with their servers, unless a task has come meanwhile."""
        async with self._changing:
            if self._pool is None or (idle and self._tasks):
                return
            pool, self._pool = self._pool, None
            Workers._standing -= 1
            await asyncio.to_thread(_end, pool, self._started, forked=not self._afresh)
            # Whoever waits for their start hears of it while the loop still runs.
            await asyncio.gather(asyncio.wrap_future(self._started), return_exceptions=True)
            if idle:
                await asyncio.to_thread(_end_servers, forking=not self._afresh)

    def _new_pool(self) -> ProcessPool:
        """A pool that starts in the background: that waits for the server to have imported everything."""
        context = multiprocessing.get_context("spawn" if self._afresh else "forkserver")
        if not self._afresh:
            context.set_forkserver_preload(_PRELOADED)
        pool = ProcessPool(
            max_workers=self._count,
            max_tasks=_TASKS_PER_WORKER,
            initializer=_prepare,
            initargs=[self._memory, format_in_use()],
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


def _end(pool: ProcessPool, started: Future[None], *, forked: bool) -> None:
    """Stop a pool that may still be starting, which on a busy machine takes long."""
    wait((started,), _PATIENCE)
    if forked and not started.done():
        _kill_server()
    _stop(pool)


def _kill_server() -> None:
    """Kill the server process, which still imports the parsers; whoever waits for a worker of it fails."""
    server = multiprocessing.forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
    if server is not None:
        os.kill(server, signal.SIGKILL)


def _end_servers(*, forking: bool) -> None:
    """End the server process if it is this pool's, and the one that looks after what processes share if no
    pool needs it. Both start again as needed; multiprocessing itself ends them with the program only.
    """
    if forking:
        multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
    if not Workers._standing:
        multiprocessing.resource_tracker._resource_tracker._stop()  # type: ignore[attr-defined]


def _stop(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]  # pebble types all but this
    pool.join()


def _prepare(memory: int, log_format: LogFormat) -> None:
    """Begin a worker: what its libraries log passes where everything does, and its memory is limited."""
    set_up(sys.stderr, "WARNING", log_format)
    _limit_memory(memory)


def _limit_memory(most: int) -> None:
    """Let this process hold at most ``most`` bytes more than it does, where the system can limit it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/statm", encoding="ascii") as sizes:
            pages = int(sizes.read().split()[5])
        limit = pages * resource.getpagesize() + most
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
