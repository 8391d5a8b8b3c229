"""Work on many channels side by side, where one that is slow or fails holds up no other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from bot.services.background import Supervisor, Work, stop, woken


class ChannelWork:
    """Does the work of each channel in the order it was added; what fails is tried again with backoff.

    At most ``at_once`` channels are worked on at a time. ``idle`` is called whenever nothing is left.
    """

    def __init__(
        self,
        name: str,
        at_once: int,
        retry: float,
        longest_retry: float,
        idle: Callable[[], None],
        supervisor: Supervisor,
    ) -> None:
        self._name = name
        self._limit = asyncio.Semaphore(at_once)
        self._retry = retry
        self._longest_retry = longest_retry
        self._idle = idle
        self._supervisor = supervisor
        self._wanted: dict[int, dict[str, Work]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._hurried = asyncio.Event()

    @property
    def busy(self) -> bool:
        """Whether anything is being done or is to be tried again."""
        return bool(self._tasks)

    def add(self, channel_id: int, kind: str, work: Work) -> None:
        """Have ``work`` done in a channel. It replaces work of the same kind that was not begun yet."""
        self._wanted.setdefault(channel_id, {})[kind] = work
        if channel_id not in self._tasks:
            work, about = partial(self._run, channel_id), f"channel {channel_id}"
            self._tasks[channel_id] = self._supervisor.start(work, self._name, about)

    def hurry(self) -> None:
        """Try again now what failed."""
        self._hurried.set()
        self._hurried = asyncio.Event()

    async def end(self) -> None:
        """Stop, whatever is left."""
        await stop(*list(self._tasks.values()))

    async def _run(self, channel_id: int) -> None:
        delay = self._retry
        while works := self._wanted.pop(channel_id, None):
            hurried = self._hurried
            async with self._limit:
                failed = await self._supervisor.attempt_each(
                    works, lambda kind: works[kind](), self._name, lambda kind: f"{kind} of {channel_id}"
                )
            if not failed:
                delay = self._retry
                continue
            left = {kind: works[kind] for kind in failed}
            self._wanted[channel_id] = left | self._wanted.get(channel_id, {})
            await woken(hurried, delay)
            delay = min(delay * 2, self._longest_retry)
        del self._tasks[channel_id]
        if not self._tasks:
            self._idle()
