"""Feeds of one site in two languages are one source, as the site's own pages say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.database.engine import Connection, Database
from bot.domain.errors import BadInput
from bot.domain.feeds.following import Following
from bot.domain.language import Language
from bot.feeding import feed_store as feeds, following_store as followings
from bot.reading.fetch.addresses import normalise, same_site
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.tasks import home_languages
from bot.reading.worker_pool import Workers

MOST = 5
"""Feeds that a new one is compared with; the last that the server followed first."""


@dataclass(frozen=True, slots=True)
class Home:
    """A site's home page: its normalised address, and where it says that it is in other languages."""

    url: str
    languages: frozenset[tuple[Language, str]]


def are_one_source(one: Home, other: Home) -> bool:
    """Whether two home pages are one site's in two languages: each names the other. On one site one naming is
    enough, as nobody else writes there.
    """
    named = [_names(one, other), _names(other, one)]
    return all(named) or (any(named) and same_site(one.url, other.url))


def _names(one: Home, other: Home) -> bool:
    address = other.url.rstrip("/")
    return one.url != other.url and any(link.rstrip("/") == address for _, link in one.languages)


class Sources:
    """Finds out which feeds are one source."""

    def __init__(self, database: Database, fetcher: Fetcher, workers: Workers) -> None:
        self._database = database
        self._fetcher = fetcher
        self._workers = workers

    async def pair(self, following_id: int) -> bool:
        """Make a feed that a server follows one source with that in the other language which its site names.
        Returns whether there is one.
        """
        homes = await self._database.read(_homes, following_id)
        if len(homes) < 2 or (home := await self.home(homes[0][1])) is None:
            return False
        for other, url in homes[1 : MOST + 1]:
            found = await self.home(url)
            if found is not None and are_one_source(home, found):
                return await self._database.write(_pair, following_id, other.id)
        return False

    async def home(self, url: str) -> Home | None:
        """The home page at an address; None if it cannot be had."""
        try:
            page = await self._fetcher.get(url)
            said = await self._workers.run(home_languages, page.body, page.charset, page.url)
            return Home(normalise(page.url), said)
        except BadInput:
            return None


def _homes(connection: Connection, following_id: int) -> list[tuple[Following, str]]:
    """A following without a source, then those of its server in the other language, each with its home page;
    nothing where it has none.
    """
    following = followings.get(connection, following_id)
    if following is None or following.source is not None:
        return []
    language, found = _language(connection, following), [*_with_home(connection, following)]
    for other in reversed(followings.of_server(connection, following.server_id)) if found else ():
        if other.id != following.id and (language is None or _language(connection, other) is not language):
            found += _with_home(connection, other)
    return found


def _with_home(connection: Connection, following: Following) -> Iterator[tuple[Following, str]]:
    feed = feeds.get(connection, following.feed_id)
    if feed is not None and feed.home:
        yield following, feed.home


def _language(connection: Connection, following: Following) -> Language | None:
    feed = feeds.get(connection, following.feed_id)
    return following.language or (feed.language if feed else None)


def _pair(connection: Connection, following_id: int, other_id: int) -> bool:
    one, other = followings.get(connection, following_id), followings.get(connection, other_id)
    if one is None or other is None or one.source is not None:
        return False
    source = other.source or other.id
    for changed in (one, other):
        followings.update_conditions(connection, replace(changed, source=source))
    return True
