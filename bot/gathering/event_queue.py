"""Gathering: what is said in our rooms becomes comments, each exactly once, in the order of its channel.

Everything goes through one queue and is committed in groups, together with the watermarks.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Self

from bot.database import task_fault_store as task_faults
from bot.database.engine import REFUSALS, Database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.locate import locate
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import watermark_store as watermarks
from bot.domain.discussion import CommentOrigin, Post
from bot.domain.errors import StorageFailed
from bot.domain.events import HistoryPage, MessageEdited, MessagePosted, MessagesDeleted, snowflake_time
from bot.domain.message import message
from bot.gathering.apply_events import KIND_OF, ChannelEvent, Event, Group, apply, said
from bot.gathering.audit_log_matcher import ENTRY_GROWS
from bot.gathering.catch_up import CatchUp
from bot.gathering.early_edits import EarlyEdits
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.metrics import NO_METRICS, Counted, Metrics
from bot.jobs.supervisor import Supervisor

_log = logging.getLogger(__name__)

GROUP_SIZE = 300
"""Events committed together at most: more of them gain little, and one waits for all."""
CROWD = 40
"""Events in a group that tell of a rush; a busy server's messages come one or two at a time."""
RUSH = 1_000.0
"""Events a second beyond which groups grow from one to the next: each costs a millisecond, however large."""
LONGEST_LINGER = 0.15
"""Seconds that the queue waits for more of a rush, at most."""
FLUSH_SECONDS = 30.0
"""How long after messages that are not ours went by watermarks are stored, where nothing is stored before."""
BACKOFF = Backoff(first=1.0, longest=60.0)
MAX_WAITING = 10_000
"""Events that wait to be stored, at most; what comes after them is read from history later."""


@dataclass(slots=True)
class _Waiting:
    event: Event | None
    done: asyncio.Future[None] | None = None


class EventQueue:
    """Takes events and stores them, one after the other. A context: on its end what waits is stored."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rooms: RoomIndex,
        door: Door,
        tracker: GapTracker,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        self._clock = clock
        self._database = database
        self._rooms = rooms
        self._tracker = tracker
        self._metrics = metrics
        self._supervisor = Supervisor(clock, "gatherer", partial(task_faults.store, database, "gatherer"))
        self._early = EarlyEdits()
        self._door = door
        self._queue: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._passed: dict[int, int] = {}
        self._flushing: asyncio.TimerHandle | None = None
        self._failing = False
        self._ending = asyncio.Event()
        self._catch_up = CatchUp(clock, lambda: self.latest)
        self._left: dict[int, Post] = {}
        self._before = 0

    async def __aenter__(self) -> Self:
        self._before = await self._database.read(watermarks.latest)
        self._tracker.mark_stale(self._rooms.all(), snowflake_time(self._before) - ENTRY_GROWS)
        self._gathering = self._supervisor.start(self._gather)
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._flushing is not None:
            self._flushing.cancel()
        self._ending.set()
        self._queue.put_nowait(_Waiting(None))
        self._queue.put_nowait(None)
        await asyncio.wait((self._gathering,))

    @property
    def is_faulting(self) -> bool:
        """Whether what was last to be stored could not be, by a fault of the program."""
        return self._supervisor.is_faulting

    @property
    def waiting(self) -> int:
        """Events that wait to be stored."""
        return self._queue.qsize()

    # ------------------------------------------------------------------ what happens in channels

    def follows_changes(self, channel_id: int) -> bool:
        """Whether messages in a channel or thread may be comments, added ones too. Costs no query."""
        return self._rooms.follows(channel_id) or self._rooms.is_source(channel_id)

    def enqueue(self, event: ChannelEvent) -> None:
        """Something happened; it is stored in its turn."""
        if isinstance(event, MessagesDeleted):
            self._door.note_deleted(event.ids)
        if isinstance(event, MessagePosted) and not self._can_be_ours(event):
            self.skip(event.channel_id, event.id)
            return
        if isinstance(event, MessagePosted):
            self._saw(event.channel_id, event.id)
        if not self._put(_Waiting(event)):
            self._leave_to_history(event.channel_id)
        elif isinstance(event, MessagePosted):
            self._early.queued(event.id)

    def _put(self, waiting: _Waiting) -> bool:
        """Queue something; False where too much waits already."""
        if self._queue.qsize() >= MAX_WAITING:
            return False
        self._queue.put_nowait(waiting)
        if waiting.event:
            self._metrics.count(Counted.EVENTS, KIND_OF[type(waiting.event)])
        return True

    def _leave_to_history(self, channel_id: int) -> None:
        thread = self._rooms.of_thread(channel_id)
        here = [thread] if thread else self._rooms.in_channel(channel_id)
        behind = here + self._rooms.posts_fed_by(channel_id)
        self._tracker.mark_stale(behind, snowflake_time(self.latest))
        self._left |= {post.id: post for post in behind}

    def skip(self, channel_id: int, message_id: int) -> None:
        """A message went by that is none of ours: it costs nothing now, and is not read again later."""
        self._saw(channel_id, message_id)
        if channel_id not in self._tracker.stale:
            self._passed[channel_id] = max(message_id, self._passed.get(channel_id, 0))
            if self._flushing is None:
                self._flushing = asyncio.get_running_loop().call_later(FLUSH_SECONDS, self._flush)

    def _saw(self, channel_id: int, message_id: int) -> None:
        self._early.saw(channel_id, message_id)
        self._catch_up.told()

    async def catch_up(self, message_id: int) -> None:
        """If a message of a page of history was only just written, wait until the gateway has told of it or
        of a later one: answers to requests overtake it, and what was said elsewhere before would be stored
        and shown after that message.
        """
        await self._catch_up.until(message_id)

    @property
    def latest(self) -> int:
        """The id of the last message that is known of in any channel, 0 where there is none."""
        return max(self._early.latest, self._before)

    async def store_page(self, page: HistoryPage | None) -> None:
        """Store what a page of history holds, or nothing; return once it and all before it is committed.

        Raises:
            StorageFailed: too much waits to be stored already.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not self._put(_Waiting(page, done)):
            raise StorageFailed(message("The database is busy. Try again in a moment."))
        await done

    def reading(self, channel_id: int) -> AbstractContextManager[None]:
        """While messages of a channel are asked for and then gathered: an edit in between is not lost."""
        return self._early.reading(channel_id)

    def _can_be_ours(self, posted: MessagePosted) -> bool:
        return self._rooms.of_thread(posted.channel_id) is not None or (
            posted.replied_to is not None and self._rooms.has_cards(posted.channel_id)
        )

    # ------------------------------------------------------------------ storing

    async def _gather(self) -> None:
        while (first := await self._queue.get()) is not None:
            group, ended = self._take_group(first)
            if not await self._supervisor.attempt(partial(self._store, group)):
                await self._store_apart(group)
            self._early.settled(one.event.id for one in group if isinstance(one.event, MessagePosted))
            # What came after a group that was given up may move no watermark.
            if ended or (self._failing and self._ending.is_set()):
                return
            if len(group) >= CROWD and self._queue.qsize() < GROUP_SIZE:
                await asyncio.sleep(min(len(group) / RUSH, LONGEST_LINGER))

    def _take_group(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        """Take what waits already, to be stored together with ``first``; True with it if that is the end."""
        group, ended = [first], False
        while not ended and len(group) < GROUP_SIZE and not self._queue.empty():
            if following := self._queue.get_nowait():
                group.append(following)
            ended = following is None
        return group, ended

    async def _store_apart(self, group: list[_Waiting]) -> None:
        """Something in a group cannot be stored for a fault of the program's: store the rest without it."""
        for one in group:
            if not await self._supervisor.attempt(partial(self._store, [one])):
                self._give_up(one)

    def _give_up(self, waiting: _Waiting) -> None:
        """Have what cannot be stored read from history later, by whoever asked for it."""
        if waiting.done and not waiting.done.done():
            waiting.done.set_exception(StorageFailed(message("The message could not be saved.")))
        elif isinstance(waiting.event, ChannelEvent):
            self._leave_to_history(waiting.event.channel_id)

    async def _store(self, group: list[_Waiting]) -> None:
        """Commit a group, however long the database takes: whatever was taken is kept in its order.

        Only when the bot ends it is given up: no watermark has moved, the next start reads it from history.
        """
        # Only once nothing waits before it may a message that passed by move a watermark.
        passed = self._take_passed() if self._queue.empty() else {}
        failures = 0
        while True:
            # What did not fit is read from history once all before it is stored.
            left = list(self._left.values()) if self._queue.empty() else []
            try:
                prepared = await self._prepared(group, passed, left)
                generation = self._tracker.generation
                early, new = await self._apply(prepared)
                break
            except StorageFailed as failure:
                self._failing = True
                if self._ending.is_set():
                    _log.error("What was said last is not stored, the next start reads it: %s", failure)
                    return
                failures += 1
                delay = BACKOFF.delay(failures)
                if failures == 1:  # one line for each outage
                    _log.error("What was said cannot be stored, trying again in %.0f s: %s", delay, failure)
                await self._clock.wait(self._ending, delay)
        if self._failing:
            _log.warning("What was said can be stored again")
        self._failing = False
        for origin, number in new.items():
            self._metrics.count(Counted.COMMENTS, origin, number)
        self._tracker.mark_current(prepared.missed, generation)
        for edited in early:
            self._early.keep(edited)
        for post in left:
            self._left.pop(post.id, None)
        for waiting in group:
            if waiting.done and not waiting.done.done():
                waiting.done.set_result(None)

    async def _apply(self, group: Group) -> tuple[list[MessageEdited], Counter[CommentOrigin]]:
        try:
            return await self._database.write(apply, self._door, group)
        except REFUSALS:
            return await self._database.write(apply, self._door, group, apart=True)

    async def _prepared(
        self, waiting: Iterable[_Waiting], passed: Mapping[int, int], left: Collection[Post]
    ) -> Group:
        """Decide what is to be stored of a group, by what is known at this moment."""
        events = [one.event for one in waiting if one.event]
        posted = [one for event in events for one in said(event)]
        located = await locate(self._database, self._rooms, posted)
        return Group(
            events,
            {one: its for one, its in located.items() if not self._door.was_deleted(one)},
            {one: edited for one in located if (edited := self._early.get(one))},
            self._tracker.missed(event.channel_id for event in events if isinstance(event, MessagePosted)),
            passed,
            self._tracker.keys(left),
        )

    def _take_passed(self) -> dict[int, int]:
        """What went by since the last time, where nothing may have been missed before it."""
        passed, self._passed = self._passed, {}
        stale = self._tracker.stale
        return {channel: message for channel, message in passed.items() if channel not in stale}

    def _flush(self) -> None:
        self._flushing = None
        if self._passed and self._queue.empty():
            self._put(_Waiting(None))
