"""Where messages may have been missed, before history was asked.

A channel or thread is *behind* from the moment messages may have been missed in it; the first message that is
stored there after that opens a gap from its watermark in the same transaction, so that it never hides one.

Whoever looks whether anything was missed takes ``falls`` first: what fell behind meanwhile stays behind.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import partial

from bot.domain.discussion import Post
from bot.services.rooms import Rooms, venues
from bot.storage import watermarks
from bot.storage.database import Connection, Database


class Missed:
    """The channels and threads that are behind: all of them at first, as nobody looked while no bot ran."""

    def __init__(self, database: Database, rooms: Rooms) -> None:
        self._database = database
        self._rooms = rooms
        self._behind: set[int] = set()
        self._fell: dict[int, int] = {}
        self._falls = 0

    @property
    def behind(self) -> frozenset[int]:
        """The channels and threads in which messages may have been missed, and no gap was opened yet."""
        return frozenset(self._behind)

    def __contains__(self, channel_id: int) -> bool:
        return channel_id in self._behind

    @property
    def falls(self) -> int:
        """How often rooms have fallen behind so far."""
        return self._falls

    def fall_behind(self, posts: Iterable[Post]) -> None:
        """Messages may have been missed in these posts' rooms from now on, until history was read."""
        self._falls += 1
        fallen = {venue.channel_id for post in posts for venue in venues(post)}
        self._behind |= fallen
        self._fell |= dict.fromkeys(fallen, self._falls)

    def fell_after(self, channel_id: int, falls: int) -> bool:
        """Whether a channel fell behind since there were so many ``falls``."""
        return self._fell.get(channel_id, 0) > falls

    def caught_up(self, channels: Iterable[int], falls: int) -> None:
        """Nothing had been missed in these channels when there were so many ``falls``, or what had been is a
        gap by now.
        """
        self._behind.difference_update(one for one in channels if not self.fell_after(one, falls))

    async def open_gap(self, channel_id: int) -> None:
        """Make a gap of what may have been missed in a channel, so that it can be closed from history."""
        falls = self._falls
        await self._database.write(partial(self.open_gaps, channels=[channel_id]))
        self.caught_up([channel_id], falls)

    async def open_gaps(self, connection: Connection, channels: Collection[int]) -> set[int]:
        """Something was said in these channels now: what may have been missed there before, is a gap. Gives
        those that were behind; they have caught up once it is committed.
        """
        opened = self._behind.intersection(channels)
        for channel_id in opened:
            await watermarks.open_behind(connection, channel_id, self._since(channel_id))
        return opened

    def _since(self, channel_id: int) -> int:
        """Where a channel that was never gathered begins to concern us: at its (first) card."""
        thread = self._rooms.of_thread(channel_id)
        posts = [thread] if thread else self._rooms.in_channel(channel_id)
        return min((post.message_id for post in posts if post.message_id), default=0)
