"""Where messages may be missing: the places whose last message is not one that is stored."""

from __future__ import annotations

import contextlib
from functools import partial

from bot.domain.discussion import Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.services.missed import Missed
from bot.services.ports.history import History
from bot.services.slots import Slots
from bot.storage import watermarks
from bot.storage.database import Database


class Unread:
    """Compares what is stored of a room with the last messages that the platform knows there."""

    def __init__(self, database: Database, missed: Missed, history: History, slots: Slots) -> None:
        self._database = database
        self._missed = missed
        self._history = history
        self._slots = slots
        self.untold: set[int] = set()
        """Channels and threads whose last messages the platform did not tell of, as while it hid them."""

    async def in_places(self, places: dict[int, Post]) -> dict[int, Post]:
        """Where messages may be missing; where the last message is one that is stored, none is."""
        # A message that is stored meanwhile makes a gap of it: no place is in neither of the two.
        behind, falls = self._missed.behind, self._missed.falls
        async with self._database.read() as connection:
            marks = await watermarks.all_of(connection, places)
            gaps = await watermarks.open_gaps(connection, places)
        doubtful = {one: post for one, post in places.items() if one in behind or one in gaps}
        told = {one: post for one, post in doubtful.items() if one not in self.untold}
        lasts = await self._last_messages(told)
        found: dict[int, Post] = {}
        for channel_id, post in doubtful.items():
            gap, last = gaps.get(channel_id), lasts.get(channel_id)
            known = gap.after_id if gap else marks.get(channel_id)
            fell_again = self._missed.fell_after(channel_id, falls)
            if last is None or known is None or last > known or fell_again:
                found[channel_id] = post
                continue
            self._missed.caught_up([channel_id], falls)
            if gap:
                await self._database.write(partial(watermarks.close, channel_id=channel_id))
        return found

    async def _last_messages(self, places: dict[int, Post]) -> dict[int, int]:
        """The last messages of a room's places, as far as known; its archive tells of a hundred at a time."""
        told = {one: self._history.last_message(one) for one in places}
        lasts = {one: last for one, last in told.items() if last is not None}
        archived = {one: post for one, post in places.items() if one not in lasts and one == post.thread_id}
        if archived:
            post = next(iter(archived.values()))
            # What lies in no archive either, or cannot be asked for, is read itself and says why.
            with contextlib.suppress(BotLacks, NotFound, PlatformFailed):
                async with self._slots.of(post.channel_id):
                    lasts |= await self._history.archived(post.server_id, post.channel_id, archived)
        return lasts
