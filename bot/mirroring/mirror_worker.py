"""Sends and edits mirrors: comments shown in a thread they were not written in, under their author's name.

A mirror is a pending row before it is sent; a row also counts the changes that its mirror has to follow.
Threads take turns message by message: neither a busy thread nor a channel at its rate limit holds up others.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import appearance_store as appearances
from bot.domain.errors import NotFound
from bot.domain.message import Message
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.delivery import Delivery
from bot.mirroring.dialog_order import OpenDialogs
from bot.mirroring.slots import Slots
from bot.mirroring.translation_wait import TranslationWait
from bot.mirroring.webhooks_port import Webhooks

_log = logging.getLogger(__name__)

CONCURRENCY = 5
"""Requests at a time; one that waits for the rate limit of its channel soon does not count."""
HELD_SECONDS = 60.0
"""How often mirrors are looked at that wait for older messages of their room."""
SOON_SECONDS = 1.0
"""The same while a dialog is open, which is stored in a moment, or it is not known yet what was missed."""


@dataclass(frozen=True, slots=True)
class MirrorBacklog:
    """How many mirrors are still to be sent or edited, and why some wait."""

    count: int
    reasons: tuple[Message, ...]


class MirrorWorker(StoredReconciler[int]):
    """A key is a thread. Its pending mirrors are sent first, in the order of their comments; then those whose
    comments have changed are edited.
    """

    job = Job.MIRROR
    concurrency = 1_000  # channels: :class:`Slots` limits requests
    per_lane = 1

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rooms: RoomIndex,
        webhooks: Webhooks,
        tracker: GapTracker,
        door: Door,
        history: History,
        open_dialogs: OpenDialogs,
        wait: TranslationWait,
    ) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._open_dialogs = open_dialogs
        self._slots = Slots(CONCURRENCY)
        self._delivery = Delivery(
            clock.utcnow(), database, rooms, webhooks, tracker, door, history, open_dialogs, wait
        )

    async def load(self) -> None:
        """Call this before anything is stored: see :meth:`Delivery.load`."""
        await self._delivery.load()

    async def pending(self) -> Iterable[int]:
        """The threads with mirrors to send or edit."""
        return await self._database.read(appearances.waiting)

    def lane(self, key: int) -> int:
        """The thread's channel, whose threads share a webhook and so a rate limit."""
        post = self._rooms.of_thread(key)
        return post.channel_id if post else key

    async def work(self, key: int) -> float | None:
        """Send or edit one mirror. Those that must wait are looked at again later. While the next waits for
        its translation, other threads of the channel have their turn.
        """
        try:
            async with self._slots.of(self.lane(key)):
                if (seconds := await self._delivery.one(key)) is not None:
                    return seconds
        except NotFound as failure:
            _log.info("The thread %d is gone: %s", key, failure)
            await self._database.write(appearances.mark_channels_gone, [key])
            return None
        if not await self._database.read(appearances.is_pending, key):
            return None
        is_soon_known = self._open_dialogs.sent or self._delivery.stale_rooms(key)
        return SOON_SECONDS if is_soon_known else HELD_SECONDS

    async def backlog(self, threads: Collection[int]) -> MirrorBacklog:
        """What is still to be sent or edited in these threads, and why some of it waits."""
        waiting = await self._database.read(appearances.waiting)
        count = sum(waiting.get(channel_id, 0) for channel_id in threads)
        reasons = {str(why): why for one in threads if (why := self.reason(one))}
        return MirrorBacklog(count, tuple(reasons.values()))
