"""Which cases stand about members now, for all that follows of them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from bot.database.engine import Connection
from bot.database.schema import audit, member_case
from bot.domain.cases.case import SILENCES, Case, CaseKind
from bot.domain.moderation import Action, TargetKind


def in_force(
    connection: Connection, server_id: int, member_id: int, kind: CaseKind, now: datetime
) -> list[Case]:
    """The cases of a kind about a member that were neither undone nor have expired, newest first."""
    query = select(member_case).where(
        member_case.c.server_id == server_id,
        member_case.c.member_id == member_id,
        member_case.c.kind == kind,
        member_case.c.reversed_at.is_(None),
        _lasts(now),
    )
    rows = connection.execute(query.order_by(member_case.c.number.desc())).mappings()
    return [Case(**row) for row in rows]


def expiring(connection: Connection) -> list[int]:
    """The bans that were for a time, and were neither undone nor lifted after it."""
    lifted = exists().where(
        audit.c.target_kind == TargetKind.CASE,
        audit.c.target_id == member_case.c.id,
        audit.c.action == Action.EXPIRE,
    )
    its = (member_case.c.kind == CaseKind.BAN, member_case.c.reversed_at.is_(None))
    query = select(member_case.c.id).where(*its, member_case.c.expires_at.is_not(None), ~lifted)
    return list(connection.execute(query).scalars())


def silenced(connection: Connection, since: datetime) -> set[tuple[int, int]]:
    """Servers with their members that are kept out of discussions there, or were at some time after
    ``since``.
    """
    query = select(member_case.c.server_id, member_case.c.member_id).where(*_silences(since))
    return {(row.server_id, row.member_id) for row in connection.execute(query)}


def is_silenced(connection: Connection, server_id: int, member_id: int, since: datetime) -> bool:
    """Whether a member is kept out of discussions, or was at some time after ``since``."""
    its = (member_case.c.server_id == server_id, member_case.c.member_id == member_id)
    query = select(member_case.c.id).where(*its, *_silences(since)).limit(1)
    return connection.execute(query).first() is not None


def silencing(
    connection: Connection, server_id: int, member_id: int, at: datetime, *, skew: timedelta = timedelta()
) -> Case | None:
    """What kept a member out of discussions at a moment, if it was not undone: of several cases the one that
    lasts longest. ``skew``: how much later it may have begun by our clock.
    """
    query = select(member_case).where(
        member_case.c.server_id == server_id,
        member_case.c.member_id == member_id,
        member_case.c.opened_at <= at + skew,
        *_silences(at),
    )
    longest = query.order_by(member_case.c.expires_at.desc().nulls_first(), member_case.c.id).limit(1)
    row = connection.execute(longest).mappings().one_or_none()
    return Case(**row) if row else None


def _silences(after: datetime) -> tuple[ColumnElement[bool], ...]:
    """Conditions: a case keeps somebody out of discussions, and does so still after a moment."""
    return (
        member_case.c.kind.in_(SILENCES),
        member_case.c.reversed_at.is_(None),
        _lasts(after),
    )


def _lasts(after: datetime) -> ColumnElement[bool]:
    return or_(member_case.c.expires_at.is_(None), member_case.c.expires_at > after)
