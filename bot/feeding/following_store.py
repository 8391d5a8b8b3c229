"""Which servers follow which feeds, where their entries go, and under which conditions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select

from bot.database.connection import Connection
from bot.database.schema import feed_filter, following, following_channel
from bot.domain.feeds.following import Filter, Following
from bot.domain.language import Language


def get(connection: Connection, following_id: int) -> Following | None:
    """The following with this id."""
    found = _all(connection, select(following).where(following.c.id == following_id))
    return found[0] if found else None


def of_feed(connection: Connection, feed_id: int) -> list[Following]:
    """Every following of a feed, paused ones too, oldest first."""
    return _all(connection, select(following).where(following.c.feed_id == feed_id))


def of_server(connection: Connection, server_id: int) -> list[Following]:
    """Every feed that a server follows, oldest first."""
    return _all(connection, select(following).where(following.c.server_id == server_id))


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
    """Store that a server follows a feed, and return the id of that.

    Raises:
        sqlalchemy.exc.IntegrityError: it follows the feed already.
    """
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
