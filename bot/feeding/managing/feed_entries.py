"""The entries of a feed that a server follows, and why one of them was not posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.database.engine import Connection, Database
from bot.discussion.stores import post_store as posts
from bot.discussion.viewer_port import Viewer
from bot.domain.card import one_line, trimmed
from bot.domain.discussion import Post
from bot.domain.errors import BadInput
from bot.domain.letters import folded
from bot.feeding import delivery_store as deliveries, entry_store as entries
from bot.feeding.delivery_store import Delivery
from bot.feeding.entry_store import StoredEntry
from bot.feeding.managing.followed_feeds import MAX_CHOICES, MAX_LABEL_LENGTH, Followed, FollowedFeeds
from bot.posting import article_store as articles
from bot.reading.fetch.addresses import normalise

SHOWN = 8
"""Newest entries that are shown."""
_LOOKED_THROUGH = 300
"""Newest entries whose headlines are compared with what somebody typed."""
_LONGEST_ID = 18
"""Figures of an id."""


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry, what became of it for a server, and the cards there of the article that it became."""

    stored: StoredEntry
    delivery: Delivery | None
    cards: Sequence[Post] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """What somebody named is in no document of the feed so far. ``cards`` are those of the article at that
    link, which came here in another way.
    """

    cards: Sequence[Post] = ()


class FeedEntries:
    """Reads them for managers, and for moderators of a room that the feed is posted in."""

    def __init__(self, database: Database, followed: FollowedFeeds) -> None:
        self._database = database
        self._followed = followed

    async def newest(self, followed: Followed) -> list[ShownEntry]:
        """The newest entries of a feed, newest first."""
        return await self._database.read(_newest, followed, SHOWN)

    async def suggest(self, viewer: Viewer, feed: str, typed: str) -> list[tuple[str, str]]:
        """Headlines of a feed that contain ``typed``, newest first, each with the id of its entry."""
        found = await self._followed.find(viewer, feed)
        # In the thread that reads: so many headlines take longer than the event loop may.
        return await self._database.read(_suggest, found.feed.id, folded(typed.strip()))

    async def find(self, viewer: Viewer, followed: Followed, wanted: str) -> ShownEntry | Unknown:
        """The entry of a feed with this id, link or headline, also a link by which its article is known; of
        its cards, those that the viewer can see.
        """
        found = await self._database.read(_find, followed, wanted.strip())
        return replace(found, cards=[one for one in found.cards if viewer.sees(one.channel_id)])


def headline(entry: StoredEntry, longest: int) -> str:
    """An entry's headline in one line, or its link where it has none."""
    return trimmed(one_line(entry.entry.title) or entry.entry.link or "…", longest)


def _suggest(connection: Connection, feed_id: int, wanted: str) -> list[tuple[str, str]]:
    newest = entries.newest(connection, feed_id, _LOOKED_THROUGH)
    labels = ((headline(one, MAX_LABEL_LENGTH), str(one.id)) for one in newest)
    return [*islice(((label, value) for label, value in labels if wanted in folded(label)), MAX_CHOICES)]


def _newest(connection: Connection, followed: Followed, limit: int) -> list[ShownEntry]:
    found = entries.newest(connection, followed.feed.id, limit)
    return [_shown(connection, followed, one) for one in found]


def _shown(connection: Connection, followed: Followed, entry: StoredEntry) -> ShownEntry:
    state = deliveries.state_of(connection, followed.following.id, entry.id)
    return ShownEntry(entry, state, _cards(connection, followed, entry.article_id))


def _cards(connection: Connection, followed: Followed, article_id: int | None) -> list[Post]:
    if article_id is None:
        return []
    return posts.of_article(connection, article_id, followed.following.server_id)


def _find(connection: Connection, followed: Followed, wanted: str) -> ShownEntry | Unknown:
    feed_id = followed.feed.id
    is_id = wanted.isdecimal() and len(wanted) <= _LONGEST_ID
    if is_id and (named := entries.get(connection, int(wanted))) and named.feed_id == feed_id:
        return _shown(connection, followed, named)
    if "://" in wanted:
        return _of_link(connection, followed, wanted)
    words = folded(one_line(wanted))
    for one in entries.newest(connection, feed_id, _LOOKED_THROUGH):
        if words and words in folded(one_line(one.entry.title)):
            return _shown(connection, followed, one)
    return Unknown()


def _of_link(connection: Connection, followed: Followed, link: str) -> ShownEntry | Unknown:
    try:
        address = normalise(link)
    except BadInput:
        return Unknown()
    feed_id = followed.feed.id
    if found := entries.of_link(connection, feed_id, address):
        return _shown(connection, followed, found)
    article_id = articles.find_by_alias(connection, address)
    if article_id is None:
        return Unknown()
    mine = [one for one in entries.of_article(connection, article_id) if one.feed_id == feed_id]
    if mine:
        return _shown(connection, followed, mine[0])
    return Unknown(_cards(connection, followed, article_id))
