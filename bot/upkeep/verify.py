"""Verification: what is stored is compared with what stands on the platform, message by message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import TypeAlias

from bot.database.engine import Connection, Database
from bot.discussion.history_port import History, pages_after
from bot.discussion.locate import locate
from bot.discussion.room_index import Rooms, venues
from bot.discussion.stores import comment_store as comments, stored_message_store as stored_messages
from bot.domain.differences import Difference, Kind, StoredMessage, compare
from bot.domain.discussion import AppearanceStatus, Post, PostStatus
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.events import HistoryPage, Venue

AT_ONCE = 5
"""Channels and threads read at a time, as the bot itself does."""


Progress: TypeAlias = Callable[[int, int], None]
Look: TypeAlias = Callable[[Venue, list[Post]], AsyncIterator[Difference]]


class Verifier:
    """Compares. ``compared`` counts the messages that both hold, or one of them."""

    def __init__(self, database: Database, rooms: Rooms, history: History) -> None:
        self._database = database
        self._history = history
        self._rooms = rooms
        self.compared = 0

    async def differences(
        self, posts: Collection[Post], progress: Progress, *, again: float | None = None
    ) -> AsyncIterator[Difference]:
        """Every difference in the rooms of ``posts``.

        Where a bot is at work, what it has not stored yet differs only for a moment: with ``again`` a
        difference counts when it is still there so many seconds later.
        """
        places: dict[Venue, list[Post]] = {}
        for post in posts:
            for venue in venues(post):
                places.setdefault(venue, []).append(post)
        lenders = self._lenders(posts, places)
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(venue: Venue, held: list[Post]) -> list[Difference]:
            look = self._in_lender if venue in lenders else self._in_room
            async with limit:
                found = await self._found(look, venue, held)
                if found and again is not None:
                    await asyncio.sleep(again)
                    still = set(await self._found(look, venue, held))
                    found = [difference for difference in found if difference in still]
                return found

        places |= lenders
        working = [asyncio.create_task(one(venue, held)) for venue, held in places.items()]
        try:
            for done, following in enumerate(asyncio.as_completed(working), start=1):
                for difference in await following:
                    yield difference
                progress(done, len(places))
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    def _lenders(self, posts: Collection[Post], rooms: Collection[Venue]) -> dict[Venue, list[Post]]:
        """The channels that are no rooms and that messages were added from, each with the posts they were
        added below.
        """
        ids = {post.id for post in posts}
        lenders: dict[Venue, list[Post]] = {}
        for one in self._rooms.lenders(ids) - {room.channel_id for room in rooms}:
            held = [post for post in self._rooms.borrowers(one) if post.id in ids]
            lenders[Venue(held[0].server_id, one, one)] = held
        return lenders

    async def _found(self, look: Look, venue: Venue, held: list[Post]) -> list[Difference]:
        try:
            return [one async for one in look(venue, held)]
        except NotFound:
            stored = await self._database.read(stored_messages.between, venue.channel_id)
            shown = any(one.appearance.status is AppearanceStatus.SHOWN for one in stored)
            known = shown or held[0].thread_id == venue.channel_id
            return [Difference(Kind.ROOM_GONE, venue, held[0], 0)] if known else []
        except (BotLacks, PlatformFailed) as failure:
            return [Difference(Kind.UNREADABLE, venue, held[0], 0, reason=failure.message)]

    async def _in_room(self, venue: Venue, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare page by page, however long a channel is."""
        there = (post for post in held if post.status is PostStatus.POSTED)
        cards = {post.message_id: post for post in there if post.card_channel_id == venue.channel_id}
        homes: dict[int, Post] = {}
        after = min((post.message_id for post in held if post.message_id), default=1) - 1
        async for page in pages_after(self._history, venue, after):
            self.compared += len(page.ids)
            for one in await self._on_page(venue, held, page, homes):
                yield one
            for message_id in page.ids:
                cards.pop(message_id, None)
        for post in cards.values():
            yield Difference(Kind.CARD_GONE, venue, post, post.message_id or 0)

    async def _in_lender(self, venue: Venue, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare only what was added: the channel may be busy with other things."""
        stored = await self._database.read(stored_messages.between, venue.channel_id)
        for message_id in [one.appearance.message_id for one in stored]:
            assert message_id is not None
            self.compared += 1
            page = await self._history.one(venue, message_id)
            for one in await self._on_page(venue, held, page, {}):
                yield one

    async def _on_page(
        self, venue: Venue, held: list[Post], page: HistoryPage, homes: dict[int, Post]
    ) -> list[Difference]:
        """Compare a page with what is stored. ``homes`` are the posts that messages which are not stored
        belong to, as far as they were met in this channel.
        """
        stored, parents = await self._database.read(self._stored, page, homes)
        discussions = {post.discussion_id for post in held}
        found = compare(venue, held, stored, page.messages, homes, parents)
        ours = [one for one in found if one.discussion_id in discussions]
        # What should be gone, and is, needs nobody: whoever takes down the others finds that out.
        return [one for one in ours if one.live or one.kind is not Kind.STILL_SHOWN]

    async def _stored(
        self, connection: Connection, page: HistoryPage, homes: dict[int, Post]
    ) -> tuple[list[StoredMessage], dict[int, int]]:
        """What is stored of the messages of a page, and the comments that they answer, by message; adds the
        posts that those which are not stored belong to.
        """
        stored = await stored_messages.between(connection, page.channel_id, page.after, page.until)
        located = {one.said.id: one for one in await locate(connection, self._rooms, page.said)}
        known = {one.appearance.message_id for one in stored}
        known |= {one.source_id for one in await comments.by_sources(connection, page.ids)}
        parents: dict[int, int] = {}
        for said in page.said:
            one = located.get(said.id)
            if one and one.parent_id:
                parents[said.id] = one.parent_id
            home = one.post if one else homes.get(said.replied_to or 0)
            if home and said.id not in known:
                homes[said.id] = home
        return stored, parents
