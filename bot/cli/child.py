"""The bot as a child process, started again whenever it ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from typing import Self

from bot.cli.terminal import Terminal
from bot.domain.message import message
from bot.i18n.program import same_program

OURS = ("DISCORD_", "TERTULIA_")
"""The prefixes of our settings: the operator's own do not reach the child."""
PAUSE, MAX_PAUSE = 1.0, 30.0
"""Seconds before it is started again: at first, and at most."""
STEADY = 30.0
"""After a run of this many seconds the pause is short again."""
TIMEOUT = 10.0
"""Seconds the bot has to stop."""


class ChildProcess:
    """``tertulia run`` with settings of its own. Made by :meth:`kept_running`."""

    def __init__(self, settings: Mapping[str, str], terminal: Terminal) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self._environment = {**kept, **settings}
        self._terminal = terminal
        self._process: asyncio.subprocess.Process | None = None

    @classmethod
    @contextlib.asynccontextmanager
    async def kept_running(cls, settings: Mapping[str, str], terminal: Terminal) -> AsyncIterator[Self]:
        """Keep the process running while the context lasts, then stop it."""
        child = cls(settings, terminal)
        keeping = asyncio.create_task(child._keep(), name="bot process")
        try:
            yield child
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping
            await child._stop()

    async def _keep(self) -> None:
        pause = PAUSE
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            self._process = await asyncio.create_subprocess_exec(
                *same_program(),
                *("run", "--supervised"),
                stdin=asyncio.subprocess.PIPE,
                env=self._environment,
                # Ctrl+C must not reach the child: this process stops it.
                start_new_session=True,
            )
            code = await self._process.wait()
            pause = PAUSE if loop.time() - started > STEADY else pause
            self._terminal.note(
                message(
                    "The bot has stopped ({reason}); it starts again in {seconds} s.",
                    reason=signal.Signals(-code).name if code < 0 else str(code),
                    seconds=pause,
                )
            )
            await asyncio.sleep(pause)
            pause = min(2 * pause, MAX_PAUSE)

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), TIMEOUT)
        except TimeoutError:
            process.kill()
            await process.wait()
