"""Posting one entry of a feed: its page is read, its rooms are chosen, and what became of it is stored."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.database.engine import Connection, Database
from bot.domain.article import Article
from bot.domain.discussion import Post
from bot.domain.errors import BadInput, Refused
from bot.domain.feeds.following import DeliveryState, Following
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.feeding.delivering import room_store as rooms
from bot.feeding.delivering.join_editions import EditionJoining
from bot.feeding.delivering.known_stories import KnownStories
from bot.feeding.delivering.publish_entry import EntryPublisher, Sent
from bot.feeding.delivering.routing import language_of, rooms_for
from bot.feeding.entry_store import StoredEntry
from bot.feeding.feed_store import StoredFeed
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.posting.publishing.store_posts import OfFeed

TRIED_FOR = timedelta(hours=1)
"""How long a page that cannot be had is tried before the entry's own text is the article."""
TRIES = tuple(map(timedelta, (0, 0, 0), (120, 600, 1_200)))
"""Between the first attempts; the last of them between all that follow."""
_NO_LINK = message("It has no link to a page of its own.")
_NO_ROOM = message("None of its rooms can be posted into. It is posted once that is possible again.")


class _Changed(Exception):
    """While an entry's page was read, its feed was removed, paused, or given other rooms."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    """One entry on its way. ``channel_ids`` are the rooms that it is owed to, None before it was posted."""

    following: Following
    entry: StoredEntry
    named: str
    channel_ids: tuple[int, ...] | None = None


class EntryDelivery:
    """Posts entries. What cannot be posted now is stored with the reason, to be tried again."""

    def __init__(
        self,
        database: Database,
        publisher: EntryPublisher,
        known: KnownStories,
        joining: EditionJoining,
        clock: Clock,
    ) -> None:
        self._database = database
        self._publisher = publisher
        self._known = known
        self._joining = joining
        self._clock = clock

    async def deliver(
        self, following: Following, entry: StoredEntry, channel_ids: Collection[int] | None = None
    ) -> bool:
        """Post an entry that is due, or store why not; with ``channel_ids``, into these rooms that it is owed
        to. Returns whether a room got it.
        """
        feed = await self._database.read(feeds.get, following.feed_id)
        assert feed is not None
        owed = tuple(channel_ids) if channel_ids is not None else None
        delivery = _Delivery(following, entry, feed.url, owed)
        article = await self._article(delivery, feed)
        if article is None:
            return False
        if owed is None:
            language = following.language or language_of(entry, article, feed.language)
            owed = await self._database.read(rooms_for, following, language)
        if channel_ids is None or entry.article_id is None:
            left = await self._known.rooms_left(entry, article, owed)
            if isinstance(left, Message):
                settle = partial(deliveries.settle, state=DeliveryState.KNOWN, failure=in_both(left))
                await self._database.write(settle, following.id, entry.id, now=self._clock.utcnow())
                return False
            owed = left
            article = await self._joining.joined(following, article)
        return await self._post(delivery, article, owed)

    async def _article(self, delivery: _Delivery, feed: StoredFeed) -> Article | None:
        """The article of an entry: of its page or, where that cannot be had for an hour, its own text. None
        where it is tried again later, or given up.
        """
        entry, now = delivery.entry, self._clock.utcnow()
        try:
            return await self._read(delivery)
        except BadInput as failure:
            told, has_page = failure.message, entry.has_own_page and entry.entry.link is not None
        key = (delivery.following.id, entry.id)
        state = await self._database.read(deliveries.state_of, *key)
        passed = now - (state.tried_at if state and state.tried_at else now)
        if has_page and passed < TRIED_FOR:
            wait = next((one for one in TRIES if passed < one), TRIES[-1])
            note = partial(deliveries.note_try, now=now, due_at=now + wait, failure=in_both(told))
            await self._database.write(note, *key)
            return None
        try:
            return await self._publisher.own_text(entry.entry, feed.language, feed.url, has_page=has_page)
        except BadInput as failure:
            why = told if has_page else failure.message
            give_up = partial(deliveries.settle, state=DeliveryState.FAILED, now=now, failure=in_both(why))
            await self._database.write(give_up, *key)
        return None

    async def _read(self, delivery: _Delivery) -> Article:
        """The article of an entry, as it is stored or on its page.

        Raises:
            BadInput: its page cannot be read.
        """
        entry = delivery.entry
        stored_id = entry.article_id if delivery.channel_ids is not None else None
        if stored_id is not None and (known := await self._publisher.stored(stored_id)) is not None:
            return known
        if entry.entry.link is None or not entry.has_own_page:
            raise BadInput(_NO_LINK)
        return await self._publisher.read(entry.entry.link)

    async def _post(self, delivery: _Delivery, article: Article, channel_ids: tuple[int, ...]) -> bool:
        places, out_of_reach = self._publisher.reach(channel_ids)
        if not places:
            await self._database.write(self._wait_for_rooms, delivery, tuple(out_of_reach))
            return False
        following = delivery.following
        of_feed = OfFeed(
            named=delivery.named,
            mention_role_id=following.mention_role_id,
            mentions_in=frozenset(following.channels),
            tags=following.tags,
            again=delivery.channel_ids is not None,
            note=partial(self._note, delivery=delivery, rooms_of=channel_ids, missing=tuple(out_of_reach)),
        )
        try:
            sent = await self._publisher.post(article, following.server_id, list(places.values()), of_feed)
        except _Changed:
            return False
        await self._database.write(self._note_sent, delivery, sent)
        return bool(sent.done)

    def _note(
        self,
        connection: Connection,
        article_id: int,
        begun: Mapping[Post, bool],
        *,
        delivery: _Delivery,
        rooms_of: tuple[int, ...],
        missing: tuple[int, ...],
    ) -> None:
        """Store what becomes of an entry in the transaction that stores its posts: a crash neither doubles
        nor loses it. All its rooms are owed it until their cards stand.

        Raises:
            _Changed: nothing is to be posted of the feed any more, or elsewhere.
        """
        stands = followings.get(connection, delivery.following.id)
        if stands is None or stands.paused_at or stands.channels != delivery.following.channels:
            raise _Changed
        now, following_id, entry_id = self._clock.utcnow(), delivery.following.id, delivery.entry.id
        entries.became(connection, entry_id, article_id)
        rooms.owe(connection, following_id, entry_id, rooms_of)
        rooms.out_of_reach(connection, following_id, missing, now)
        state = deliveries.state_of(connection, following_id, entry_id)
        if state is not None and state.state is DeliveryState.WAITING:
            became = DeliveryState.POSTED if any(begun.values()) else DeliveryState.KNOWN
            deliveries.settle(connection, following_id, entry_id, became, now=now)

    def _wait_for_rooms(
        self, connection: Connection, delivery: _Delivery, out_of_reach: tuple[int, ...]
    ) -> None:
        """Have an entry wait until one of its rooms can be posted into."""
        now, following_id, entry_id = self._clock.utcnow(), delivery.following.id, delivery.entry.id
        rooms.owe(connection, following_id, entry_id, out_of_reach)
        rooms.out_of_reach(connection, following_id, out_of_reach, now)
        state = deliveries.state_of(connection, following_id, entry_id)
        if state is not None and state.state is DeliveryState.WAITING and state.due_at is not None:
            deliveries.settle(
                connection,
                following_id,
                entry_id,
                DeliveryState.WAITING,
                now=now,
                failure=in_both(_NO_ROOM),
            )

    def _note_sent(self, connection: Connection, delivery: _Delivery, sent: Sent) -> None:
        """Store which rooms took the card. A card that Discord itself refuses is not sent again."""
        following_id = delivery.following.id
        refused = [one for one, failure in sent.failures.items() if isinstance(failure, Refused)]
        missing = [one for one in sent.failures if one not in refused]
        rooms.paid(connection, following_id, delivery.entry.id, [*sent.done, *refused])
        rooms.reached(connection, following_id, sent.done)
        rooms.out_of_reach(connection, following_id, missing, self._clock.utcnow())

    def reachable(self, channel_ids: Iterable[int]) -> list[int]:
        """Those of these rooms that take cards now."""
        return list(self._publisher.reach(channel_ids)[0])


def in_both(failure: Message) -> dict[Language, str]:
    """A sentence in each language, as rows keep it."""
    return {one: Catalog.load().say(failure, one) for one in Language}
