"""Posts the article of an entry: read as those of links are, stored with what becomes of the entry."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from bot.database.engine import Database
from bot.discussion.room_index import RoomIndex
from bot.discussion.stores import post_store as posts
from bot.domain.article import Article
from bot.domain.discussion import Post, PostStatus
from bot.domain.errors import BadInput, TertuliaError
from bot.domain.people import Actor
from bot.feeding.delivering.own_texts import speaks_for_its_page
from bot.posting import article_store as articles
from bot.posting.board_port import Board, CardChannel
from bot.posting.card_worker import CardWorker
from bot.posting.pages.corrections import Corrections
from bot.posting.publish_article import is_fresh
from bot.posting.publishing.store_posts import OfFeed, store_posts
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import normalise
from bot.reading.reader import Reader
from bot.servers.language_settings import Languages
from bot.translating.translator import Translator

THE_BOT = 0
"""Who posts for a feed, in the audit: no member."""


@dataclass(frozen=True, slots=True)
class Sent:
    """``done`` are the rooms that need no card of an article any more, ``failures`` say why others have none.
    The bot goes on trying in those that are in neither.
    """

    done: frozenset[int]
    failures: Mapping[int, TertuliaError]


class EntryPublisher:
    """Posts articles of feeds. A failure in one room does not stop the others."""

    def __init__(
        self,
        database: Database,
        reader: Reader,
        languages: Languages,
        rooms: RoomIndex,
        board: Board,
        posting: CardWorker,
        translator: Translator,
        corrections: Corrections,
    ) -> None:
        self._database = database
        self._reader = reader
        self._languages = languages
        self._rooms = rooms
        self._board = board
        self._posting = posting
        self._translator = translator
        self._corrections = corrections

    async def read(self, link: str) -> Article:
        """The article at ``link``: as it is stored, if it was read from its page within an hour, or that page
        cannot be read now or has become something else.

        Raises:
            BadInput: it is not stored, and not a link or not readable.
        """
        known = await self._database.read(articles.find_by_alias, normalise(link))
        stored = await self._database.read(articles.get, known) if known else None
        if stored is None:
            return await self._reader.from_link(link)
        if not is_fresh(stored, datetime.now(UTC)):
            with contextlib.suppress(BadInput):
                return await self._corrections.current(stored)
        return stored.article

    async def own_text(
        self, entry: Entry, feed_language: str | None, feed_url: str, *, has_page: bool
    ) -> Article:
        """The article in an entry's own text. It is known by the entry's link only where it speaks for the
        page there.

        Raises:
            NotReadable: it is too short, or in neither language.
        """
        speaks = speaks_for_its_page(entry, feed_url, has_page=has_page)
        return await self._reader.from_entry(entry, feed_language, entry.link or "", known_by_url=speaks)

    async def stored(self, article_id: int) -> Article | None:
        """The article with this id."""
        found = await self._database.read(articles.get, article_id)
        return found.article if found else None

    def reach(self, channel_ids: Iterable[int]) -> tuple[dict[int, CardChannel], dict[int, TertuliaError]]:
        """Which rooms take cards now, and why the others do not."""
        places: dict[int, CardChannel] = {}
        failures: dict[int, TertuliaError] = {}
        for channel_id in channel_ids:
            try:
                places[channel_id] = self._board.channel(channel_id)
            except TertuliaError as failure:
                failures[channel_id] = failure
        return places, failures

    async def post(
        self, article: Article, server_id: int, places: Collection[CardChannel], of_feed: OfFeed
    ) -> Sent:
        """Store an article and its posts in rooms, and send their cards."""
        channels = [place.channel_id for place in places]
        languages = {one: await self._languages.shown_in(server_id, one) for one in channels}
        begun, merged = await self._database.write(
            partial(
                store_posts,
                actor=Actor(THE_BOT, server_id, frozenset(channels)),
                places=places,
                article=article,
                languages=languages,
                translates=self._translator.is_on,
                of_feed=of_feed,
            )
        )
        if merged:
            await self._rooms.load()
        return await self._send(begun, channels)

    async def _send(self, begun: Mapping[Post, bool], channels: Collection[int]) -> Sent:
        pending = [post for post in begun if post.status is PostStatus.PENDING]
        outcomes = await asyncio.gather(
            *(self._posting.run(post.id) for post in pending), return_exceptions=True
        )
        failures: dict[int, TertuliaError] = {}
        unknown: set[int] = set()
        for post, outcome in zip(pending, outcomes, strict=True):
            if isinstance(outcome, BaseException) and not isinstance(outcome, TertuliaError):
                raise outcome
            now = await self._database.read(posts.get, post.id)
            if outcome is not None and (now is None or now.status is PostStatus.REMOVED):
                failures[post.channel_id] = outcome
            elif now is None or now.status is not PostStatus.POSTED:
                unknown.add(post.channel_id)
        return Sent(frozenset(channels) - unknown - failures.keys(), failures)
