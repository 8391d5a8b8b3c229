"""What became of each entry of a feed, for each server that follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal, select, text, update

from bot.database.column_types import Moment
from bot.database.connection import Connection, schedule
from bot.database.dialect import insert_once
from bot.database.schema import delivery, feed_entry, following
from bot.domain.feeds.following import DeliveryState
from bot.domain.language import Language
from bot.feeding import entry_store as entries
from bot.feeding.entry_store import StoredEntry
from bot.jobs.kinds import Job

_UNSETTLED = text("delivery.state IN ('new', 'waiting')")
"""As the index says it that these are found by."""
_POSTED = text("delivery.state = 'posted'")
_OLDEST_FIRST = (feed_entry.c.first_seen_at, feed_entry.c.id)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of an entry for one server. ``since`` is when it came to this; ``due_at`` is when it is
    posted, if it waits for its time alone; ``tried_at`` is when its page was first tried. ``filter`` kept it
    away. ``failure`` is why it is not posted, or was not at the last attempt, in each language.
    """

    following_id: int
    entry_id: int
    state: DeliveryState
    since: datetime
    due_at: datetime | None
    tried_at: datetime | None
    filter: str | None
    failure: dict[Language, str]
    decided_by: int | None


def pending(connection: Connection) -> list[int]:
    """The followings with entries that nothing was decided about, or that wait to be posted."""
    query = select(delivery.c.following_id).where(_UNSETTLED).distinct()
    return list(connection.execute(query.order_by(delivery.c.following_id)).scalars())


def new_of(connection: Connection, following_id: int) -> list[tuple[StoredEntry, datetime]]:
    """The entries that nothing was decided about, oldest first, each with when it became new."""
    query = entries.columns().join(delivery, delivery.c.entry_id == feed_entry.c.id)
    mine = (delivery.c.following_id == following_id, _UNSETTLED, delivery.c.state == DeliveryState.NEW)
    rows = connection.execute(query.add_columns(delivery.c.since).where(*mine).order_by(*_OLDEST_FIRST))
    return [(entries.stored(row), row.since) for row in rows]


def due(connection: Connection, following_id: int, now: datetime, limit: int) -> list[StoredEntry]:
    """The entries whose time to be posted has come, oldest first."""
    mine = (delivery.c.following_id == following_id, _UNSETTLED, delivery.c.state == DeliveryState.WAITING)
    query = entries.columns().join(delivery, delivery.c.entry_id == feed_entry.c.id)
    query = query.where(*mine, delivery.c.due_at <= now).order_by(*_OLDEST_FIRST).limit(limit)
    return [entries.stored(row) for row in connection.execute(query)]


def next_due(connection: Connection, following_id: int) -> datetime | None:
    """When the next entry that waits is to be posted, which may have passed; None if none waits."""
    mine = (delivery.c.following_id == following_id, _UNSETTLED, delivery.c.state == DeliveryState.WAITING)
    query = select(delivery.c.due_at).where(*mine, delivery.c.due_at.is_not(None))
    return connection.execute(query.order_by(delivery.c.due_at).limit(1)).scalar()


def posted_since(connection: Connection, following_id: int, since: datetime) -> list[datetime]:
    """When entries were posted since then, oldest first."""
    query = select(delivery.c.since).where(
        delivery.c.following_id == following_id, _POSTED, delivery.c.since >= since
    )
    return list(connection.execute(query.order_by(delivery.c.since)).scalars())


def in_state(
    connection: Connection, following_id: int, state: DeliveryState, limit: int = 50
) -> list[tuple[StoredEntry, Delivery]]:
    """The newest entries that came to this, newest first."""
    query = entries.columns().join(delivery, delivery.c.entry_id == feed_entry.c.id)
    query = query.where(delivery.c.following_id == following_id, delivery.c.state == state)
    newest = query.add_columns(delivery).order_by(*(one.desc() for one in _OLDEST_FIRST)).limit(limit)
    return [(entries.stored(row), _delivery(row)) for row in connection.execute(newest)]


def state_of(connection: Connection, following_id: int, entry_id: int) -> Delivery | None:
    """What became of an entry for this following."""
    mine = (delivery.c.following_id == following_id, delivery.c.entry_id == entry_id)
    row = connection.execute(select(delivery).where(*mine)).one_or_none()
    return _delivery(row) if row else None


def of_entry(connection: Connection, entry_id: int) -> list[Delivery]:
    """What became of an entry, for each following."""
    query = select(delivery).where(delivery.c.entry_id == entry_id)
    return [_delivery(row) for row in connection.execute(query.order_by(delivery.c.following_id))]


def add(
    connection: Connection, following_id: int, entry_ids: Sequence[int], state: DeliveryState, now: datetime
) -> None:
    """Store of entries that were just found what becomes of them: they are new, or were there before."""
    values = {"following_id": following_id, "state": state, "since": now}
    if entry_ids:
        connection.execute(insert_once(delivery), [{**values, "entry_id": one} for one in entry_ids])
    if entry_ids and state is DeliveryState.NEW:
        schedule(connection, Job.DELIVERY, following_id)


def settle(
    connection: Connection,
    following_id: int,
    entry_id: int,
    state: DeliveryState,
    *,
    now: datetime,
    due_at: datetime | None = None,
    filter: str | None = None,
    failure: Mapping[Language, str] | None = None,
    decided_by: int | None = None,
) -> None:
    """Store what became of an entry. Of what is not given, nothing is kept."""
    values = {
        "state": state,
        "since": now,
        "due_at": due_at,
        "filter": filter,
        "decided_by": decided_by,
        **_failure(failure),
    }
    _update(connection, following_id, entry_id, values)
    if state in (DeliveryState.NEW, DeliveryState.WAITING):
        schedule(connection, Job.DELIVERY, following_id)


def note_try(
    connection: Connection,
    following_id: int,
    entry_id: int,
    *,
    now: datetime,
    due_at: datetime,
    failure: Mapping[Language, str],
) -> None:
    """Store that an entry could not be posted, why, and when it is tried again. Its state stays."""
    first_try = func.coalesce(delivery.c.tried_at, literal(now, delivery.c.tried_at.type))
    _update(
        connection, following_id, entry_id, {"due_at": due_at, "tried_at": first_try, **_failure(failure)}
    )


def post_newest(connection: Connection, following_id: int, now: datetime) -> int | None:
    """Have the newest entry of a feed posted that a server has just begun to follow: the one that is known,
    else the one that the first look will find. Returns its id, if there is one.
    """
    mine = following.c.id == following_id
    feed_id = connection.execute(select(following.c.feed_id).where(mine)).scalar_one()
    found = entries.newest(connection, feed_id, 1)
    if not found:
        connection.execute(update(following).where(mine).values(newest_first=True))
        return None
    skip_known(connection, following_id, now)
    settle(connection, following_id, found[0].id, DeliveryState.NEW, now=now)
    return found[0].id


def takes_newest(connection: Connection, following_id: int) -> bool:
    """Whether a server asked for the newest entry of the first look, which it is given once."""
    asked = update(following).where(following.c.id == following_id, following.c.newest_first)
    return connection.execute(asked.values(newest_first=False)).rowcount > 0


def skip_known(connection: Connection, following_id: int, now: datetime) -> None:
    """Store of each entry of a feed that nothing is stored about for this following, that it was there
    before: a server has just begun to follow the feed.
    """
    columns = (following.c.id, feed_entry.c.id, literal(DeliveryState.BEFORE.value), literal(now, Moment))
    known = select(*columns).join(feed_entry, feed_entry.c.feed_id == following.c.feed_id)
    names = ["following_id", "entry_id", "state", "since"]
    # The condition keeps ON CONFLICT from being read as the condition of the join.
    every = known.where(following.c.id == following_id)
    connection.execute(insert_once(delivery).from_select(names, every))


def owe_missed(connection: Connection, following_id: int, since: datetime, now: datetime) -> None:
    """Owe a server the entries that came since it removed a feed, which it follows again: others may have
    followed that meanwhile. What was published before it first followed the feed was there before.
    """
    columns = (following.c.id, feed_entry.c.id, literal(DeliveryState.NEW.value), literal(now, Moment))
    came = (feed_entry.c.feed_id == following.c.feed_id) & (feed_entry.c.first_seen_at >= since)
    is_new = feed_entry.c.published.is_(None) | (feed_entry.c.published > following.c.created_at)
    missed = select(*columns).join(feed_entry, came).where(following.c.id == following_id, is_new)
    names = ["following_id", "entry_id", "state", "since"]
    connection.execute(insert_once(delivery).from_select(names, missed))
    schedule(connection, Job.DELIVERY, following_id)


def _update(connection: Connection, following_id: int, entry_id: int, values: Mapping[str, Any]) -> None:
    mine = (delivery.c.following_id == following_id, delivery.c.entry_id == entry_id)
    connection.execute(update(delivery).where(*mine).values(**values))


def _failure(failure: Mapping[Language, str] | None) -> dict[str, str | None]:
    said = failure or {}
    return {"failure_english": said.get(Language.EN), "failure_spanish": said.get(Language.ES)}


def _delivery(row: Row[Any]) -> Delivery:
    said = {Language.EN: row.failure_english, Language.ES: row.failure_spanish}
    return Delivery(
        following_id=row.following_id,
        entry_id=row.entry_id,
        state=row.state,
        since=row.since,
        due_at=row.due_at,
        tried_at=row.tried_at,
        filter=row.filter,
        failure={one: text for one, text in said.items() if text},
        decided_by=row.decided_by,
    )
