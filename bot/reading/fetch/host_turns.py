"""Turns at hosts: requests to one host are spaced, and few are made at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice

from bot.jobs.clock import Clock

SECONDS = 1.0
"""Between the beginnings of two requests to one host."""
AT_A_TIME = 2


class HostTurns:
    """Knows only the hosts that are being asked, or were within the last second."""

    def __init__(self, clock: Clock, *, seconds: float = SECONDS, at_a_time: int = AT_A_TIME) -> None:
        self._clock = clock
        self._seconds = seconds
        self._at_a_time = at_a_time
        self._hosts: dict[str, _Host] = {}

    @property
    def known(self) -> int:
        """How many hosts are remembered."""
        return len(self._hosts)

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at a host, and keep it within the block. Turns come in the order they are asked."""
        self._forget()
        one = self._hosts.get(host)
        if one is None:
            one = self._hosts[host] = _Host(asyncio.Semaphore(self._at_a_time))
        one.users += 1
        try:
            async with one.slots:
                now = self._clock.monotonic()
                begin = max(now, one.free_at)
                one.free_at = begin + self._seconds
                while (left := begin - self._clock.monotonic()) > 0:
                    await self._clock.wait(asyncio.Event(), left)
                yield
        finally:
            one.users -= 1
            # Behind the others: those at the front are the first that can be forgotten.
            self._hosts[host] = self._hosts.pop(host)

    def _forget(self) -> None:
        """Forget hosts that nobody asks and that may be asked again at once."""
        now = self._clock.monotonic()
        for host, one in list(islice(self._hosts.items(), _LOOKED_AT)):
            if not one.users and one.free_at <= now:
                del self._hosts[host]


class _Host:
    """``free_at`` is from when on the next request may begin; ``users`` have a turn or wait for one."""

    __slots__ = ("free_at", "slots", "users")

    def __init__(self, slots: asyncio.Semaphore) -> None:
        self.slots = slots
        self.free_at = float("-inf")
        self.users = 0


_LOOKED_AT = 8
"""Hosts that are looked at for each turn: more than come to it, so that none stays for long."""
