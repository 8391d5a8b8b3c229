"""What looks at feeds found, and which feeds are to be looked at when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select, update

from bot.database.connection import Connection, schedule
from bot.database.schema import feed, feed_entry, following
from bot.domain.feeds.following import PauseReason
from bot.domain.feeds.schedule import Move
from bot.domain.language import Language
from bot.feeding import feed_store as feeds
from bot.feeding.feed_store import StoredFeed
from bot.jobs.kinds import Job
from bot.reading.feeds.feed import Feed

_NOT_FAILING: Mapping[str, Any] = {
    "failing_since": None,
    "failures": 0,
    "failure_english": None,
    "failure_spanish": None,
}


LONGEST_TITLE = 300
"""Characters of a feed's title that are kept."""
_LOOKED_THROUGH = 60
"""Newest entries that are asked when they appeared: a first document has them all at once, in any order."""


@dataclass(frozen=True, slots=True)
class NextLook:
    """When a feed at an address is to be looked at."""

    feed_id: int
    url: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Success:
    """What a look that succeeded stores. ``digest`` is None where no document came."""

    next_at: datetime
    move: Move
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """What a look that failed stores: why, in each language, since when and how often in a row."""

    next_at: datetime
    reason: Mapping[Language, str]
    since: datetime
    failures: int
    interval: timedelta
    pause: PauseReason | None = None


def planned(connection: Connection) -> list[NextLook]:
    """The looks at all feeds that somebody follows and that are not paused."""
    query = select(feed.c.id, feed.c.url, feed.c.next_at).where(_is_looked_at())
    return [NextLook(row.id, row.url, row.next_at) for row in connection.execute(query)]


def looked_at(connection: Connection, feed_id: int) -> StoredFeed | None:
    """A feed, if it is not paused and somebody follows it."""
    row = connection.execute(_LOOKED_AT, {"feed_id": feed_id}).one_or_none()
    return feeds.stored(row) if row else None


def appeared(connection: Connection, feed_id: int) -> list[datetime]:
    """When the newest entries of a feed appeared: as they say, where that was before they were seen."""
    query = select(feed_entry.c.published, feed_entry.c.first_seen_at).where(feed_entry.c.feed_id == feed_id)
    rows = connection.execute(query.order_by(feed_entry.c.first_seen_at.desc()).limit(_LOOKED_THROUGH))
    return [min(row.published or row.first_seen_at, row.first_seen_at) for row in rows]


def store_document(
    connection: Connection, feed_id: int, document: Feed, usual: timedelta, new_entry_at: datetime | None
) -> None:
    """Store what a document says of its feed, and how often it usually has something new; ``new_entry_at`` is
    None where it brought nothing.
    """
    values: dict[str, Any] = {
        "home": document.home,
        "language": Language.from_tag(document.language or ""),
        "ttl": document.ttl,
        "skip_hours": sorted(document.skip_hours),
        "skip_days": sorted(document.skip_days),
        "interval": _seconds(usual),
    }
    if document.title.strip():
        values["title"] = document.title[:LONGEST_TITLE]
    if new_entry_at is not None:
        values["new_entry_at"] = new_entry_at
    connection.execute(update(feed).where(feed.c.id == feed_id).values(values))


def succeed(connection: Connection, feed_id: int, now: datetime, found: Success) -> None:
    """Store a look that succeeded."""
    values: dict[str, Any] = {
        "next_at": found.next_at,
        "looked_at": now,
        "succeeded_at": now,
        "moved_to": found.move.to,
        "moved_since": found.move.since,
        **_NOT_FAILING,
    }
    if found.digest is not None:
        values |= {"etag": found.etag, "modified": found.modified, "digest": found.digest}
    connection.execute(update(feed).where(feed.c.id == feed_id).values(values))


def succeed_as_before(connection: Connection, feed_id: int, now: datetime, next_at: datetime) -> None:
    """Store a look that found nothing else than the one before: most do."""
    connection.execute(_AS_BEFORE, {"feed_id": feed_id, "now": now, "at": next_at})


def fail(connection: Connection, feed_id: int, now: datetime, found: Failure) -> None:
    """Store a look that failed."""
    values: dict[str, Any] = {
        "next_at": found.next_at,
        "looked_at": now,
        "failing_since": found.since,
        "failures": found.failures,
        "failure_english": found.reason[Language.EN],
        "failure_spanish": found.reason[Language.ES],
        "interval": _seconds(found.interval),
    }
    if found.pause is not None:
        values |= {"paused_at": now, "paused_for": found.pause}
    connection.execute(update(feed).where(feed.c.id == feed_id).values(values))


def keep_address(connection: Connection, feed_id: int, url: str) -> bool:
    """Look at a feed at another address from now on; gives whether that was possible. It is not where another
    feed is at that address: this one is then looked at where it was, and redirected each time.
    """
    if feeds.by_url(connection, url) is not None:
        return False
    values = {"url": url, "moved_to": None, "moved_since": None}
    connection.execute(update(feed).where(feed.c.id == feed_id).values(values))
    return True


def resume(connection: Connection, feed_id: int, now: datetime) -> bool:
    """Look at a feed again that the bot had paused itself, as if it had never failed; gives whether it was
    paused.
    """
    its = (feed.c.id == feed_id, feed.c.paused_at.is_not(None))
    values = {"paused_at": None, "paused_for": None, "next_at": now, **_NOT_FAILING}
    resumed = connection.execute(update(feed).where(*its).values(values)).rowcount > 0
    schedule(connection, Job.FEED, feed_id)
    return resumed


def look_afresh(connection: Connection, feed_id: int, now: datetime) -> None:
    """Look now at a feed that a server has just begun to follow: also at one that the bot had paused itself,
    or that was not looked at because nobody followed it.
    """
    if not resume(connection, feed_id, now):
        feeds.look_now(connection, feed_id, now)


def _is_looked_at() -> Any:
    """That a feed is not paused, and somebody follows it who has not paused that."""
    stands = (following.c.paused_at.is_(None), following.c.removed_at.is_(None))
    follows = exists().where(following.c.feed_id == feed.c.id, *stands)
    return feed.c.paused_at.is_(None) & follows


_LOOKED_AT = select(feed).where(feed.c.id == bindparam("feed_id"), _is_looked_at())
_AS_BEFORE = (
    update(feed)
    .where(feed.c.id == bindparam("feed_id"))
    .values(next_at=bindparam("at"), looked_at=bindparam("now"), succeeded_at=bindparam("now"))
)


def _seconds(interval: timedelta) -> int:
    return round(interval.total_seconds())
