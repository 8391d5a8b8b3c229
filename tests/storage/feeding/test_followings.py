"""A feed is stored once, however many servers follow it, each in its own way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.exc import IntegrityError

from bot.database.engine import Connection, Database
from bot.domain.language import Language
from bot.feeding import feed_store as feeds, following_store as followings

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
ADDRESS = "https://lantern.example/feed.xml"


def follow(connection: Connection, server_id: int, *channel_ids: int) -> tuple[int, int]:
    """Have a server follow the feed; returns the ids of the feed and of the following."""
    feed_id = feeds.add(
        connection,
        url=ADDRESS,
        title="The Lantern",
        home="https://lantern.example/",
        language=Language.EN,
        now=NOW,
    )
    following_id = followings.add(
        connection,
        feed_id=feed_id,
        server_id=server_id,
        channel_ids=channel_ids,
        language=None,
        created_by=7,
        now=NOW,
    )
    return feed_id, following_id


async def test_two_servers_follow_one_feed(database: Database):
    feed_id, mine = await database.write(follow, 1, 12, 11)
    same_feed, _ = await database.write(follow, 2, 21)
    assert same_feed == feed_id
    read = await database.read(followings.get, mine)
    assert read is not None
    assert (read.server_id, read.channels, read.paused_at) == (1, (11, 12), None)
    assert [one.server_id for one in await database.read(followings.of_feed, feed_id)] == [1, 2]
    assert await database.read(followings.of_server, 1) == [read]


async def test_a_feed_is_due_as_soon_as_it_is_stored(database: Database):
    feed_id, _ = await database.write(follow, 1, 11)
    stored = await database.read(feeds.get, feed_id)
    assert stored == await database.read(feeds.by_url, ADDRESS)
    assert stored is not None
    assert (stored.next_at, stored.failure, stored.paused_for) == (NOW, {}, None)


async def test_a_server_follows_a_feed_once(database: Database):
    await database.write(follow, 1, 11)
    with pytest.raises(IntegrityError):
        await database.write(follow, 1, 11)
