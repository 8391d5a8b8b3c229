"""The articles that are to be posted at a time, and those of them that could not be."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from bot.database.engine import Connection, schedule
from bot.database.schema import scheduled_article
from bot.domain.language import Language
from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class Scheduled:
    """An article that ``actor_id`` wants posted in ``channels`` at a moment. ``failure`` is why it was not,
    in each language, once that is final; ``begun_at`` when it was first tried to tell the moderators,
    ``told`` whether they know.
    """

    id: int
    server_id: int
    actor_id: int
    link: str
    channels: tuple[int, ...]
    at: datetime
    failure: Mapping[Language, str] | None = None
    begun_at: datetime | None = None
    told: bool = False


def add(
    connection: Connection,
    *,
    server_id: int,
    actor_id: int,
    link: str,
    channels: Collection[int],
    at: datetime,
    now: datetime,
) -> int:
    """Have an article posted. Returns the row's id."""
    values = {"server_id": server_id, "actor_id": actor_id, "link": link, "channels": list(channels)}
    values |= {"at": at, "created_at": now}
    added = insert(scheduled_article).values(values).returning(scheduled_article.c.id)
    scheduled_id: int = connection.execute(added).scalar_one()
    schedule(connection, Job.SCHEDULED_ARTICLE, scheduled_id)
    return scheduled_id


def split(connection: Connection, scheduled: Scheduled, channels: Collection[int], now: datetime) -> int:
    """Have some of the channels of a scheduled article in a row of their own. Returns its id."""
    return add(
        connection,
        server_id=scheduled.server_id,
        actor_id=scheduled.actor_id,
        link=scheduled.link,
        channels=channels,
        at=scheduled.at,
        now=now,
    )


def get(connection: Connection, scheduled_id: int) -> Scheduled | None:
    """Return one, if it is still there."""
    row = connection.execute(select(scheduled_article).where(_is(scheduled_id))).one_or_none()
    return _read(row) if row else None


def of_server(connection: Connection, server_id: int) -> list[Scheduled]:
    """Return those of a server, the next first."""
    query = select(scheduled_article).where(scheduled_article.c.server_id == server_id)
    return [_read(row) for row in connection.execute(query.order_by(scheduled_article.c.at))]


def count(connection: Connection, server_id: int) -> int:
    """Return how many a server has."""
    query = select(func.count()).where(scheduled_article.c.server_id == server_id)
    return connection.execute(query).scalar_one()


def open_ids(connection: Connection) -> list[int]:
    """Return those that something is still to be done about."""
    query = select(scheduled_article.c.id).where(scheduled_article.c.told_at.is_(None))
    return list(connection.execute(query.order_by(scheduled_article.c.id)).scalars())


def keep_channels(connection: Connection, scheduled_id: int, channels: Collection[int]) -> None:
    """It is still to be posted in these alone; in none: it is done."""
    if not channels:
        remove(connection, scheduled_id)
        return
    left = update(scheduled_article).where(_is(scheduled_id))
    connection.execute(left.values(channels=list(channels)))


def fail(connection: Connection, scheduled_id: int, failure: Mapping[Language, str], now: datetime) -> None:
    """It could not be posted; the moderators are to be told."""
    said = {"failure_english": failure[Language.EN], "failure_spanish": failure[Language.ES]}
    failed = update(scheduled_article).where(_is(scheduled_id))
    connection.execute(failed.values(failed_at=now, **said))
    schedule(connection, Job.SCHEDULED_ARTICLE, scheduled_id)


def mark_begun(connection: Connection, scheduled_id: int, now: datetime) -> None:
    """It is about to be told."""
    connection.execute(update(scheduled_article).where(_is(scheduled_id)).values(begun_at=now))


def mark_told(connection: Connection, scheduled_id: int, now: datetime) -> None:
    """The moderators were told, or there is nowhere to tell them."""
    connection.execute(update(scheduled_article).where(_is(scheduled_id)).values(told_at=now))


def remove(connection: Connection, scheduled_id: int) -> bool:
    """It is not to be posted, or was. Returns whether it was there."""
    gone = delete(scheduled_article).where(_is(scheduled_id))
    return connection.execute(gone).rowcount > 0


def remove_of_server(connection: Connection, server_id: int) -> None:
    """Nothing is posted any more in a server that the bot left."""
    connection.execute(delete(scheduled_article).where(scheduled_article.c.server_id == server_id))


def _is(scheduled_id: int) -> ColumnElement[bool]:
    return scheduled_article.c.id == scheduled_id


def _read(row: Row[Any]) -> Scheduled:
    failure = None
    if row.failed_at is not None:
        failure = {Language.EN: row.failure_english, Language.ES: row.failure_spanish}
    return Scheduled(
        row.id,
        row.server_id,
        row.actor_id,
        row.link,
        tuple(row.channels),
        row.at,
        failure,
        row.begun_at,
        row.told_at is not None,
    )
