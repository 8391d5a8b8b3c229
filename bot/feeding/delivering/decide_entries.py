"""What becomes of new entries: kept away by a filter, posted in time, reviewed first, or one link of many."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.database.engine import Connection
from bot.domain.feeds.filters import Filtered, plain_text, which
from bot.domain.feeds.following import AnnouncementKind, DeliveryState, Following
from bot.feeding import (
    announcement_store as announcements,
    delivery_store as deliveries,
    feed_store as feeds,
)
from bot.feeding.delivering.routing import rooms_for
from bot.feeding.entry_store import StoredEntry

AT_ONCE = 5
"""Entries that are posted of those that come together, the newest; the others are links in one message."""

Verdicts = Mapping[int, str | None]
"""The filter that keeps each entry away, or None, by the entries' ids."""


def filtered(entry: StoredEntry) -> Filtered:
    """An entry as filters look at it."""
    said = entry.entry
    return Filtered(said.title, plain_text(said.html), said.categories, said.authors)


def judge(following: Following, entries: list[StoredEntry]) -> Verdicts:
    """Hold entries against the filters of a following. Call it in a thread."""
    if not following.filters:
        return dict.fromkeys((one.id for one in entries), None)
    return {one.id: which(following.filters, filtered(one)) for one in entries}


def decide(connection: Connection, following: Following, verdicts: Verdicts, now: datetime) -> None:
    """Store what becomes of the new entries that there are verdicts about."""
    passed: list[StoredEntry] = []
    for entry, _ in deliveries.new_of(connection, following.id):
        if entry.id not in verdicts:
            continue
        if (kept_away := verdicts[entry.id]) is not None:
            deliveries.settle(
                connection, following.id, entry.id, DeliveryState.FILTERED, now=now, filter=kept_away
            )
        else:
            passed.append(entry)
    passed.sort(key=_newest_last)
    if late := passed[:-AT_ONCE]:
        _tell_late(connection, following, late, now)
    for entry in passed[-AT_ONCE:]:
        if following.review:
            deliveries.settle(connection, following.id, entry.id, DeliveryState.REVIEW, now=now)
            announcements.owe(connection, following.id, AnnouncementKind.REVIEW, now, entries=[entry.id])
        else:
            due_at = max(now, entry.first_seen_at + timedelta(minutes=following.delay))
            deliveries.settle(
                connection, following.id, entry.id, DeliveryState.WAITING, now=now, due_at=due_at
            )


def _tell_late(connection: Connection, following: Following, late: list[StoredEntry], now: datetime) -> None:
    """Have the rooms of a feed told of entries in one message, newest first."""
    for entry in late:
        deliveries.settle(connection, following.id, entry.id, DeliveryState.LATE, now=now)
    feed = feeds.get(connection, following.feed_id)
    language = following.language or (feed.language if feed else None)
    own = [one for one in rooms_for(connection, following, language) if one in following.channels]
    for channel_id in own or following.channels:
        tell_late(connection, following.id, channel_id, [one.id for one in reversed(late)], now)


def tell_late(
    connection: Connection, following_id: int, channel_id: int, entry_ids: list[int], now: datetime
) -> None:
    """Have a room told of entries, newest first, in one message."""
    announcements.owe(
        connection, following_id, AnnouncementKind.LATE, now, channel_id=channel_id, entries=entry_ids
    )


def _newest_last(entry: StoredEntry) -> tuple[datetime, int]:
    """By when an entry says that it was published; no later than it was seen, whatever it says."""
    said = entry.entry.published or entry.first_seen_at
    return min(said, entry.first_seen_at), entry.id
