"""Comparing the comments of the last days with the messages that show them, for edits and deletions that
nobody told of.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from bot.database.engine import Database
from bot.discussion.door import Door
from bot.discussion.history_port import History
from bot.domain.differences import Kind, compare
from bot.domain.discussion import Post
from bot.domain.events import ChannelRef, HistoryPage, MessageEdited, MessagePosted, MessagesDeleted, Standing
from bot.gathering import stored_message_store as stored_messages
from bot.gathering.event_queue import EventQueue
from bot.mirroring.slots import Slots

FROM_SOURCE = 1_000
"""Added messages of one channel that are compared, at most, the newest ones: each costs a request."""


class Comparison:
    """Reads again what stands where comments were made, and hands what differs to the queue of events."""

    def __init__(
        self, database: Database, event_queue: EventQueue, history: History, door: Door, slots: Slots
    ) -> None:
        self._database = database
        self._event_queue = event_queue
        self._history = history
        self._door = door
        self._slots = slots

    async def of_room(
        self, ref: ChannelRef, posts: Sequence[Post], messages: Collection[int], since: datetime | None
    ) -> None:
        """Compare a thread, or a channel that cards stand in, page by page from the first of ``messages`` to
        the last.

        What is found to be deleted was so after ``since``.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be read.
            StorageFailed: what differs cannot be found or stored.
        """
        reached, end = min(messages) - 1, max(messages)
        while reached < end:
            async with self._slots.of(ref.channel_id):
                page = await self._history.after(ref, reached)
                if not page.ids and not (await self._history.after(ref, 0)).ids:
                    return  # a channel without any message tells nothing: it may be that nothing may be read
            reached = page.until or end
            await self._hand_on(ref, posts, replace(page, until=reached), since)

    async def of_source(
        self, ref: ChannelRef, posts: Sequence[Post], messages: Collection[int], since: datetime | None
    ) -> None:
        """Compare ``messages`` of a channel that is no room of ours and that they were added from: those
        alone, for it may be busy with other things.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be read.
            StorageFailed: what differs cannot be found or stored.
        """
        for message_id in sorted(messages, reverse=True)[:FROM_SOURCE]:
            async with self._slots.of(ref.channel_id):
                page = await self._history.one(ref, message_id)
            await self._hand_on(ref, posts, page, since)

    async def _hand_on(
        self, ref: ChannelRef, posts: Sequence[Post], page: HistoryPage, since: datetime | None
    ) -> None:
        stretch = (page.channel_id, page.after, page.until)
        stored = await self._database.read(stored_messages.between, *stretch)
        found = list(compare(ref, posts, stored, page.messages))
        wrong = [one.live for one in found if one.live and one.kind is Kind.COUNTED_WRONG]
        counted = HistoryPage(ref.channel_id, tuple(replace(one, posted=None) for one in wrong))
        # Also where there are none: while nothing can be stored, nothing more is read.
        await self._event_queue.store_page(counted)
        for one in found:
            posted = one.live.posted if one.live and one.kind is not Kind.COUNTED_WRONG else None
            if posted and posted.edited_at:
                edit = MessageEdited(
                    *(posted.id, posted.channel_id, posted.text, posted.edited_at),
                    *(posted.attachments, posted.names),
                    standing=await self._standing(ref, posted),
                )
                self._event_queue.enqueue(edit)
        if missing := tuple(one.message_id for one in found if one.live is None):
            self._event_queue.enqueue(MessagesDeleted(missing, ref.server_id, ref.channel_id, since))

    async def _standing(self, ref: ChannelRef, posted: MessagePosted) -> Standing:
        """What is known of who edited a message; where there are rules, it is asked whether they moderate."""
        if posted.moderator is not None or not self._door.has_rules(ref.server_id):
            return posted.standing
        return Standing(await self._history.moderates(ref, posted.author.id))
