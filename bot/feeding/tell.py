"""What the moderators of servers are told of how their feeds fare: once each, and never what has passed."""

from __future__ import annotations

from datetime import datetime

from bot.database.connection import Connection
from bot.domain.feeds.following import AnnouncementKind
from bot.feeding import announcement_store as announcements, following_store as followings

_TROUBLE = (AnnouncementKind.FAILING, AnnouncementKind.PAUSED)
_HEALTH = (*_TROUBLE, AnnouncementKind.WORKING)


def failing(connection: Connection, feed_id: int, now: datetime) -> None:
    """A feed fails for long: have those told who do not know."""
    for following_id in _followers(connection, feed_id):
        told = announcements.of_following(connection, following_id, _HEALTH)
        if not told or told[-1].kind is not AnnouncementKind.FAILING:
            announcements.owe(connection, following_id, AnnouncementKind.FAILING, now)


def paused(connection: Connection, feed_id: int, now: datetime) -> None:
    """A feed is looked at no longer: have all told who follow it."""
    _withdraw(connection, feed_id)
    for following_id in _followers(connection, feed_id):
        announcements.owe(connection, following_id, AnnouncementKind.PAUSED, now)


def working(connection: Connection, feed_id: int, now: datetime) -> None:
    """A feed that failed works again: have those told who know that it failed."""
    _withdraw(connection, feed_id)
    last = {one.following_id: one for one in announcements.of_feed(connection, feed_id, _HEALTH)}
    for following_id, one in last.items():
        if one.kind in _TROUBLE:
            announcements.owe(connection, following_id, AnnouncementKind.WORKING, now)


def moved(connection: Connection, feed_id: int, now: datetime) -> None:
    """A feed is looked at elsewhere from now on: have all told who follow it."""
    for following_id in _followers(connection, feed_id):
        announcements.owe(connection, following_id, AnnouncementKind.MOVED, now)


def _followers(connection: Connection, feed_id: int) -> list[int]:
    return [one.id for one in followings.of_feed(connection, feed_id) if one.paused_at is None]


def _withdraw(connection: Connection, feed_id: int) -> None:
    """What nobody was told yet need not be told any more."""
    owed = announcements.of_feed(connection, feed_id, _HEALTH)
    announcements.forget(connection, [one.id for one in owed if one.begun_at is None])
