"""How much is still to be done, in numbers alone: cheap enough to be asked every few seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, exists, func, select

from bot.database.schema import appearance, audit, comment, feed, following, gap, translation_use
from bot.domain.discussion import AppearanceStatus
from bot.domain.events import snowflake_time

OVERDUE = timedelta(minutes=15)
"""How late a look at a feed has to be: after a downtime looks are spread over ten minutes."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many there are, and since when the first waits."""

    count: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feeds:
    """Feeds that somebody follows: those that are looked at, that fail, and whose look is late."""

    followed: int = 0
    failing: int = 0
    overdue: int = 0


@dataclass(frozen=True, slots=True)
class PendingReport:
    """``mirrors`` are to be sent, since their comment was made; ``mirror_changes`` are to follow a change;
    ``gaps`` are to be read from history. ``outbox_since``: when the first action was stored that was asked
    about. ``characters``: those of the month by outside engine.
    """

    mirrors: Waiting
    mirror_changes: int
    gaps: Waiting
    outbox_since: datetime | None
    feeds: Feeds
    characters: Mapping[str, int]


def pending_report(
    connection: Connection, now: datetime, month: str, first_action: int | None
) -> PendingReport:
    """What is stored. ``month`` is written as ``2026-11``; ``first_action``: the id of the first action whose
    effect is still to be carried out.
    """
    return PendingReport(
        mirrors(connection),
        mirror_changes(connection),
        gaps(connection),
        outbox_since(connection, first_action),
        feeds(connection, now),
        characters(connection, month),
    )


def mirrors(connection: Connection) -> Waiting:
    """Mirrors to be sent; since when the comment was made whose mirror waits longest."""
    is_pending = appearance.c.status == AppearanceStatus.PENDING
    query = select(func.count(), func.min(appearance.c.id)).where(is_pending)
    count, first = connection.execute(query).one()
    if not count:
        return Waiting()
    made = select(comment.c.source_id).join(appearance, appearance.c.comment_id == comment.c.id)
    source_id = connection.execute(made.where(appearance.c.id == first)).scalar_one()
    return Waiting(count, snowflake_time(source_id))


def mirror_changes(connection: Connection) -> int:
    """Mirrors that are shown and are to follow a change of their comment."""
    query = select(func.count()).select_from(appearance)
    is_shown = appearance.c.status == AppearanceStatus.SHOWN
    return connection.execute(query.where(appearance.c.outstanding > 0, is_shown)).scalar_one()


def gaps(connection: Connection) -> Waiting:
    """Gaps in what was gathered that are to be read from history."""
    since = func.min(gap.c.opened_at, type_=gap.c.opened_at.type)
    return Waiting(*connection.execute(select(func.count(), since).where(gap.c.closed_at.is_(None))).one())


def feeds(connection: Connection, now: datetime) -> Feeds:
    """How the feeds fare that somebody follows."""
    is_followed = exists().where(
        following.c.feed_id == feed.c.id, following.c.paused_at.is_(None), following.c.removed_at.is_(None)
    )
    is_looked_at = and_(is_followed, feed.c.paused_at.is_(None))
    query = select(
        func.count(),
        func.count().filter(feed.c.failing_since.is_not(None)),
        func.count().filter(feed.c.next_at < now - OVERDUE),
    )
    return Feeds(*connection.execute(query.select_from(feed).where(is_looked_at)).one())


def characters(connection: Connection, month: str) -> dict[str, int]:
    """The characters of a month by outside engine."""
    query = select(translation_use.c.engine, func.sum(translation_use.c.characters).label("number"))
    query = query.where(translation_use.c.month == month).group_by(translation_use.c.engine)
    return {row.engine: row.number for row in connection.execute(query)}


def outbox_since(connection: Connection, first_action: int | None) -> datetime | None:
    """When an action was stored, or None where there is none."""
    query = select(audit.c.at).where(audit.c.id == first_action)
    return None if first_action is None else connection.execute(query).scalar_one_or_none()
