"""Backfill: what was said, edited and deleted while the bot could not see it is read from history."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import (
    appearance_store as appearances,
    discussion_store as discussions,
    post_store as posts,
    send_order_store as turns,
    watermark_store as watermarks,
)
from bot.domain.discussion import DiscussionStatus, Post
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.events import ChannelRef, HistoryPage, first_snowflake, snowflake_time
from bot.gathering.event_queue import EventQueue
from bot.gathering.recent_changes import Comparison
from bot.gathering.unread import Unread
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.slots import Slots

_log = logging.getLogger(__name__)

CONCURRENCY = 5
"""Requests at a time: Discord answers 50 requests a second, and commands need some of them."""
CHANNEL_CONCURRENCY = 100
"""Channels read at a time. Each keeps one page in memory, also while the database takes nothing."""
UNKNOWN_SECONDS = 1.0
"""How long it takes at most until a card that was just stored is known in memory."""


class BackfillWorker(StoredReconciler[int]):
    """Closes gaps and compares recent comments, by channel or thread: all side by side, the newest first.

    ``recent`` is how far back comments are compared with what stands, for edits and deletions.
    """

    job = Job.BACKFILL
    backoff = Backoff(first=5.0, longest=600.0)
    concurrency = per_lane = CHANNEL_CONCURRENCY

    def __init__(
        self,
        clock: Clock,
        database: Database,
        rooms: RoomIndex,
        tracker: GapTracker,
        event_queue: EventQueue,
        history: History,
        door: Door,
        recent: timedelta,
    ) -> None:
        super().__init__(clock, database)
        self._rooms = rooms
        self._tracker = tracker
        self._event_queue = event_queue
        self._history = history
        self._door = door
        self._recent_days = recent
        self._slots = Slots(CONCURRENCY)
        self._unread = Unread(database, tracker, history, self._slots)
        self._comparison = Comparison(database, event_queue, history, door, self._slots)

    async def pending(self) -> Iterable[int]:
        """The channels and threads with gaps, those with recent comments to compare, and the channels where
        something in them may have been missed.
        """
        generation, uncompared = self._tracker.generation, frozenset(self._tracker.uncompared)
        gaps, recent = await self._database.read(watermarks.open_gaps), set[int]()
        if uncompared:
            recent = await self._database.read(appearances.recent_shown, await self._since())
        self._tracker.mark_compared(uncompared - recent, generation)
        keys = gaps.keys() | (uncompared & recent)
        keys |= {found[-1].channel_id for one in self._tracker.stale if (found := self._posts(one))}
        known = {one: found[-1] for one in keys if (found := self._posts(one))}
        there = [one for one, post in known.items() if self._is_there(post)]
        return sorted(there, key=lambda one: known[one].id, reverse=True)

    async def work(self, key: int) -> float | None:
        """Read what is missing in a channel or thread; in a channel, find out first in which of its threads
        anything is.

        Raises:
            BotLacks, PlatformFailed: its history cannot be read.
            StorageFailed: what was said there cannot be stored.
        """
        await self._unread.open_gaps(self._rooms.in_channel(key))
        gaps = await self._database.read(watermarks.gaps, key)
        if gaps and not await self._is_known(key):
            return UNKNOWN_SECONDS
        recent = await self._recent(key)
        posts = self._posts(key)
        if not posts or not self._is_there(post := posts[-1]):
            return None
        ref = ChannelRef(post.server_id, post.channel_id, key)
        try:
            for gap in gaps:
                await self._close_gap(ref, post, gap)
            await self._compare(ref, posts, recent)
        except NotFound:
            _log.info("Channel or thread %d is gone from Discord", key)
            await self.channel_gone(key)
        return None

    def gives_up(self, failure: TertuliaError) -> bool:
        """Where the bot lacks a permission it waits until that changes."""
        return isinstance(failure, BotLacks)

    def outage_began(self, posts: Collection[Post]) -> None:
        """Events of these posts' rooms may be missed from now on."""
        self._tracker.outage_began(posts, snowflake_time(self._event_queue.latest))

    def mark_stale(self, posts: Collection[Post], *, unreliable: bool = False) -> None:
        """See :meth:`GapTracker.mark_stale`. They are read when this work is started again."""
        self._tracker.mark_stale(posts, snowflake_time(self._event_queue.latest), unreliable=unreliable)

    async def channel_gone(self, channel_id: int) -> None:
        """A channel or thread was deleted: what was said in it is kept, and there is nothing left to read."""
        generation = self._tracker.generation
        await self._database.write(_mark_gone, channel_id=channel_id)
        self._tracker.mark_current([channel_id], generation)
        self._tracker.mark_compared([channel_id], generation)

    # ------------------------------------------------------------------ reading

    async def _close_gap(self, ref: ChannelRef, post: Post, gap: watermarks.Gap) -> None:
        """Read history from where the gap begins to its end, unless another gap takes its place meanwhile."""
        place, reached, whole = ref.channel_id, gap.after_id, False
        while not whole:
            generation = self._tracker.generation
            with self._event_queue.reading(place):
                async with self._slots.of(place):
                    page = await self._page(ref, post, reached)
                await self._event_queue.catch_up(max(page.ids, default=0))
                await self._event_queue.store_page(page)
            reached = max(page.ids, default=reached)
            if not await self._database.write(watermarks.narrow, gap_id=gap.id, after_id=reached):
                return
            # A message written meanwhile may answer one of this page that was not stored when it came.
            is_last = not page.ids or (self._history.last_message(place) or 0) <= reached
            whole = page.until is None and is_last and not self._tracker.stale_since(place, generation)
        await self._database.write(_close, gap=gap, reached=reached)
        if place not in self._tracker.stale:
            self._tracker.unreliable.discard(place)

    async def _page(self, ref: ChannelRef, post: Post, reached: int) -> HistoryPage:
        """The messages that follow; who moderates is asked for only where a discussion is not open, and where
        there are rules.
        """
        page = await self._history.after(ref, reached)
        discussion = await self._database.read(discussions.of_post, post.id)
        if discussion.status is DiscussionStatus.OPEN and not self._door.has_rules(ref.server_id):
            return page
        unknown = {posted.author.id for posted in page.posted if posted.moderator is None}
        return page.with_moderators({one: await self._history.moderates(ref, one) for one in unknown})

    async def _compare(self, ref: ChannelRef, posts: list[Post], messages: list[int]) -> None:
        """Compare these messages with what is stored of them."""
        place, generation = ref.channel_id, self._tracker.generation
        if place not in self._tracker.uncompared:
            return
        if messages:
            is_ours = self._rooms.follows(place)
            compare = self._comparison.of_room if is_ours else self._comparison.of_source
            await compare(ref, posts, messages, self._tracker.missed_since(place))
        self._tracker.mark_compared([place], generation)

    # ------------------------------------------------------------------ what is known

    def _posts(self, place: int) -> list[Post]:
        """The live posts with comments in a channel or thread, the newest last."""
        thread = self._rooms.of_thread(place)
        return [thread] if thread else self._rooms.in_channel(place) or self._rooms.posts_fed_by(place)

    def _is_there(self, post: Post) -> bool:
        """Whether the server of a post can be reached: it is read when the bot is back there."""
        return self._history.exists(post.server_id)

    async def _is_known(self, place: int) -> bool:
        """Whether memory knows each card there as it is stored. What is said to another is ignored."""
        for stored in await self._database.read(posts.live_in, place):
            known = self._rooms.get(stored.id)
            if known is None or (known.message_id, known.thread_id) != (stored.message_id, stored.thread_id):
                return False
        return True

    async def _recent(self, place: int) -> list[int]:
        """The messages of a channel or thread whose comments are to be compared."""
        if place not in self._tracker.uncompared:
            return []
        return await self._database.read(appearances.recent_shown_in, await self._since(), place)

    async def _since(self) -> int:
        """The id after which comments are recent: by the platform's clock, back from the last one it gave."""
        now = snowflake_time(max(await self._database.read(watermarks.latest), self._event_queue.latest))
        return first_snowflake(now - self._recent_days)


def _close(connection: Connection, gap: watermarks.Gap, reached: int) -> None:
    mark = watermarks.of(connection, gap.channel_id)
    # What was said between the watermark and a gap behind it may be told late: answers to requests overtake.
    if mark is None or mark >= gap.after_id:
        watermarks.advance(connection, {gap.channel_id: reached})
    watermarks.close(connection, gap.id)
    turns.schedule_held(connection, gap.channel_id)


def _mark_gone(connection: Connection, channel_id: int) -> None:
    watermarks.close_all(connection, channel_id)
    appearances.mark_channels_gone(connection, [channel_id])
