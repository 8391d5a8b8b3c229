"""Limits how many requests to the chat platform run at a time, by channel and in all."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from weakref import WeakValueDictionary

WAIT_SECONDS = 2.0
"""A request that takes longer waits for the rate limit of its channel, and is not counted any more."""


class Slots:
    """At most ``count`` requests at a time, and one for each channel. Channels are served in turn.

    A request may wait for the rate limit of its channel. After ``timeout`` seconds it gives its slot back, so
    that it holds up its own channel only.
    """

    def __init__(self, count: int, timeout: float = WAIT_SECONDS) -> None:
        self._free = asyncio.Semaphore(count)
        self._timeout = timeout
        self._channels: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @contextlib.asynccontextmanager
    async def of(self, channel_id: int) -> AsyncIterator[None]:
        """Hold a slot for one request of a channel."""
        async with self._channels.setdefault(channel_id, asyncio.Lock()):
            await self._free.acquire()
            with contextlib.ExitStack() as slot:  # releases once, whoever closes it first
                slot.callback(self._free.release)
                timer = asyncio.get_running_loop().call_later(self._timeout, slot.close)
                slot.callback(timer.cancel)
                yield
