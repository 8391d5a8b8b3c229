"""How the feeds fare that servers follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, func, select

from bot.database.schema import feed, following
from bot.domain.feeds.following import PauseReason
from bot.domain.language import Language

MOST_NAMED = 10
"""Feeds in trouble that are named."""


@dataclass(frozen=True, slots=True)
class TroubledFeed:
    """A feed that fails since ``since``, or that the bot looks at no longer: why, in each language, and when
    it is looked at again, last succeeded and last brought something.
    """

    title: str
    url: str
    since: datetime | None
    reason: Mapping[Language, str]
    paused_for: PauseReason | None
    next_at: datetime
    succeeded_at: datetime | None
    new_entry_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedsReport:
    """How many feeds are looked at, when the next look is, and when one last succeeded and brought something.
    ``troubled`` are the first of those ``in_trouble``, the longest first.
    """

    followed: int = 0
    next_at: datetime | None = None
    succeeded_at: datetime | None = None
    new_entry_at: datetime | None = None
    in_trouble: int = 0
    troubled: tuple[TroubledFeed, ...] = ()


NO_FEEDS = FeedsReport()


def feeds_report(connection: Connection) -> FeedsReport:
    """How the feeds fare that somebody follows."""
    is_followed = exists().where(
        following.c.feed_id == feed.c.id, following.c.paused_at.is_(None), following.c.removed_at.is_(None)
    )
    is_looked_at = and_(is_followed, feed.c.paused_at.is_(None))
    is_in_trouble = and_(is_followed, feed.c.failing_since.is_not(None))
    times = (
        func.min(feed.c.next_at, type_=feed.c.next_at.type),
        func.max(feed.c.succeeded_at, type_=feed.c.succeeded_at.type),
        func.max(feed.c.new_entry_at, type_=feed.c.new_entry_at.type),
    )
    looked_at = connection.execute(select(func.count(), *times).where(is_looked_at)).one()
    in_trouble = connection.execute(select(func.count()).select_from(feed).where(is_in_trouble)).scalar_one()
    query = select(feed).where(is_in_trouble).order_by(feed.c.failing_since, feed.c.id).limit(MOST_NAMED)
    troubled = tuple(
        TroubledFeed(
            *(row.title, row.url, row.failing_since),
            {Language.EN: row.failure_english or "", Language.ES: row.failure_spanish or ""},
            *(row.paused_for, row.next_at, row.succeeded_at, row.new_entry_at),
        )
        for row in connection.execute(query)
    )
    followed, next_at, succeeded_at, new_entry_at = looked_at
    return FeedsReport(followed, next_at, succeeded_at, new_entry_at, in_trouble, troubled)
