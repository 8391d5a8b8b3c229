"""Feeds: where they are, and how they fare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from bot.database.connection import Connection, schedule
from bot.database.schema import feed
from bot.domain.feeds.following import PauseReason
from bot.domain.feeds.schedule import Wishes
from bot.domain.language import Language
from bot.jobs.kinds import Job

FIRST_INTERVAL = 3_600
"""Seconds between looks at a feed of which nothing is known yet."""


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """A feed. ``home`` is the page of its site; ``language`` is what the feed claims. ``interval`` is in
    seconds. ``etag``, ``modified`` and ``digest`` are of its last document. ``moved_to`` is where it has
    redirected for good since ``moved_since``. ``guids_repeat``: its guids say nothing. It was paused by the
    bot itself, not by people. ``failure`` is why it fails, in each language. ``wishes`` are those of its last
    document.
    """

    id: int
    url: str
    title: str
    home: str | None
    language: Language | None
    created_at: datetime
    etag: str | None
    modified: str | None
    digest: str | None
    interval: int
    next_at: datetime
    looked_at: datetime | None
    succeeded_at: datetime | None
    new_entry_at: datetime | None
    failing_since: datetime | None
    failures: int
    failure: dict[Language, str]
    moved_to: str | None
    moved_since: datetime | None
    guids_repeat: bool
    paused_at: datetime | None
    paused_for: PauseReason | None
    wishes: Wishes


def get(connection: Connection, feed_id: int) -> StoredFeed | None:
    """The feed with this id."""
    return _one(connection, select(feed).where(feed.c.id == feed_id))


def by_url(connection: Connection, url: str) -> StoredFeed | None:
    """The feed at an address."""
    return _one(connection, select(feed).where(feed.c.url == url))


def get_all(connection: Connection, feed_ids: Collection[int]) -> dict[int, StoredFeed]:
    """The feeds with these ids, by their ids."""
    rows = connection.execute(select(feed).where(feed.c.id.in_(feed_ids)))
    return {row.id: stored(row) for row in rows}


def every(connection: Connection) -> list[StoredFeed]:
    """All feeds, oldest first."""
    return [stored(row) for row in connection.execute(select(feed).order_by(feed.c.id))]


def add(
    connection: Connection,
    *,
    url: str,
    title: str,
    home: str | None,
    language: Language | None,
    now: datetime,
) -> int:
    """Store a feed, or find the one at this address, and return its id. A new one is looked at at once."""
    if known := by_url(connection, url):
        return known.id
    values = insert(feed).values(
        url=url,
        title=title,
        home=home,
        language=language,
        created_at=now,
        interval=FIRST_INTERVAL,
        next_at=now,
    )
    feed_id: int = connection.execute(values.returning(feed.c.id)).scalar_one()
    schedule(connection, Job.FEED, feed_id)
    return feed_id


def look_now(connection: Connection, feed_id: int, now: datetime) -> None:
    """Look at a feed at once."""
    connection.execute(update(feed).where(feed.c.id == feed_id).values(next_at=now))
    schedule(connection, Job.FEED, feed_id)


def distrust_guids(connection: Connection, feed_id: int) -> None:
    """Store that a feed's guids say nothing: one stood at two stories."""
    connection.execute(update(feed).where(feed.c.id == feed_id).values(guids_repeat=True))


def _one(connection: Connection, query: Select[Any]) -> StoredFeed | None:
    row = connection.execute(query).one_or_none()
    return stored(row) if row else None


def stored(row: Row[Any]) -> StoredFeed:
    """A row of the table of feeds."""
    values = dict(row._mapping)
    said = {Language.EN: values.pop("failure_english"), Language.ES: values.pop("failure_spanish")}
    hours, days = frozenset(values.pop("skip_hours")), frozenset(values.pop("skip_days"))
    return StoredFeed(
        **{name: value for name, value in values.items() if name != "ttl"},
        failure={one: text for one, text in said.items() if text},
        wishes=Wishes(row.ttl, None, hours, days),
    )
