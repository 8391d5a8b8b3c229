"""Where messages are missing: the places whose last message is not one that is stored."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

from bot.database.engine import Database
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History
from bot.discussion.stores import watermark_store as watermarks
from bot.domain.discussion import Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.mirroring.slots import Slots


class Unread:
    """Compares what is stored of a room with the last messages that the platform knows there."""

    def __init__(self, database: Database, tracker: GapTracker, history: History, slots: Slots) -> None:
        self._database = database
        self._tracker = tracker
        self._history = history
        self._slots = slots

    async def open_gaps(self, posts: Collection[Post]) -> None:
        """Open a gap in each stale place of these posts' room, unless its last message is stored."""
        places = {post.channel_id for post in posts} | {post.thread_id for post in posts if post.thread_id}
        # A message that is stored meanwhile opens one itself.
        stale, generation = self._tracker.stale & places, self._tracker.generation
        if not stale:
            return
        marks = await self._database.read(watermarks.all_of, stale)
        lasts = await self._last_messages(posts, stale - self._tracker.unreliable)
        current = {one for one in stale & lasts.keys() & marks.keys() if lasts[one] <= marks[one]}
        self._tracker.mark_current(current, generation)
        unread = sorted(stale & self._tracker.stale, reverse=True)
        await asyncio.gather(*map(self._tracker.open_gap, unread))

    async def _last_messages(self, posts: Collection[Post], places: Collection[int]) -> dict[int, int]:
        """The last messages of a room's places, as far as known; its archive tells of a hundred at a time."""
        told = {one: self._history.last_message(one) for one in places}
        lasts = {one: last for one, last in told.items() if last is not None}
        archived = [one for one in posts if one.thread_id in places and one.thread_id not in lasts]
        if archived:
            room = archived[0]
            threads = [one.thread_id for one in archived if one.thread_id is not None]
            # What lies in no archive either, or cannot be asked for, is read itself and says why.
            with contextlib.suppress(BotLacks, NotFound, PlatformFailed):
                async with self._slots.of(room.channel_id):
                    lasts |= await self._history.archived(room.server_id, room.channel_id, threads)
        return lasts
