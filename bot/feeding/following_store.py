"""Which servers follow which feeds, where their entries go, and under which conditions.

A following that was removed is kept while that can be undone; nothing but :func:`removed` reads it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, exists, insert, select, update

from bot.database.connection import Connection, schedule
from bot.database.schema import feed, feed_entry, feed_filter, following, following_channel
from bot.domain.feeds.following import Filter, FilterField, Following
from bot.domain.language import Language
from bot.jobs.kinds import Job

_STANDS = following.c.removed_at.is_(None)


def get(connection: Connection, following_id: int) -> Following | None:
    """The following with this id."""
    found = _all(connection, select(following).where(following.c.id == following_id, _STANDS))
    return found[0] if found else None


def in_server(connection: Connection, server_id: int, feed_id: int) -> Following | None:
    """The following of a feed by a server."""
    mine = (following.c.server_id == server_id, following.c.feed_id == feed_id)
    found = _all(connection, select(following).where(*mine, _STANDS))
    return found[0] if found else None


def of_feed(connection: Connection, feed_id: int) -> list[Following]:
    """Every following of a feed, paused ones too, oldest first."""
    return _all(connection, select(following).where(following.c.feed_id == feed_id, _STANDS))


def of_server(connection: Connection, server_id: int) -> list[Following]:
    """Every feed that a server follows, oldest first."""
    return _all(connection, select(following).where(following.c.server_id == server_id, _STANDS))


def add(
    connection: Connection,
    *,
    feed_id: int,
    server_id: int,
    channel_ids: Collection[int],
    language: Language | None,
    created_by: int,
    now: datetime,
) -> int:
    """Store that a server follows a feed, and return the id of that. What is left of following it before,
    which was removed, is deleted.

    Raises:
        sqlalchemy.exc.IntegrityError: it follows the feed already.
    """
    mine = (following.c.server_id == server_id, following.c.feed_id == feed_id)
    connection.execute(delete(following).where(*mine, ~_STANDS))
    values = insert(following).values(
        feed_id=feed_id,
        server_id=server_id,
        language=language,
        created_by=created_by,
        created_at=now,
        tags=[],
    )
    following_id: int = connection.execute(values.returning(following.c.id)).scalar_one()
    rooms = [{"following_id": following_id, "channel_id": one} for one in channel_ids]
    connection.execute(insert(following_channel), rooms)
    return following_id


def update_conditions(connection: Connection, changed: Following) -> None:
    """Store where a following's entries go and under which conditions, as ``changed`` says. Its filters have
    functions of their own.
    """
    quiet_from, quiet_to = changed.quiet or (None, None)
    values = {
        "language": changed.language,
        "source": changed.source,
        "paused_at": changed.paused_at,
        "per_hour": changed.per_hour,
        "quiet_from": quiet_from,
        "quiet_to": quiet_to,
        "delay": changed.delay,
        "review": changed.review,
        "mention_role_id": changed.mention_role_id,
        "tags": list(changed.tags),
    }
    connection.execute(update(following).where(following.c.id == changed.id).values(values))
    rooms = following_channel.c
    here = rooms.following_id == changed.id
    known = set(connection.execute(select(rooms.channel_id).where(here)).scalars())
    connection.execute(
        delete(following_channel).where(here, rooms.channel_id.in_(known - {*changed.channels}))
    )
    for channel_id in {*changed.channels} - known:
        values = {"following_id": changed.id, "channel_id": channel_id}
        connection.execute(insert(following_channel).values(values))
    schedule(connection, Job.FEED, changed.feed_id)
    schedule(connection, Job.DELIVERY, changed.id)


def add_filter(
    connection: Connection, following_id: int, field: FilterField, text: str, *, include: bool
) -> int:
    """Store a filter of a following and return its id.

    Raises:
        sqlalchemy.exc.IntegrityError: it has it already.
    """
    values = {"following_id": following_id, "field": field, "include": include, "text": text}
    stored = insert(feed_filter).values(values).returning(feed_filter.c.id)
    filter_id: int = connection.execute(stored).scalar_one()
    return filter_id


def remove_filter(connection: Connection, following_id: int, filter_id: int) -> bool:
    """Delete a filter of a following; gives whether there was one."""
    its = (feed_filter.c.id == filter_id, feed_filter.c.following_id == following_id)
    return connection.execute(delete(feed_filter).where(*its)).rowcount > 0


# ------------------------------------------------------------------ removing


def remove(connection: Connection, following_id: int, now: datetime) -> bool:
    """Follow a feed no longer; gives whether it was followed."""
    its = update(following).where(following.c.id == following_id, _STANDS)
    schedule(connection, Job.REMOVED_FEED, following_id)
    return connection.execute(its.values(removed_at=now)).rowcount > 0


def put_back(connection: Connection, following_id: int) -> Following:
    """Follow a feed again, as before it was removed."""
    connection.execute(update(following).where(following.c.id == following_id).values(removed_at=None))
    found = get(connection, following_id)
    assert found is not None
    schedule(connection, Job.FEED, found.feed_id)
    schedule(connection, Job.DELIVERY, following_id)
    return found


def pause_all(connection: Connection, server_id: int, now: datetime) -> None:
    """Pause every feed that a server follows."""
    its = (following.c.server_id == server_id, following.c.paused_at.is_(None))
    connection.execute(update(following).where(*its).values(paused_at=now))


def removed(connection: Connection) -> list[int]:
    """The followings that were removed and still have rows."""
    return list(connection.execute(select(following.c.id).where(~_STANDS)).scalars())


def removed_at(connection: Connection, following_id: int) -> tuple[int, datetime] | None:
    """The server of a following that was removed, and when that was."""
    query = select(following.c.server_id, following.c.removed_at).where(
        following.c.id == following_id, ~_STANDS
    )
    row = connection.execute(query).one_or_none()
    return (row.server_id, row.removed_at) if row else None


def forget(connection: Connection, following_id: int) -> None:
    """Delete a following that was removed and what became of its entries; where nobody else follows its feed,
    that too with all that is known of it.
    """
    its = delete(following).where(following.c.id == following_id, ~_STANDS).returning(following.c.feed_id)
    feed_id = connection.execute(its).scalar_one_or_none()
    if feed_id is None:
        return
    if connection.execute(select(exists().where(following.c.feed_id == feed_id))).scalar():
        return
    connection.execute(delete(feed_entry).where(feed_entry.c.feed_id == feed_id))
    connection.execute(delete(feed).where(feed.c.id == feed_id))


def _all(connection: Connection, query: Select[Any]) -> list[Following]:
    rows = connection.execute(query.order_by(following.c.id)).all()
    ids = [row.id for row in rows]
    channels, filters = defaultdict[int, list[int]](list), defaultdict[int, list[Filter]](list)
    its_channels = select(following_channel).where(following_channel.c.following_id.in_(ids))
    for row in connection.execute(its_channels.order_by(following_channel.c.channel_id)):
        channels[row.following_id].append(row.channel_id)
    its_filters = select(feed_filter).where(feed_filter.c.following_id.in_(ids))
    for row in connection.execute(its_filters.order_by(feed_filter.c.id)):
        filters[row.following_id].append(Filter(row.id, row.field, row.include, row.text))
    return [_following(row, tuple(channels[row.id]), tuple(filters[row.id])) for row in rows]


def _following(row: Row[Any], channels: tuple[int, ...], filters: tuple[Filter, ...]) -> Following:
    return Following(
        id=row.id,
        feed_id=row.feed_id,
        server_id=row.server_id,
        created_by=row.created_by,
        created_at=row.created_at,
        language=row.language,
        source=row.source,
        channels=channels,
        filters=filters,
        paused_at=row.paused_at,
        per_hour=row.per_hour,
        quiet=None if row.quiet_from is None else (row.quiet_from, row.quiet_to),
        delay=row.delay,
        review=row.review,
        mention_role_id=row.mention_role_id,
        tags=tuple(row.tags),
    )
