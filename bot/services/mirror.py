"""Mirrors: comments shown in a thread they were not written in, under their author's name.

A mirror that is wanted is a pending row first, and one that has to follow a change of its comment is counted
in its row too: a crash loses neither. Each thread has a pump of its own, which sends what is pending in the
order it was said and then what changed; what may have been sent before is looked for, not sent again. Only
the pump gives a pending mirror up, also that of a deleted comment: before it has looked, one may stand.
Pumps take turns for each message, by channel: a busy channel holds up none but itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.discussion import Appearance, Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed, StorageFailed
from bot.domain.message import Message
from bot.services.background import Supervisor, Work, put_back, stop, woken
from bot.services.delivery import Delivery
from bot.services.ports.voices import Voices
from bot.services.rooms import Rooms
from bot.services.slots import Slots
from bot.services.take_down import Takedowns
from bot.services.unstored import Unstored
from bot.storage import appearances
from bot.storage.database import Database

_log = logging.getLogger(__name__)

AT_ONCE = 5
"""Messages that are sent or changed at a time."""
RETRY_SECONDS = 2.0
LONGEST_RETRY = 300.0
HELD_SECONDS = 60.0
"""How often mirrors that wait for older messages of their room are looked at."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many mirrors are still to be sent or changed, and the reasons why some wait."""

    count: int
    reasons: tuple[Message, ...]


class Mirrors:
    """The mirrors of all threads. As a context it works in the background, from ``resume`` on."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        voices: Voices,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._supervisor = Supervisor(database)
        self._retry = retry
        self._ready = asyncio.Event()
        self._resumed = asyncio.Event()
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._waking = False
        self._again: set[int] = set()
        self._held: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.unstored = Unstored(self._release)
        self._delivery = Delivery(
            database, rooms, voices, Slots(AT_ONCE), self.unstored, self.wake, self.redraw
        )
        self._takedowns = Takedowns(database, voices, self._delivery.locks, retry)
        self.waiting: dict[int, Message] = {}
        """Why mirrors wait, by thread: what the bot lacks there, or what the platform answered."""

    async def __aenter__(self) -> Self:
        await self._delivery.load()
        await self._takedowns.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(*self._pumps.values(), *self._tasks)
        await self._takedowns.__aexit__(kind, error, trace)
        self._held.clear()

    def watch(
        self,
        missed: Callable[[Post, Appearance], Awaitable[None]],
        noted: Callable[[Post, Appearance], None],
    ) -> None:
        """See :meth:`Delivery.watch`; to be called before anything is delivered."""
        self._delivery.watch(missed, noted)

    def resume(self) -> None:
        """The platform can be reached, and gaps are open where messages were missed: go on with what is
        pending; at first also take down what should not stand.
        """
        started = self._ready.is_set()
        self._ready.set()
        self._resumed.set()
        self._resumed = asyncio.Event()
        self.wake_waiting()
        if started:
            self._takedowns.resume()
        else:
            self._background(self._takedowns.all)

    def wake_waiting(self) -> None:
        """Look again at every thread where mirrors wait, as when older messages of a room were read."""
        if not self._waking:
            self._waking = True
            self._background(self._wake_waiting)

    def wake(self, channel_id: int) -> None:
        """Something is to be sent into a thread, or changed there."""
        self._again.add(channel_id)
        if channel_id not in self._pumps:
            work = partial(self._pump, channel_id)
            self._pumps[channel_id] = self._supervisor.start(work, "mirrors", f"thread {channel_id}")

    def redraw(self, comment_id: int) -> None:
        """A comment looks different now: its mirrors follow, and those that quote it."""
        self._background(partial(self._wake_following, comment_id))

    async def backlog(self, threads: Collection[int]) -> Backlog:
        """What is still to be sent or changed in these threads, and why it waits where it does."""
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        count = sum(waiting.get(channel_id, 0) for channel_id in threads)
        reasons = {str(self.waiting[one]): self.waiting[one] for one in threads if one in self.waiting}
        return Backlog(count, tuple(reasons.values()))

    async def retract(self, comment_id: int) -> list[str]:
        """Take down every message that shows a comment; gives links to those that still stand.

        Those are tried again later, for as long as the comment is hidden or deleted.
        """
        self.redraw(comment_id)
        return await self._takedowns.of_comment(comment_id)

    def retract_later(self, comment_id: int) -> None:
        """:meth:`retract`, in the background."""
        self._background(partial(self.retract, comment_id))

    def apart(self, comment_id: int) -> asyncio.Lock:
        """Held while a comment is put back: none of its messages is taken down meanwhile."""
        return self._takedowns.apart(comment_id)

    # ------------------------------------------------------------------ sending and changing

    async def _wake_waiting(self) -> None:
        self._waking = False
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        for channel_id in waiting:
            self.wake(channel_id)

    async def _wake_following(self, comment_id: int) -> None:
        async with self._database.read() as connection:
            following = await appearances.following(connection, comment_id)
        for channel_id in following:
            self.wake(channel_id)

    async def _wake_held(self, channel_id: int) -> None:
        await asyncio.sleep(HELD_SECONDS)
        self._held.discard(channel_id)
        self.wake(channel_id)

    def _release(self) -> None:
        for channel_id in {*self._pumps, *self._held}:
            self.wake(channel_id)

    async def _pump(self, channel_id: int) -> None:
        with put_back(partial(self._look_again, channel_id)):
            await self._pump_until_empty(channel_id)
        del self._pumps[channel_id]

    def _look_again(self, channel_id: int) -> None:
        self._delivery.failed(channel_id)
        self._again.add(channel_id)

    async def _pump_until_empty(self, channel_id: int) -> None:
        delay = self._retry
        await self._ready.wait()
        while channel_id in self._again:
            self._again.discard(channel_id)
            resumed = self._resumed
            try:
                await self._delivery.send_all(channel_id)
                await self._delivery.change_all(channel_id)
                await self._hold(channel_id)
                self.waiting.pop(channel_id, None)
                delay = self._retry
            except (PlatformFailed, BotLacks, StorageFailed) as failure:
                _log.warning("Mirrors in %d wait: %s", channel_id, failure)
                self.waiting[channel_id] = failure.message
                self._look_again(channel_id)
                await woken(resumed, delay)
                delay = min(delay * 2, LONGEST_RETRY)
            except NotFound as failure:
                _log.info("The thread %d is gone: %s", channel_id, failure)
                await self._give_up(channel_id)

    async def _hold(self, channel_id: int) -> None:
        """Look again later for what waits for older messages of the room it was made in."""
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        if channel_id in waiting and channel_id not in self._held:
            self._held.add(channel_id)
            self._background(partial(self._wake_held, channel_id))

    async def _give_up(self, channel_id: int) -> None:
        await self._database.write(partial(appearances.mark_channels_gone, channel_ids=[channel_id]))

    def _background(self, work: Work) -> None:
        task = self._supervisor.start(work, "mirrors")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
