"""Counting reactions: what people react to is read again a moment later, so that the count is the platform's.

A count that followed the events would be wrong for good after the first that is missed or told twice. A read
gives a hundred messages, and waits a little: a wave of reactions costs one.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.errors import BotLacks, NotFound
from bot.domain.said import Page, Venue
from bot.services.background import Supervisor, stop
from bot.services.gather import Gatherer
from bot.services.ports.history import History
from bot.services.rooms import Rooms
from bot.storage import appearances
from bot.storage.database import Database

_log = logging.getLogger(__name__)

WAIT_SECONDS = 3.0
"""How long reactions in one channel are collected before it is read."""
RETRY_SECONDS = 60.0
AT_ONCE = 2
"""Channels read at a time: counts are less urgent than what is said."""


class Counting:
    """Reads again what people reacted to. As a context it is stopped at the end."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        gatherer: Gatherer,
        history: History,
        wait: float = WAIT_SECONDS,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._gatherer = gatherer
        self._history = history
        self._supervisor = Supervisor(database)
        self._wait = wait
        self._retry = retry
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._reacted: dict[Venue, set[int]] = {}
        self._tasks: dict[Venue, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(*self._tasks.values())

    def reacted(self, server_id: int, channel_id: int, message_id: int) -> None:
        """Somebody reacted to a message, or took a reaction back. Costs no query here."""
        if not self._gatherer.follows_changes(channel_id):
            return
        post = self._rooms.of_thread(channel_id)
        venue = Venue(server_id, post.channel_id if post else channel_id, channel_id)
        self._reacted.setdefault(venue, set()).add(message_id)
        if venue not in self._tasks:
            self._tasks[venue] = self._supervisor.start(
                partial(self._count_until_done, venue), "reactions", f"channel {channel_id}"
            )

    async def _count_until_done(self, venue: Venue) -> None:
        delay = self._wait
        about = f"channel {venue.channel_id}"
        while venue in self._reacted:
            await asyncio.sleep(delay)
            reacted = self._reacted.pop(venue)
            delay = self._wait
            if not await self._supervisor.attempt(partial(self._counted, venue, reacted), "reactions", about):
                self._reacted.setdefault(venue, set()).update(reacted)
                delay = self._retry
        del self._tasks[venue]

    async def _counted(self, venue: Venue, reacted: set[int]) -> None:
        try:
            async with self._limit:
                await self._count(venue, reacted)
        except (NotFound, BotLacks) as lack:
            _log.info("Reactions in %d cannot be counted: %s", venue.channel_id, lack)

    async def _count(self, venue: Venue, reacted: set[int]) -> None:
        """Read the messages among these that show comments, as many at a time as stand together."""
        async with self._database.read() as connection:
            left = await appearances.shown_by(connection, reacted)
        while left:
            page = await self._read(venue, min(left))
            await self._gatherer.gather(replace(page, said=()))
            left -= {min(left), *page.ids}

    async def _read(self, venue: Venue, message_id: int) -> Page:
        if self._gatherer.follows(venue.channel_id):
            return await self._history.after(venue, message_id - 1)
        return await self._history.one(venue, message_id)
