"""Time as a parameter, so that tests can set it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """The time that background work goes by."""

    def monotonic(self) -> float:
        """Seconds since some moment; never set back."""
        ...

    def utcnow(self) -> datetime:
        """The time of day in UTC; the system may set it."""
        ...

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait until ``event`` is set, for ``seconds`` at most (None: without end)."""
        ...


class SystemClock:
    """The clock of the machine."""

    def monotonic(self) -> float:
        """Seconds of the event loop's clock."""
        return asyncio.get_running_loop().time()

    def utcnow(self) -> datetime:
        """The time of day in UTC."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, seconds: float | None) -> None:
        """Wait until ``event`` is set, for ``seconds`` at most (None: without end)."""
        # Not wait_for: in Python 3.11 it loses a cancellation that comes together with the event.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await event.wait()
