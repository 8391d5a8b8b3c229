"""Finding the feed that a site has in its other language, as its home page says where that is."""

from __future__ import annotations

from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.feeding.managing.find_feeds import FeedFinder, FoundFeed
from bot.feeding.sources import Sources, are_one_source
from bot.reading.fetch.addresses import same_site


class OtherEditions:
    """Looks for the other edition of a site whose feed was found."""

    def __init__(self, finder: FeedFinder, sources: Sources) -> None:
        self._finder = finder
        self._sources = sources

    async def of(self, found: FoundFeed) -> FoundFeed | None:
        """The feed of the same site in the other language; None where its pages tell of none."""
        if found.language is None or not found.feed.home:
            return None
        home = await self._sources.home(found.feed.home)
        for language, url in sorted(home.languages) if home else ():
            if language is not found.language and await self._is_theirs(found.feed.home, url):
                feed = await self._in_language(language, url)
                if feed is not None and feed.url != found.url:
                    return feed
        return None

    async def _is_theirs(self, home_url: str, url: str) -> bool:
        """Whether the page at ``url``, which the home page names, is of its site, or names it back."""
        if same_site(home_url, url):
            return True
        home, other = await self._sources.home(home_url), await self._sources.home(url)
        return home is not None and other is not None and are_one_source(home, other)

    async def _in_language(self, language: Language, url: str) -> FoundFeed | None:
        try:
            named = await self._finder.named_by(url)
        except BadInput:
            return None
        return next((one for one in named if one.language is language), None)
