"""What people are to be told about feeds that their server follows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select, update

from bot.database.connection import Connection, schedule
from bot.database.schema import announcement, feed_entry, following, following_channel
from bot.domain.feeds.following import AnnouncementKind
from bot.feeding.announcement_board_port import EntryLink
from bot.jobs.kinds import Job

KEPT = timedelta(days=60)
"""How long an announcement is kept after it was sent, unless it is the last of its kind."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a server is to be told. ``channel_id`` is None for the moderators' channel. ``entries`` are ids.
    ``begun_at`` is when it was first tried to send it, None if never.
    """

    id: int
    following_id: int
    server_id: int
    kind: AnnouncementKind
    entries: tuple[int, ...]
    channel_id: int | None
    created_at: datetime
    begun_at: datetime | None
    message_id: int | None
    sent_at: datetime | None


def owe(
    connection: Connection,
    following_id: int,
    kind: AnnouncementKind,
    now: datetime,
    *,
    channel_id: int | None = None,
    entries: Collection[int] = (),
) -> int:
    """Have people told something about a feed that they follow; gives the id of that. Old ones of that kind
    are forgotten, but for those that can still be decided.
    """
    if kind is not AnnouncementKind.REVIEW:
        old = (announcement.c.following_id == following_id, announcement.c.kind == kind)
        connection.execute(delete(announcement).where(*old, announcement.c.sent_at < now - KEPT))
    values = {
        "following_id": following_id,
        "kind": kind,
        "entries": list(entries),
        "channel_id": channel_id,
        "created_at": now,
    }
    stored = insert(announcement).values(values).returning(announcement.c.id)
    announcement_id: int = connection.execute(stored).scalar_one()
    schedule(connection, Job.FEED_NOTICE, announcement_id)
    return announcement_id


def get(connection: Connection, announcement_id: int) -> Announcement | None:
    """The announcement with this id."""
    found = _all(connection, _SELECT.where(announcement.c.id == announcement_id))
    return found[0] if found else None


def owed(connection: Connection) -> list[int]:
    """The announcements that were not sent yet, oldest first."""
    query = select(announcement.c.id).where(announcement.c.sent_at.is_(None))
    return list(connection.execute(query.order_by(announcement.c.id)).scalars())


def of_following(
    connection: Connection, following_id: int, kinds: Collection[AnnouncementKind]
) -> list[Announcement]:
    """The announcements of some kinds about a feed that a server follows, oldest first."""
    its = (announcement.c.following_id == following_id, announcement.c.kind.in_(kinds))
    return _all(connection, _SELECT.where(*its).order_by(announcement.c.id))


def of_feed(connection: Connection, feed_id: int, kinds: Collection[AnnouncementKind]) -> list[Announcement]:
    """The announcements of some kinds about a feed, to all servers that follow it, oldest first."""
    its = (following.c.feed_id == feed_id, announcement.c.kind.in_(kinds))
    return _all(connection, _SELECT.where(*its).order_by(announcement.c.id))


def waiting(connection: Connection, server_id: int) -> list[Announcement]:
    """What the moderators of a server are still to be told, oldest first: it has no channel for them, or that
    is out of reach.
    """
    its = (following.c.server_id == server_id, announcement.c.channel_id.is_(None))
    query = _SELECT.where(*its, announcement.c.sent_at.is_(None))
    return _all(connection, query.order_by(announcement.c.id))


def announce(connection: Connection, server_id: int) -> None:
    """Try again to tell the moderators of a server what they are still to be told."""
    schedule(connection, Job.FEED_NOTICE, *(one.id for one in waiting(connection, server_id)))


def go_on(connection: Connection, following_id: int) -> None:
    """Tell what was still to be told about a feed when it was removed: it is followed again."""
    its = (announcement.c.following_id == following_id, announcement.c.sent_at.is_(None))
    unsent = connection.execute(select(announcement.c.id).where(*its)).scalars()
    schedule(connection, Job.FEED_NOTICE, *unsent)


def mark_begun(connection: Connection, announcement_id: int, at: datetime | None) -> None:
    """Store that an announcement is about to be sent; None: that it certainly was not."""
    _update(connection, announcement_id, begun_at=at)


def mark_sent(
    connection: Connection, announcement_id: int, channel_id: int, message_id: int, at: datetime
) -> None:
    """Store which message an announcement is."""
    _update(connection, announcement_id, channel_id=channel_id, message_id=message_id, sent_at=at)


def forget(connection: Connection, announcement_ids: Sequence[int]) -> None:
    """These announcements are to be made no longer."""
    connection.execute(delete(announcement).where(announcement.c.id.in_(announcement_ids)))


def links(connection: Connection, entry_ids: Sequence[int]) -> list[EntryLink]:
    """Headlines and links of entries, in this order."""
    columns = (feed_entry.c.id, feed_entry.c.title, feed_entry.c.link)
    rows = connection.execute(select(*columns).where(feed_entry.c.id.in_(entry_ids)))
    found = {row.id: EntryLink(row.title, row.link) for row in rows}
    return [found[one] for one in entry_ids if one in found]


def unreachable(connection: Connection, following_id: int) -> list[int]:
    """The rooms that a following's entries are to be posted in, and cannot be."""
    rooms = following_channel.c
    its = (rooms.following_id == following_id, rooms.unreachable_since.is_not(None))
    return list(connection.execute(select(rooms.channel_id).where(*its).order_by(rooms.channel_id)).scalars())


_SELECT: Select[Any] = select(announcement, following.c.server_id).join_from(announcement, following)


def _update(connection: Connection, announcement_id: int, **values: object) -> None:
    connection.execute(update(announcement).where(announcement.c.id == announcement_id).values(values))


def _all(connection: Connection, query: Select[Any]) -> list[Announcement]:
    return [_announcement(row) for row in connection.execute(query)]


def _announcement(row: Row[Any]) -> Announcement:
    values = dict(row._mapping)
    return Announcement(**{**values, "entries": tuple(values["entries"])})
