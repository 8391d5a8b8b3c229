"""Slots for requests to the chat platform, handed round by channel."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

WAIT_SECONDS = 2.0
"""A request that takes longer waits for a rate limit of its own channel, and does not count any longer."""


class Slots:
    """At most ``count`` requests at a time, and one for each channel.

    Channels are served in turn. The platform limits requests by channel, and a request waits until its limit
    lets it through: after ``patience`` seconds it gives its slot back, so that it holds up its own channel
    only.
    """

    def __init__(self, count: int, patience: float = WAIT_SECONDS) -> None:
        self._free = asyncio.Semaphore(count)
        self._patience = patience
        self._channels: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def of(self, channel_id: int) -> AsyncIterator[None]:
        """Hold a channel's slot for one request."""
        async with self._channels.setdefault(channel_id, asyncio.Lock()):
            slot = _Slot(self._free)
            await slot.take()
            timer = asyncio.get_running_loop().call_later(self._patience, slot.give_back)
            try:
                yield
            finally:
                timer.cancel()
                slot.give_back()


class _Slot:
    """One slot, which is given back once, by whoever does so first."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free = free
        self._held = False

    async def take(self) -> None:
        await self._free.acquire()
        self._held = True

    def give_back(self) -> None:
        if self._held:
            self._held = False
            self._free.release()
