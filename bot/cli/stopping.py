"""Stops the process in good order: on SIGINT, on SIGTERM, or when its supervisor asks."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
import time
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from typing import Any

SECONDS = 8.0
"""Seconds until the process ends in any case: container engines kill it after ten."""

_log = logging.getLogger(__name__)


class Stopping:
    """Runs work until the process is asked to stop; the process then ends, whatever hangs.

    Signals are heard from the moment it is made. The first cancels the work; what has not ended ``seconds``
    later is left behind. A second signal ends the process at once.
    """

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._asked: Future[None] = Future()
        self._signalled = False
        self._loop: asyncio.AbstractEventLoop | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)
        # Started now: a signal handler must not start a thread, whose locks the program may be holding.
        threading.Thread(target=self._end_in_time, name="deadline", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` until it ends or the process is asked to stop; raises what the work does."""
        asyncio.run(self._until_asked(work))

    def ask(self) -> None:
        """Ask the process to stop, from any thread; again, it changes nothing."""
        if not self._asked.done():
            self._asked.set_result(None)

    async def _until_asked(self, work: Coroutine[Any, Any, None]) -> None:
        self._loop = asyncio.get_running_loop()
        working = asyncio.create_task(work, name="work")
        asked = asyncio.wrap_future(self._asked)
        if not self._asked.done():
            await asyncio.wait((working, asked), return_when=asyncio.FIRST_COMPLETED)
        if not self._asked.done():
            asked.cancel()
            await working
            return
        working.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await working
        _log.info("Stopped")

    def _hear(self, number: int, _frame: object) -> None:
        if self._signalled:
            os._exit(128 + number)
        self._signalled = True
        self.ask()

    def _end_in_time(self) -> None:
        with contextlib.suppress(CancelledError):
            self._asked.result()
            time.sleep(self._seconds)
            tasks = asyncio.all_tasks(self._loop) if self._loop else ()
            waiting = [*(task.get_name() for task in tasks), *(one.name for one in threading.enumerate())]
            _log.warning(
                "What has not ended after %.0f s is left behind; the next start goes on with it. It is among "
                "these: %s",
                self._seconds,
                ", ".join(sorted(waiting)),
            )
            os._exit(0)
