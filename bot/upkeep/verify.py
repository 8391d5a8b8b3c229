"""Verification: compares what is stored with what the platform holds, message by message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from typing import TypeAlias

from bot.database.engine import Database
from bot.discussion.history_port import History, pages_after
from bot.discussion.locate import locate
from bot.discussion.room_index import RoomIndex, channels_of
from bot.discussion.stores import comment_store as comments
from bot.domain.differences import Difference, Kind, StoredMessage, compare
from bot.domain.discussion import AppearanceStatus, Post, PostStatus
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.events import ChannelRef, HistoryPage
from bot.gathering import stored_message_store as stored_messages

CONCURRENCY = 5
"""Channels and threads read at a time, as the bot itself does."""


Progress: TypeAlias = Callable[[int, int], None]
Look: TypeAlias = Callable[[ChannelRef, list[Post]], AsyncIterator[Difference]]


class Verifier:
    """Finds differences. ``compared`` counts the messages that were compared."""

    def __init__(self, database: Database, rooms: RoomIndex, history: History) -> None:
        self._database = database
        self._history = history
        self._rooms = rooms
        self.compared = 0

    async def differences(
        self, posts: Collection[Post], progress: Progress, *, again: float | None = None
    ) -> AsyncIterator[Difference]:
        """Find every difference in the rooms of ``posts``.

        With ``again``, a difference counts only if it is still there that many seconds later: a running bot
        may be about to store it.
        """
        places: dict[ChannelRef, list[Post]] = {}
        for post in posts:
            for ref in channels_of(post):
                places.setdefault(ref, []).append(post)
        sources = self._sources(posts, places)
        limit = asyncio.Semaphore(CONCURRENCY)

        async def one(ref: ChannelRef, held: list[Post]) -> list[Difference]:
            look = self._in_source if ref in sources else self._in_room
            async with limit:
                found = await self._found(look, ref, held)
                if found and again is not None:
                    await asyncio.sleep(again)
                    still = set(await self._found(look, ref, held))
                    found = [difference for difference in found if difference in still]
                return found

        places |= sources
        working = [asyncio.create_task(one(ref, held)) for ref, held in places.items()]
        try:
            for done, following in enumerate(asyncio.as_completed(working), start=1):
                for difference in await following:
                    yield difference
                progress(done, len(places))
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    def _sources(
        self, posts: Collection[Post], rooms: Collection[ChannelRef]
    ) -> dict[ChannelRef, list[Post]]:
        """The channels outside of ``rooms`` that messages were added from, each with the posts concerned."""
        ids = {post.id for post in posts}
        sources: dict[ChannelRef, list[Post]] = {}
        for one in self._rooms.sources(ids) - {room.channel_id for room in rooms}:
            held = [post for post in self._rooms.posts_fed_by(one) if post.id in ids]
            sources[ChannelRef(held[0].server_id, one, one)] = held
        return sources

    async def _found(self, look: Look, ref: ChannelRef, held: list[Post]) -> list[Difference]:
        try:
            return [one async for one in look(ref, held)]
        except NotFound:
            stored = await self._database.read(stored_messages.between, ref.channel_id)
            shown = any(one.appearance.status is AppearanceStatus.SHOWN for one in stored)
            known = shown or held[0].thread_id == ref.channel_id
            return [Difference(Kind.ROOM_GONE, ref, held[0], 0)] if known else []
        except (BotLacks, PlatformFailed) as failure:
            return [Difference(Kind.UNREADABLE, ref, held[0], 0, reason=failure.message)]

    async def _in_room(self, ref: ChannelRef, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare a channel or thread page by page."""
        there = (post for post in held if post.status is PostStatus.POSTED)
        cards = {post.message_id: post for post in there if post.card_channel_id == ref.channel_id}
        homes: dict[int, Post] = {}
        after = min((post.message_id for post in held if post.message_id), default=1) - 1
        async for page in pages_after(self._history, ref, after):
            self.compared += len(page.ids)
            for one in await self._on_page(ref, held, page, homes):
                yield one
            for message_id in page.ids:
                cards.pop(message_id, None)
        for post in cards.values():
            yield Difference(Kind.CARD_GONE, ref, post, post.message_id or 0)

    async def _in_source(self, ref: ChannelRef, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare only the messages that were added from a channel, as it may have many others."""
        stored = await self._database.read(stored_messages.between, ref.channel_id)
        for message_id in [one.appearance.message_id for one in stored]:
            assert message_id is not None
            self.compared += 1
            page = await self._history.one(ref, message_id)
            for one in await self._on_page(ref, held, page, {}):
                yield one

    async def _on_page(
        self, ref: ChannelRef, held: list[Post], page: HistoryPage, homes: dict[int, Post]
    ) -> list[Difference]:
        """Compare a page with what is stored. ``homes`` are the posts of messages that are not stored, as far
        as earlier pages of this channel had them.
        """
        stored = await self._database.read(stored_messages.between, page.channel_id, page.after, page.until)
        parents = await self._locate(page, stored, homes)
        discussions = {post.discussion_id for post in held}
        found = compare(ref, held, stored, page.messages, homes, parents)
        ours = [one for one in found if one.discussion_id in discussions]
        # A message that should be gone, and is, needs no repair.
        return [one for one in ours if one.live or one.kind is not Kind.STILL_SHOWN]

    async def _locate(
        self, page: HistoryPage, stored: Collection[StoredMessage], homes: dict[int, Post]
    ) -> dict[int, int]:
        """The comments that the messages of a page answer, by message. Adds to ``homes`` the posts of those
        that are not stored.
        """
        located = await locate(self._database, self._rooms, page.posted)
        known = {one.appearance.message_id for one in stored}
        known |= {one.source_id for one in await self._database.read(comments.by_sources, page.ids)}
        parents: dict[int, int] = {}
        for posted in page.posted:
            one = located.get(posted.id)
            if one and one.parent_id:
                parents[posted.id] = one.parent_id
            home = one.post if one else homes.get(posted.replied_to or 0)
            if home and posted.id not in known:
                homes[posted.id] = home
        return parents
