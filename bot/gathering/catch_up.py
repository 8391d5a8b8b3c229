"""Waiting until the gateway has told of what history tells already."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from bot.domain.events import snowflake_time
from bot.jobs.clock import Clock

FRESH = timedelta(seconds=5.0)
"""How old a message is at most that the gateway may still be about to tell of."""
LONGEST_CATCH_UP = 1.0
"""Seconds that a page of history waits for the gateway, at most."""


class CatchUp:
    """``latest`` gives the id of the last message that is known of in any channel."""

    def __init__(self, clock: Clock, latest: Callable[[], int]) -> None:
        self._clock = clock
        self._latest = latest
        self._told = asyncio.Event()

    def told(self) -> None:
        """The gateway told of a message."""
        self._told.set()

    async def until(self, message_id: int) -> None:
        """Wait until the gateway has told of a message or of a later one, if it was only just written."""
        if self._clock.utcnow() - snowflake_time(message_id) > FRESH:
            return
        deadline = self._clock.monotonic() + LONGEST_CATCH_UP
        while self._latest() < message_id and (left := deadline - self._clock.monotonic()) > 0:
            self._told.clear()
            await self._clock.wait(self._told, left)
