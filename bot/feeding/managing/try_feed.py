"""Looking at a feed now, to see what would be posted and what not, and why; nothing is posted or stored."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.database.engine import Connection, Database
from bot.domain.feeds.filters import Filtered, plain_text, which
from bot.domain.feeds.following import Following
from bot.feeding import delivery_store as deliveries, entry_store as entries
from bot.feeding.entry_store import StoredEntry
from bot.feeding.managing.feed_entries import ShownEntry
from bot.feeding.managing.find_feeds import FeedFinder
from bot.feeding.managing.followed_feeds import Followed
from bot.reading.feeds.feed import Entry

LOOKED_AT = 12
"""Entries of the document, from its beginning."""
_COMPARED = 300
"""Newest entries whose guids are compared."""


@dataclass(frozen=True, slots=True)
class TriedEntry:
    """An entry of the document: what is known of it; or, if it is new, the filter that would keep it away."""

    entry: Entry
    known: ShownEntry | None
    filter: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """What a feed has now: how many entries, and what would become of the first of them."""

    total: int
    entries: Sequence[TriedEntry]


class FeedTrial:
    """Tries feeds."""

    def __init__(self, database: Database, finder: FeedFinder) -> None:
        self._database = database
        self._finder = finder

    async def look(self, followed: Followed) -> Look:
        """What a feed has now.

        Raises:
            NotReadable: it cannot be read; it says why.
        """
        found = await self._finder.read(followed.feed.url)
        first = found.feed.entries[:LOOKED_AT]
        known = await self._database.read(_known, followed, first)
        verdicts = await asyncio.to_thread(_judge, followed.following, first)
        tried = [TriedEntry(*one) for one in zip(first, known, verdicts, strict=True)]
        return Look(len(found.feed.entries), tried)


def _judge(following: Following, first: Sequence[Entry]) -> list[str | None]:
    return [
        which(
            following.filters,
            Filtered(one.title, plain_text(one.html), one.categories, one.authors),
        )
        for one in first
    ]


def _known(connection: Connection, followed: Followed, first: Sequence[Entry]) -> list[ShownEntry | None]:
    """What is stored of each of these entries."""
    feed_id = followed.feed.id
    newest = entries.newest(connection, feed_id, _COMPARED)
    by_guid = {one.entry.guid: one for one in newest if one.entry.guid}
    repeat = followed.feed.guids_repeat

    def stored(one: Entry) -> StoredEntry | None:
        if one.link and (found := entries.of_link(connection, feed_id, one.link)):
            return found
        return by_guid.get(one.guid) if one.guid and not repeat else None

    def shown(one: Entry) -> ShownEntry | None:
        if (found := stored(one)) is None:
            return None
        return ShownEntry(found, deliveries.state_of(connection, followed.following.id, found.id))

    return [shown(one) for one in first]
