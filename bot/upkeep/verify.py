"""Verification: what is stored is compared with what stands on the platform, message by message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TypeAlias

from bot.database.engine import Connection, Database
from bot.discussion.locate import place
from bot.discussion.room_index import Rooms
from bot.discussion.stores import comment_store as comments, reaction_store as reactions
from bot.domain.discussion import (
    Appearance,
    AppearanceKind,
    AppearanceStatus,
    Comment,
    CommentStatus,
    Post,
    PostStatus,
    RoomKind,
)
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.events import Said, Venue, said_at
from bot.upkeep import verify_store as verification
from bot.upkeep.archive_port import Archive, Standing
from bot.upkeep.differences import (
    TAKEN_DOWN,
    Difference,
    Kind,
    Reading,
    doubled,
    missing,
    post_of,
    shows,
    was_added,
)

AT_ONCE = 5
"""Channels and threads read at a time, as the bot itself does."""


Progress: TypeAlias = Callable[[int, int], None]


class Verifier:
    """Compares. ``compared`` counts the messages that both hold, or one of them."""

    def __init__(self, database: Database, rooms: Rooms, archive: Archive) -> None:
        self._database = database
        self._archive = archive
        self._rooms = rooms
        self._lenders: dict[Venue, list[Post]] = {}
        self.compared = 0

    async def differences(
        self, posts: Collection[Post], progress: Progress, *, again: float | None = None
    ) -> AsyncIterator[Difference]:
        """Every difference in the rooms of ``posts``.

        Where a bot is at work, what it has not stored yet differs only for a moment: with ``again`` a
        difference counts when it is still there so many seconds later.
        """
        rooms = _places(posts)
        self._lenders = await self._lending(rooms, posts)
        places = [*rooms.items(), *self._lenders.items()]
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(venue: Venue, held: list[Post]) -> list[Difference]:
            async with limit:
                found = await self._listed(venue, held)
                if found and again is not None:
                    await asyncio.sleep(again)
                    still = set(await self._listed(venue, held))
                    found = [difference for difference in found if difference in still]
                return found

        working = [asyncio.create_task(one(venue, held)) for venue, held in places]
        try:
            for done, following in enumerate(asyncio.as_completed(working), start=1):
                for difference in await following:
                    yield difference
                progress(done, len(places))
        finally:
            for task in working:
                task.cancel()
            await asyncio.gather(*working, return_exceptions=True)

    async def _listed(self, venue: Venue, held: list[Post]) -> list[Difference]:
        try:
            reading = self._in_lender if venue in self._lenders else self._in_venue
            return [one async for one in reading(venue, held)]
        except NotFound:
            return await self._gone(venue, held)
        except (BotLacks, PlatformFailed) as failure:
            return [Difference(Kind.UNREADABLE, venue, held[0], 0, reason=failure.message)]

    async def _gone(self, venue: Venue, held: list[Post]) -> list[Difference]:
        async with self._database.read() as connection:
            stored = await verification.appearances_between(connection, venue.channel_id, 0, None)
        if held[0].thread_id == venue.channel_id or any(
            one.status is AppearanceStatus.SHOWN for one in stored
        ):
            return [Difference(Kind.ROOM_GONE, venue, held[0], 0)]
        return []

    async def _in_venue(self, venue: Venue, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare page by page, however long a channel is."""
        cards = {post.message_id: post for post in held if _shows_card(post, venue)}
        reading = Reading(venue, cards, frozenset(post.discussion_id for post in held))
        after = min((post.message_id for post in held if post.message_id), default=1) - 1
        async with aclosing(self._archive.pages(venue, after)) as pages:
            async for page in pages:
                self.compared += len(page)
                async with self._database.read() as connection:
                    for one in await self._on_page(connection, reading, held, page, after, page[-1].id):
                        yield one
                after = page[-1].id
        async with self._database.read() as connection:
            for one in await self._on_page(connection, reading, held, (), after, None):
                yield one
        for message_id, post in reading.cards.items():
            if message_id is not None and post.status is PostStatus.POSTED:
                yield Difference(Kind.CARD_GONE, venue, post, message_id)

    async def _lending(self, rooms: Collection[Venue], posts: Collection[Post]) -> dict[Venue, list[Post]]:
        """The channels that are no rooms and that messages were added from, each with the posts they were
        added below.
        """
        by_id, lenders = {post.id: post for post in posts}, dict[Venue, list[Post]]()
        async with self._database.read() as connection:
            added = await verification.added_below(connection, by_id)
        for channel_id, post_id in added:
            venue = Venue(by_id[post_id].server_id, channel_id, channel_id)
            if all(room.channel_id != channel_id for room in rooms):
                lenders.setdefault(venue, []).append(by_id[post_id])
        return lenders

    async def _in_lender(self, venue: Venue, held: list[Post]) -> AsyncIterator[Difference]:
        """Compare only what was added: the channel may be busy with other things."""
        reading = Reading(venue, {}, frozenset(post.discussion_id for post in held))
        async with self._database.read() as connection:
            stored = await verification.appearances_between(connection, venue.channel_id, 0, None)
        for message_id in [one.message_id for one in stored if one.message_id is not None]:
            self.compared += 1
            standing = await self._archive.one(venue, message_id)
            page = [standing] if standing else []
            async with self._database.read() as connection:
                for one in await self._on_page(connection, reading, held, page, message_id - 1, message_id):
                    yield one

    async def _on_page(
        self,
        connection: Connection,
        reading: Reading,
        held: list[Post],
        page: Sequence[Standing],
        after: int,
        until: int | None,
    ) -> list[Difference]:
        stored = await verification.appearances_between(connection, reading.venue.channel_id, after, until)
        by_message = {one.message_id: one for one in stored}
        known = await comments.get_many(connection, [one.comment_id for one in stored])
        unknown = {one.mirrors for one in page if one.mirrors and one.id not in by_message}
        marked = await verification.marked(connection, reading.discussions, unknown)
        found: list[Difference | None] = []
        for standing in page:
            reading.cards.pop(standing.id, None)
            found += [doubled(reading.venue, post, standing) for post in held]
            appearance = by_message.pop(standing.id, None)
            if appearance is not None:
                comment = known[appearance.comment_id]
                if comment.discussion_id in reading.discussions:
                    found.append(await self._stored(connection, reading, held, standing, appearance, comment))
            elif standing.said is not None:
                found.append(await self._not_stored(connection, reading, standing.said))
            elif standing.mirrors is not None and _is_thread(reading.venue, held):
                about = marked.get(standing.mirrors)
                found.append(
                    reading.about(Kind.MIRROR_UNKNOWN, held[0], standing.id, standing=standing, comment=about)
                )
        found += [missing(reading, held, one, known[one.comment_id]) for one in by_message.values()]
        found += await self._counted(connection, reading, held, page, stored)
        return [one for one in found if one is not None]

    async def _counted(
        self,
        connection: Connection,
        reading: Reading,
        held: list[Post],
        page: Sequence[Standing],
        stored: list[Appearance],
    ) -> list[Difference]:
        """Messages that people reacted to more often, or less, than was counted."""
        shown = {one.message_id: one for one in stored if one.status is AppearanceStatus.SHOWN}
        counts = await reactions.of_appearances(connection, [one.id for one in shown.values()])
        return [
            reading.about(
                Kind.COUNTED_WRONG, post_of(held, its), standing.id, standing=standing, appearance=its
            )
            for standing in page
            if (its := shown.get(standing.id))
            and {one.emoji: one.count for one in standing.reactions} != counts.get(its.id, {})
        ]

    async def _not_stored(self, connection: Connection, reading: Reading, said: Said) -> Difference | None:
        """A member's message that no comment was made with: whether one should have been."""
        if await comments.by_source(connection, said.id):
            return None
        if placed := await place(connection, self._rooms, said):
            post = placed[0]
            if post.discussion_id not in reading.discussions:
                return None
        elif said.replied_to in reading.missed:
            post = reading.missed[said.replied_to]
        else:
            return None
        reading.missed[said.id] = post
        return reading.about(Kind.NOT_STORED, post, said.id, said=said)

    async def _stored(
        self,
        connection: Connection,
        reading: Reading,
        held: list[Post],
        standing: Standing,
        appearance: Appearance,
        comment: Comment,
    ) -> Difference | None:
        """A message that stands and is known to show a comment: whether it should, and the same one."""
        post = post_of(held, appearance)
        gone = appearance.status is AppearanceStatus.GONE
        if comment.status in TAKEN_DOWN and was_added(appearance, comment):
            kind = None  # the message stays where it was added from
        elif comment.status in TAKEN_DOWN:
            # An erased comment whose message stands was erased here alone, and stays so.
            wrong = not gone or comment.status is CommentStatus.HIDDEN
            kind = Kind.STILL_SHOWN if wrong else None
        elif gone:
            kind = Kind.TAKEN_FOR_GONE if standing.said else Kind.MIRROR_UNKNOWN
        elif appearance.kind is AppearanceKind.MIRROR:
            follows = appearance.outstanding or shows(standing, comment)
            kind = None if follows else Kind.MIRROR_WRONG
        else:
            return await self._same(connection, reading, post, standing.said, comment)
        if kind is None:
            return None
        return reading.about(
            kind, post, standing.id, standing=standing, appearance=appearance, comment=comment
        )

    async def _same(
        self, connection: Connection, reading: Reading, post: Post, said: Said | None, comment: Comment
    ) -> Difference | None:
        if said is None:
            return None
        if comment.edited_at and comment.edited_at > (said.edited_at or said_at(said.id)):
            said = replace(said, text=comment.text)  # edited since by the bot's own means
        placed = await place(connection, self._rooms, said)
        parent = placed[1] if placed else None
        parent_id = parent.id if parent else comment.parent_id
        as_it_stands = (
            said.text,
            said.author.id,
            parent_id,
            {(one.id, one.spoiler) for one in said.attachments},
        )
        kept = {(one.id, one.spoiler) for one in comment.attachments}
        if as_it_stands == (comment.text, comment.author.id, comment.parent_id, kept):
            return None
        return reading.about(
            Kind.STORED_WRONG, post, said.id, said=said, comment=comment, parent_id=parent_id
        )


def _places(posts: Iterable[Post]) -> dict[Venue, list[Post]]:
    """Where what is said about these posts stands: each thread, and the channels of cards."""
    places: dict[Venue, list[Post]] = {}
    for post in posts:
        channels = {post.thread_id} | ({post.channel_id} if post.kind is RoomKind.CHANNEL else set())
        for channel_id in channels - {None}:
            assert channel_id is not None
            places.setdefault(Venue(post.server_id, post.channel_id, channel_id), []).append(post)
    return places


def _shows_card(post: Post, venue: Venue) -> bool:
    """Whether the card of a post stands there: in a forum, in the post's own thread."""
    place = post.channel_id if post.kind is RoomKind.CHANNEL else post.thread_id
    return place == venue.channel_id and post.message_id is not None


def _is_thread(venue: Venue, held: list[Post]) -> bool:
    return held[0].thread_id == venue.channel_id
