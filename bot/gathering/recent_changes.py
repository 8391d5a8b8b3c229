"""Comparing the comments of the last days with the messages that show them, for edits and deletions that
nobody told of.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.discussion.history_port import History
from bot.domain.events import Deleted, Edited, Page, Venue
from bot.gathering.event_queue import Gatherer
from bot.mirroring.slots import Slots

LENT = 1_000
"""Messages of one lending channel that are compared, at most, the newest ones: each costs a request."""


class Comparison:
    """Reads again what stands where comments were made, and hands on what is different: to the gatherer."""

    def __init__(self, gatherer: Gatherer, history: History, slots: Slots) -> None:
        self._gatherer = gatherer
        self._history = history
        self._slots = slots

    async def of_room(self, venue: Venue, messages: Collection[int], since: datetime | None) -> None:
        """Compare ``messages`` of a thread, or of a channel that cards stand in, page by page.

        What is found to be deleted was so after ``since``.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be read.
        """
        known = sorted(messages)
        page = await self._after(venue, known[0] - 1)
        if not page.ids:
            async with self._slots.of(venue.channel_id):
                page = await self._history.latest(venue)
            await self._found(venue, page, page.missing(known), since)
            return
        while True:
            standing = set(page.ids)
            last = known[-1] if page.whole else page.ids[-1]
            missing = tuple(one for one in known if one <= last and one not in standing)
            await self._found(venue, page, missing, since)
            known = [one for one in known if one > last]
            if not known:
                return
            page = await self._after(venue, last)

    async def of_lender(self, venue: Venue, messages: Collection[int], since: datetime | None) -> None:
        """Compare ``messages`` of a channel that is no room of ours and that they were added from: those
        alone, for it may be busy with other things.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be read.
        """
        for message_id in sorted(messages, reverse=True)[:LENT]:
            async with self._slots.of(venue.channel_id):
                page = await self._history.one(venue, message_id)
            await self._found(venue, page, () if page.ids else (message_id,), since)

    async def _after(self, venue: Venue, message_id: int) -> Page:
        async with self._slots.of(venue.channel_id):
            return await self._history.after(venue, message_id)

    async def _found(
        self, venue: Venue, page: Page, missing: tuple[int, ...], since: datetime | None
    ) -> None:
        # What it holds of members is known; how often people reacted may have changed.
        await self._gatherer.gather(replace(page, said=()))
        for said in page.said:
            if said.edited_at:
                edit = Edited(said.id, said.channel_id, said.text, said.edited_at, said.attachments)
                self._gatherer.take(edit)
        if missing:
            self._gatherer.take(Deleted(missing, venue.server_id, venue.channel_id, since))
