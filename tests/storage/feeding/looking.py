"""A feed on a site of loopback that servers follow, and what looks at it as hours pass."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from bot.database.engine import Connection, Database
from bot.domain.feeds.following import AnnouncementKind
from bot.domain.language import Language
from bot.feeding import (
    announcement_store as announcements,
    feed_store as feeds,
    following_store as followings,
    look_store as looks,
)
from bot.feeding.feed_store import StoredFeed
from bot.feeding.feed_worker import FeedWorker
from bot.i18n.catalog import Catalog
from bot.reading.fetch.feed_source import FeedSource
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.worker_pool import Workers
from tests.clock import PassingClock
from tests.discord.pages import Pages
from tests.feed_documents import RSS_TYPE, Item, rss
from tests.storage.discussed import EDITOR, NEWS, SERVER

START = datetime(2026, 3, 4, 10, 20, tzinfo=UTC)
PATH = "/feed.xml"


class Hours(PassingClock):
    """Whoever waits goes on at once, and the time of day goes with that."""

    def utcnow(self) -> datetime:
        """The time of day, as far as it has passed."""
        return START + timedelta(seconds=self.monotonic())


class Looking:
    """The feed at :data:`PATH`, which one server follows."""

    def __init__(
        self, database: Database, pages: Pages, clock: Hours, source: FeedSource, workers: Workers
    ) -> None:
        self.database = database
        self.pages = pages
        self.clock = clock
        self.worker = FeedWorker(self.clock, database, Catalog.load(), source, workers, chance=lambda: 0.0)
        self.feed_id = self.following_id = 0

    def publish(self, *items: Item, head: str = "", **headers: str) -> None:
        """Have the feed say this from now on."""
        self.pages.put(PATH, rss(*items, head=head), type_=RSS_TYPE, **headers)

    def fail(self, status: int, **headers: str) -> None:
        """Have the feed's site refuse it from now on."""
        self.pages.put(PATH, "no", status, **headers)

    async def follow(self, path: str = PATH, server_id: int = SERVER) -> tuple[int, int]:
        """Have a server follow a feed. Returns the ids of the feed and of that."""

        def work(connection: Connection) -> tuple[int, int]:
            now = self.clock.utcnow()
            named = {"url": self.pages.url(path), "title": "?", "home": None, "language": Language.EN}
            feed_id = feeds.add(connection, **named, now=now)
            where = {"server_id": server_id, "channel_ids": [NEWS], "language": None}
            return feed_id, followings.add(connection, feed_id=feed_id, created_by=EDITOR, now=now, **where)

        return await self.database.write(work)

    async def feed(self, feed_id: int | None = None) -> StoredFeed:
        """The feed as it is stored."""
        stored = await self.database.read(feeds.get, feed_id or self.feed_id)
        assert stored is not None
        return stored

    async def look(self) -> float | None:
        """Let the time of the next look come, and look. Returns the hours until the next."""
        left = (await self.feed()).next_at - self.clock.utcnow()
        self.clock.pass_by(max(left.total_seconds(), 0.0))
        again = await self.worker.work(self.feed_id)
        return None if again is None else round(again / 3600, 2)

    async def told(self) -> list[AnnouncementKind]:
        """What the server has been told so far; it is told now what it is still to be."""

        def send(connection: Connection) -> None:
            for one in announcements.owed(connection):
                announcements.mark_begun(connection, one, self.clock.utcnow())
                announcements.mark_sent(connection, one, 90, one, self.clock.utcnow())

        await self.database.write(send)
        rows = await self.database.read(announcements.of_following, self.following_id, list(AnnouncementKind))
        return [one.kind for one in rows]

    async def resume(self) -> None:
        """Look again at the feed after a pause."""
        await self.database.write(looks.resume, self.feed_id, self.clock.utcnow())


@contextlib.asynccontextmanager
async def looking(database: Database) -> AsyncIterator[Looking]:
    """The feed with one entry, followed and not looked at yet."""
    pages = Pages()
    await pages.start()
    async with (
        Fetcher(contact=None, allowed_origin=pages.origin) as fetcher,
        Workers(count=1) as workers,
    ):
        clock = Hours()
        one = Looking(database, pages, clock, FeedSource(fetcher, clock), workers)
        one.publish(Item("A bridge", "https://lantern.example/1", published=START - timedelta(hours=2)))
        one.feed_id, one.following_id = await one.follow()
        yield one
    await pages.stop()
