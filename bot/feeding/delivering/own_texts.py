"""The own texts of entries that articles were made of, as their feeds have them now."""

from __future__ import annotations

from bot.database.engine import Connection, Database
from bot.domain.article import Article, Edition
from bot.domain.errors import BadInput
from bot.feeding import entry_store as entries, feed_store as feeds
from bot.feeding.entry_store import StoredEntry
from bot.feeding.feed_store import StoredFeed
from bot.posting.article_store import StoredArticle
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import same_site
from bot.reading.reader import Reader


class EntryTexts:
    """Reads them."""

    def __init__(self, database: Database, reader: Reader) -> None:
        self._database = database
        self._reader = reader

    async def edition(self, stored: StoredArticle, before: Edition) -> Edition | None:
        """What an edition that was made of an entry's own text is now. The oldest entry that may speak for it
        does: no other feed can change what it says. None where there is none, or it says another story.
        """
        for entry, feed in await self._database.read(_oldest_first, stored.id):
            said = await self._edition(entry, feed, stored.article)
            if said is not None and (said.language, said.url) == (before.language, before.url):
                return None if await self._reader.unlike(before, said) else said
        return None

    async def _edition(self, stored: StoredEntry, feed: StoredFeed, article: Article) -> Edition | None:
        """What an entry says, unless the article is known by addresses that the entry cannot speak for."""
        speaks = speaks_for_its_page(stored.entry, feed.url, has_page=stored.has_own_page)
        if article.aliases and not speaks:
            return None
        link = stored.entry.link or ""
        try:
            read = await self._reader.from_entry(stored.entry, feed.language, link, known_by_url=speaks)
        except BadInput:
            return None
        return read.original


def speaks_for_its_page(entry: Entry, feed_url: str, *, has_page: bool) -> bool:
    """Whether the text of an entry may stand for the page at its link: where that is of the feed's own site
    and its own alone. Else a feed could put words into the mouth of any page.
    """
    return has_page and same_site(entry.link or "", feed_url)


def _oldest_first(connection: Connection, article_id: int) -> list[tuple[StoredEntry, StoredFeed]]:
    """The entries that became an article and have texts, with their feeds."""
    known = [one for one in entries.of_article(connection, article_id) if one.entry.html]
    its_feeds = feeds.get_all(connection, {one.feed_id for one in known})
    return [(one, its_feeds[one.feed_id]) for one in sorted(known, key=lambda one: one.id)]
