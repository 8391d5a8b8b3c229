"""Whether an entry that looks new is a story that is known, or that a room shows already.

Its article was read by now. An entry that resembles an earlier one is that one if its page says so, by an
address, or has its text. After a gap, rooms may show cards that the database lacks, as after a backup was
restored: they are asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.discordkit.escaping import escaped
from bot.discussion.stores import post_store as posts
from bot.domain.article import Article, Edition
from bot.domain.card import one_line, trimmed
from bot.domain.errors import BotLacks, NotFound
from bot.domain.message import Message, message
from bot.feeding import entry_store as entries
from bot.feeding.delivering.shown_cards_port import ShownCard, ShownCards
from bot.feeding.entry_store import StoredEntry
from bot.feeding.identity.keys import link_key
from bot.feeding.identity.text import alike
from bot.posting import article_store as articles

MOST_OF_TITLE = 100
_SHOWN = message("Its rooms showed a card of it that I had no record of, as after a backup is restored.")


class KnownStories:
    """Finds what an entry is already, before it is posted."""

    def __init__(self, database: Database, shown: ShownCards) -> None:
        self._database = database
        self._shown = shown

    async def rooms_left(
        self, entry: StoredEntry, article: Article, channel_ids: Collection[int]
    ) -> tuple[int, ...] | Message:
        """Those of these rooms that an entry is still to be posted into, whose article was read; or how its
        story is known already.

        Raises:
            PlatformFailed: a room could not be asked.
        """
        if (earlier := await self.earlier(entry, article)) is not None:
            title = escaped(trimmed(one_line(earlier.entry.title), MOST_OF_TITLE))
            await self._database.write(_join, entry, earlier, article)
            return message("It is the same story as “{title}”, which came before.", title=title)
        shown = await self.shown_in(entry, article, channel_ids)
        left = tuple(one for one in channel_ids if one not in shown)
        return _SHOWN if shown and not left else left

    async def earlier(self, entry: StoredEntry, article: Article) -> StoredEntry | None:
        """The earlier entry that is the same story, if this one resembles one and the article is that one."""
        if entry.resembles is None:
            return None
        earlier = await self._database.read(entries.get, entry.resembles)
        if earlier is None:
            return None
        known = await self._database.read(_article_of, earlier)
        return earlier if is_same_story(article, earlier, known) else None

    async def shown_in(
        self, entry: StoredEntry, article: Article, channel_ids: Collection[int]
    ) -> frozenset[int]:
        """The rooms that show a card of an entry's article which is not stored.

        Raises:
            PlatformFailed: a room could not be asked.
        """
        if entry.unknown_since is None:
            return frozenset()
        wanted = {link_key(one) for one in (entry.entry.link, *article.aliases)} - {None}
        found: set[int] = set()
        for channel_id in channel_ids:
            for card in await self._cards(channel_id, entry.unknown_since):
                has_it = bool(wanted & {link_key(one) for one in card.links})
                if has_it and not await self._database.read(_are_stored, card.public_ids):
                    found.add(channel_id)
        return frozenset(found)

    async def _cards(self, channel_id: int, moment: datetime) -> list[ShownCard]:
        """The cards in a room; none where the bot cannot look, which is told when it cannot post there."""
        try:
            return await self._shown.since(channel_id, moment)
        except (NotFound, BotLacks):
            return []


def is_same_story(article: Article, earlier: StoredEntry, known: Article | None) -> bool:
    """Whether an article is that of an earlier entry, whose own is ``known`` if it became one: they share an
    address, or much the same text in one language.
    """
    addresses = {link_key(one) for one in article.aliases} - {None}
    if link_key(earlier.entry.link) in addresses:
        return True
    if known is None:
        return any(alike(_text(one), earlier.entry.html) for one in article.published.editions)
    if addresses & {link_key(one) for one in known.aliases}:
        return True
    return any(
        one.language is other.language and alike(_text(one), _text(other))
        for one in article.published.editions
        for other in known.published.editions
    )


def _text(edition: Edition) -> str:
    return " ".join(block.text for block in edition.blocks)


def _join(connection: Connection, entry: StoredEntry, earlier: StoredEntry, article: Article) -> None:
    """An entry is the story of an earlier one: where that has cards, they follow to the new address."""
    if earlier.article_id is None:
        return
    known = articles.get(connection, earlier.article_id)
    article_id = earlier.article_id
    if known is not None and article.aliases:
        aliases = dict.fromkeys((*article.aliases, *known.article.aliases))
        article_id = articles.store(connection, replace(article, aliases=tuple(aliases)))
        posts.mark_article_stale(connection, article_id)
    entries.became(connection, entry.id, article_id)


def _article_of(connection: Connection, entry: StoredEntry) -> Article | None:
    stored = articles.get(connection, entry.article_id) if entry.article_id is not None else None
    return stored.article if stored else None


def _are_stored(connection: Connection, public_ids: Collection[str]) -> bool:
    return any(posts.by_public_id(connection, one) is not None for one in public_ids)
