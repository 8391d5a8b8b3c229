"""Finding the feeds that a link leads to: it is one itself, or its page names some, or its site has one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from bot.domain.card import one_line, trimmed
from bot.domain.errors import BadInput, NotReadable
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.reading import tasks
from bot.reading.feeds.discover import usual_places
from bot.reading.feeds.feed import Feed, NotAFeed
from bot.reading.fetch.addresses import parsed
from bot.reading.fetch.feed_source import Document, FeedSource
from bot.reading.language_detection import detect
from bot.reading.worker_pool import Workers

Progress = Callable[[Message], Awaitable[None]]
"""Called with a sentence about the step that begins."""

MOST_FOUND = 10
"""Feeds of one page that are looked at."""
_MOST_PLACES = 10
"""Usual places of feeds that are tried."""
_TITLES = 20
"""Newest headlines by which a language is told."""
LONGEST_TITLE = 200

_LOADING = message("Loading the link …")
_LOOKING = message("It is a page: looking at the feeds that it names …")
_GUESSING = message("It names no feed: looking where sites usually have one …")
_WHY = {
    NotAFeed.EMPTY: message("There is nothing at that address."),
    NotAFeed.PAGE: message(
        "I found no feed there, nor where this site may have one. Ask it for its address."
    ),
    NotAFeed.OTHER: message("That is no feed, but another kind of file."),
    NotAFeed.TOO_LARGE: message("That feed is too large: I read up to 5 MB."),
    NotAFeed.UNREADABLE: message("I cannot read that feed: it is damaged."),
}


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed as it was just read, at the address at which it is to be looked at again. ``language`` is what
    its headlines are in, else what it claims.
    """

    url: str
    feed: Feed
    language: Language | None

    @property
    def title(self) -> str:
        """What people call it: its title, else its address."""
        return trimmed(one_line(self.feed.title) or self.url, LONGEST_TITLE)


class FeedFinder:
    """Looks for feeds."""

    def __init__(self, source: FeedSource, workers: Workers) -> None:
        self._source = source
        self._workers = workers

    async def find(self, link: str, progress: Progress) -> list[FoundFeed]:
        """The feeds that a link leads to, in the order in which its page names them: at least one.

        Raises:
            BadInput: it is no link.
            NotReadable: it cannot be loaded, or leads to no feed.
        """
        await progress(_LOADING)
        asked = address_of(link)
        document = await self._load(asked)
        read = await self._read(document, asked)
        if isinstance(read, FoundFeed):
            return [read]
        if read is not NotAFeed.PAGE:
            raise NotReadable(_WHY[read])
        links = await self._links(document)
        if links:
            await progress(_LOOKING)
        found = await self._those_that_are(links)
        if not found:
            await progress(_GUESSING)
            found = await self._first_that_is(usual_places(document.url)[:_MOST_PLACES])
        if not found:
            raise NotReadable(_WHY[NotAFeed.PAGE])
        return found

    async def named_by(self, url: str) -> list[FoundFeed]:
        """The feeds that the page at an address names.

        Raises:
            BadInput: it is no address.
            NotReadable: it cannot be loaded.
        """
        return await self._those_that_are(await self._links(await self._load(url)))

    async def read(self, url: str) -> FoundFeed:
        """The feed at an address.

        Raises:
            BadInput: it is no address.
            NotReadable: it cannot be loaded, or there is no feed.
        """
        read = await self._read(await self._load(url), url)
        if isinstance(read, FoundFeed):
            return read
        raise NotReadable(_WHY[read])

    async def _links(self, page: Document) -> list[str]:
        links = await self._workers.run(tasks.feed_links, page.body, page.charset, page.url)
        return [one.url for one in links[:MOST_FOUND]]

    async def _load(self, url: str) -> Document:
        document = await self._source.get(url)
        assert isinstance(document, Document), "asked without validators"
        return document

    async def _read(self, document: Document, asked: str) -> FoundFeed | NotAFeed:
        read = await self._workers.run(tasks.read_feed, document.body, document.charset, document.url)
        if isinstance(read, NotAFeed):
            return read
        return FoundFeed(document.moved_to or asked, read, await language_of(read))

    async def _those_that_are(self, urls: Iterable[str]) -> list[FoundFeed]:
        """The feeds at those of these addresses where there are some, each once."""
        found = await asyncio.gather(*map(self._try, urls))
        return list({one.url: one for one in found if one}.values())

    async def _first_that_is(self, urls: Iterable[str]) -> list[FoundFeed]:
        for url in urls:
            if found := await self._try(url):
                return [found]
        return []

    async def _try(self, url: str) -> FoundFeed | None:
        try:
            return await self.read(url)
        except BadInput:  # also an address that is not opened
            return None


def address_of(link: str) -> str:
    """The address that somebody gave, also without its scheme.

    Raises:
        BadInput: it is none.
    """
    link = link.strip()
    return str(parsed(link if "://" in link else f"https://{link}"))


async def language_of(feed: Feed) -> Language | None:
    """What most of a feed's headlines are in, else the language that it claims."""
    titles = "\n".join(one.title for one in feed.entries[:_TITLES])
    detected = await asyncio.to_thread(detect, titles)
    return Language.from_tag(detected.value) or Language.from_tag(feed.language)
