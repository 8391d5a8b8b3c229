"""Where messages may be missing, or comments outdated, and history was not asked yet.

A channel or thread is *stale* from the moment messages may have been missed in it. The first message that is
stored there after that opens a gap from its watermark in the same transaction, so that it never hides one.
Whatever is stale is also *uncompared*: comments may have been edited or deleted there.

Each outage is a ``generation``. Whoever looks whether anything was missed takes its number first: what went
stale meanwhile stays stale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set as AbstractSet
from datetime import datetime

from bot.database.engine import Database
from bot.discussion.room_index import RoomIndex, channels_of
from bot.discussion.stores import watermark_store as watermarks
from bot.domain.discussion import Post


class GapTracker:
    """The channels and threads whose history may hold what is not stored."""

    def __init__(self, database: Database, rooms: RoomIndex) -> None:
        self._database = database
        self._rooms = rooms
        self._stale: set[int] = set()
        self._uncompared: set[int] = set()
        self._since: dict[int, datetime] = {}
        self._generation_of: dict[int, int] = {}
        self._generation = 0
        self.unreliable: set[int] = set()
        """Channels and threads whose last message, as the platform told it, may be outdated."""

    @property
    def stale(self) -> AbstractSet[int]:
        """The channels and threads in which messages may have been missed, and no gap was opened yet.

        This is a view, like :attr:`uncompared`: they can be tens of thousands, and each event looks here.
        """
        return self._stale

    @property
    def uncompared(self) -> AbstractSet[int]:
        """The channels and threads whose comments may have been edited or deleted unseen."""
        return self._uncompared

    @property
    def generation(self) -> int:
        """How many outages there were so far."""
        return self._generation

    def outage_began(self, posts: Collection[Post], since: datetime) -> None:
        """Events of these posts' rooms may be missed from now on: ``since``, by the platform's clock."""
        self._outage(self._places(posts), since)

    def mark_stale(self, posts: Collection[Post], since: datetime, *, unreliable: bool = False) -> None:
        """Events of these posts' rooms were missed, or may have been, after ``since``.

        ``unreliable``: nor does the platform tell which messages are the last there, as where the bot's
        permissions changed.
        """
        places = self._places(posts)
        self._outage(places, since)
        self._uncompared |= places
        self._stale |= _rooms(posts)
        if unreliable:
            self.unreliable |= _rooms(posts)

    def stale_since(self, channel_id: int, generation: int) -> bool:
        """Whether an outage of a channel or thread began after ``generation``."""
        return self._generation_of.get(channel_id, 0) > generation

    def missed_since(self, channel_id: int) -> datetime | None:
        """After when events of a channel or thread may have been missed, or None."""
        return self._since.get(channel_id)

    def mark_current(self, channels: Iterable[int], generation: int) -> None:
        """No message is missing in these channels, or a gap is open; but for outages after ``generation``."""
        self._stale.difference_update(one for one in channels if not self.stale_since(one, generation))

    def mark_compared(self, channels: Iterable[int], generation: int) -> None:
        """No edit or deletion is missing in these channels; but of outages after ``generation``."""
        for channel_id in channels:
            if not self.stale_since(channel_id, generation):
                self._uncompared.discard(channel_id)
                self._since.pop(channel_id, None)

    async def open_gap(self, channel_id: int) -> None:
        """Make a gap of what may have been missed in a channel, so that it can be closed from history."""
        generation = self._generation
        await self._database.write(watermarks.open_after_watermarks, self.missed([channel_id]))
        self.mark_current([channel_id], generation)

    def missed(self, channels: Iterable[int]) -> dict[int, int]:
        """The stale channels among ``channels``, each with the message after which it begins to concern us.

        To be given to :func:`watermarks.open_after_watermarks` where something is stored there now; call
        :meth:`mark_current` once it is committed.
        """
        return {channel_id: self._first(channel_id) for channel_id in self._stale.intersection(channels)}

    def keys(self, posts: Collection[Post]) -> set[int]:
        """The channels and threads to look at for all that may be missing below these posts."""
        return self._places(posts) | {post.channel_id for post in posts}

    def _places(self, posts: Collection[Post]) -> set[int]:
        """The channels and threads that comments below these posts stand in."""
        return _rooms(posts) | self._rooms.sources({post.id for post in posts})

    def _outage(self, places: Iterable[int], since: datetime) -> None:
        self._generation += 1
        for place in places:
            self._generation_of[place] = self._generation
            self._since.setdefault(place, since)

    def _first(self, channel_id: int) -> int:
        """Where a channel that was never gathered begins to concern us: at its (first) card."""
        thread = self._rooms.of_thread(channel_id)
        posts = [thread] if thread else self._rooms.in_channel(channel_id)
        return min((post.message_id for post in posts if post.message_id), default=0)


def _rooms(posts: Collection[Post]) -> set[int]:
    """The channels and threads that belong to these posts."""
    return {ref.channel_id for post in posts for ref in channels_of(post)}
