"""Feeds that servers follow, in the database."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.database.engine import Connection, Database
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    feed_store as feeds,
    following_store as followings,
)
from bot.reading.feeds.feed import Entry

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
SERVER, OTHER_SERVER, ROOM, EDITOR = 10, 11, 20, 30
FEED = "https://ferry.example/feed.xml"


async def a_feed(database: Database, url: str = FEED) -> int:
    values = {"url": url, "title": "The Ferry", "home": "https://ferry.example/", "language": None}
    return await database.write(lambda it: feeds.add(it, **values, now=NOON))  # type: ignore[arg-type]


async def followed(database: Database, feed_id: int, server_id: int = SERVER) -> int:
    """The id of a following of the feed by a server."""
    values = {"feed_id": feed_id, "server_id": server_id, "language": None, "created_by": EDITOR}
    return await database.write(
        lambda it: followings.add(it, **values, channel_ids=[ROOM], now=NOON)  # type: ignore[arg-type]
    )


async def known(database: Database, feed_id: int, *titles: str) -> list[int]:
    """The ids of entries of a feed that were seen one after the other."""

    def store(connection: Connection) -> list[int]:
        return [
            entries.add(connection, feed_id, Entry(one, None, one), digest=one, now=NOON) for one in titles
        ]

    return await database.write(store)


async def outcome(database: Database, following_id: int, entry_id: int) -> str | None:
    """The state of an entry's delivery."""
    found = await database.read(deliveries.state_of, following_id, entry_id)
    return found.state if found else None
