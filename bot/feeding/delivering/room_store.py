"""Rooms of feeds that cannot be posted into, and the entries that they are owed meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, delete, select, update

from bot.database.connection import Connection
from bot.database.dialect import insert_once
from bot.database.schema import following, following_channel, owed_room
from bot.domain.feeds.following import AnnouncementKind
from bot.feeding import announcement_store as announcements


def waiting(connection: Connection) -> list[int]:
    """The followings with rooms that could not be posted into: those may work again."""
    out_of_reach = select(following_channel.c.following_id).where(
        following_channel.c.unreachable_since.is_not(None)
    )
    query = out_of_reach.union(select(owed_room.c.following_id))
    return sorted(connection.execute(query).scalars())


def owed(connection: Connection, following_id: int) -> dict[int, list[int]]:
    """The rooms of a following that are owed entries, each with their ids, oldest first."""
    found = defaultdict[int, list[int]](list)
    query = select(owed_room).where(owed_room.c.following_id == following_id)
    for row in connection.execute(query.order_by(owed_room.c.entry_id)):
        found[row.channel_id].append(row.entry_id)
    return dict(found)


def rooms_owed(connection: Connection, following_id: int, entry_id: int) -> list[int]:
    """The rooms that an entry is owed to."""
    query = select(owed_room.c.channel_id).filter_by(following_id=following_id, entry_id=entry_id)
    return list(connection.execute(query).scalars())


def owe(connection: Connection, following_id: int, entry_id: int, channel_ids: Collection[int]) -> None:
    """Store that rooms are owed an entry, until it is known that they have its card."""
    rows = [{"following_id": following_id, "entry_id": entry_id, "channel_id": one} for one in channel_ids]
    if rows:
        connection.execute(insert_once(owed_room), rows)


def out_of_reach(
    connection: Connection, following_id: int, channel_ids: Collection[int], now: datetime
) -> None:
    """Store that rooms cannot be posted into, whichever feed of the source they belong to. Moderators are
    told of those that could be before.
    """
    rooms = following_channel.c
    own = select(rooms.channel_id).where(rooms.following_id == following_id)
    of_others = rooms.following_id.in_(_source(following_id)) & rooms.channel_id.not_in(own)
    its = (rooms.following_id == following_id) | of_others
    newly = update(following_channel).where(its, rooms.channel_id.in_(channel_ids))
    changed = newly.where(rooms.unreachable_since.is_(None)).values(unreachable_since=now)
    if channel_ids:
        told = set(connection.execute(changed.returning(rooms.following_id)).scalars())
        for one in sorted(told):
            announcements.owe(connection, one, AnnouncementKind.UNREACHABLE, now)


def paid(connection: Connection, following_id: int, entry_id: int, channel_ids: Collection[int]) -> None:
    """Store that rooms are owed an entry no longer."""
    mine = (owed_room.c.following_id == following_id, owed_room.c.entry_id == entry_id)
    connection.execute(delete(owed_room).where(*mine, owed_room.c.channel_id.in_(channel_ids)))


def reached(connection: Connection, following_id: int, channel_ids: Collection[int]) -> None:
    """Store that rooms can be posted into, whichever feed of the source they belong to."""
    its = following_channel.c.following_id.in_(_source(following_id))
    reached = update(following_channel).where(its, following_channel.c.channel_id.in_(channel_ids))
    connection.execute(reached.values(unreachable_since=None))


def _source(following_id: int) -> Select[tuple[int]]:
    """A following and the others of its source."""
    this, other = following.alias("this"), following.alias("other")
    same = (other.c.id == this.c.id) | (
        (other.c.server_id == this.c.server_id) & (other.c.source == this.c.source)
    )
    return select(other.c.id).join_from(this, other, same).where(this.c.id == following_id)
