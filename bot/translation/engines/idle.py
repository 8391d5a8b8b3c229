"""Ends what nobody has used for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.logs.interaction_code import of_none

IDLE_SECONDS = 300.0


class IdleTimer:
    """Calls ``end`` when nothing was used for ``seconds``."""

    def __init__(self, end: Callable[[], Awaitable[None]], seconds: float = IDLE_SECONDS) -> None:
        self._end = end
        self._seconds = seconds
        self._task: asyncio.Task[None] | None = None

    def used(self) -> None:
        """Begin to wait anew."""
        self.stop()
        self._task = asyncio.create_task(self._wait(), name="idle translation engine", context=of_none())

    def stop(self) -> None:
        """Do not wait any more."""
        if self._task is not None and self._task is not asyncio.current_task():
            self._task.cancel()
        self._task = None

    async def _wait(self) -> None:
        await asyncio.sleep(self._seconds)
        await self._end()
