"""The audit: who did what to what, why and when. It is append-only and holds no comment's text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from sqlalchemy import func, insert, select

from bot.database.engine import Connection, schedule
from bot.database.schema import audit, audit_outcome
from bot.discussion.stores import notice_store as notices
from bot.domain.language import Language
from bot.domain.message import Message
from bot.domain.moderation import WITH_EFFECT, Action, AuditOutcome, AuditRow, TargetKind
from bot.domain.people import Member
from bot.i18n.catalog import Catalog
from bot.jobs.kinds import Job


def record(
    connection: Connection,
    *,
    server_id: int,
    actor_id: int,
    action: Action,
    target_kind: TargetKind,
    target_id: int,
    reason: str | None = None,
    at: datetime | None = None,
) -> int:
    """Store an action, in the transaction that does it; ``at``: when it was done, if not now. Returns the
    audit row's id.

    The commit schedules the action's effect on the chat platform, if it has one, and the notices about its
    comment.
    """
    values = insert(audit).values(
        server_id=server_id,
        actor_id=actor_id,
        action=action,
        target_kind=target_kind,
        target_id=target_id,
        reason=reason,
        at=at or datetime.now(UTC),
    )
    row_id: int = connection.execute(values.returning(audit.c.id)).scalar_one()
    if action in WITH_EFFECT:
        schedule(connection, Job.EFFECT, row_id)
    if target_kind is TargetKind.COMMENT:
        notices.mark_changed(connection, [target_id])
    return row_id


def done(
    connection: Connection,
    member: Member,
    action: Action,
    target_kind: TargetKind,
    target_id: int,
    reason: str | None = None,
    *,
    detail: str | None = None,
) -> int:
    """:func:`record` what a member did in their server. If it has no effect on the chat platform, store its
    outcome too, with ``detail``.
    """
    row_id = record(
        connection,
        server_id=member.server_id,
        actor_id=member.id,
        action=action,
        target_kind=target_kind,
        target_id=target_id,
        reason=reason,
    )
    if action not in WITH_EFFECT:
        outcome(connection, row_id, succeeded=True, detail=detail)
    return row_id


def outcome(connection: Connection, audit_id: int, *, succeeded: bool, detail: str | None = None) -> None:
    """Store what came of an action on the chat platform."""
    values = {"audit_id": audit_id, "succeeded": succeeded, "detail": detail, "at": datetime.now(UTC)}
    connection.execute(insert(audit_outcome).values(values))


def failed(connection: Connection, audit_id: int, why: Message) -> None:
    """Store why an action failed on the chat platform."""
    values = {"audit_id": audit_id, "succeeded": False, "at": datetime.now(UTC)}
    said = {"detail": str(why), "spanish": Catalog.load().say(why, Language.ES)}
    connection.execute(insert(audit_outcome).values(values | said))


def about(connection: Connection, target_kind: TargetKind, target_id: int) -> list[AuditRow]:
    """All actions on one target, oldest first."""
    query = select(audit).where(audit.c.target_kind == target_kind, audit.c.target_id == target_id)
    return [AuditRow(**row) for row in connection.execute(query.order_by(audit.c.id)).mappings()]


def outcomes(connection: Connection, audit_id: int) -> list[AuditOutcome]:
    """The outcomes of one action, oldest first: an effect that failed may have succeeded later."""
    query = select(audit_outcome).where(audit_outcome.c.audit_id == audit_id).order_by(audit_outcome.c.id)
    rows = connection.execute(query).mappings()
    return [
        AuditOutcome(row["audit_id"], row["succeeded"], row["detail"], row["at"], row["spanish"])
        for row in rows
    ]


def actors(connection: Connection, server_id: int, actions: Collection[Action], since: datetime) -> list[int]:
    """Who has done one of these in a server since a moment, whoever did last first."""
    query = select(audit.c.actor_id).where(
        audit.c.server_id == server_id, audit.c.at > since, audit.c.action.in_(actions)
    )
    last_first = query.group_by(audit.c.actor_id).order_by(func.max(audit.c.id).desc())
    return list(connection.execute(last_first).scalars())


def get(connection: Connection, audit_id: int) -> AuditRow | None:
    """The action with this id."""
    row = connection.execute(select(audit).where(audit.c.id == audit_id)).mappings().one_or_none()
    return AuditRow(**row) if row else None


def unfinished(connection: Connection, actions: Collection[Action], since: datetime) -> list[AuditRow]:
    """Actions after ``since`` whose effect failed last or has no outcome yet, oldest first."""
    latest = select(func.max(audit_outcome.c.id)).group_by(audit_outcome.c.audit_id)
    finished = select(audit_outcome.c.audit_id).where(
        audit_outcome.c.id.in_(latest), audit_outcome.c.succeeded
    )
    query = select(audit).where(audit.c.action.in_(actions), audit.c.at > since, audit.c.id.not_in(finished))
    return [AuditRow(**row) for row in connection.execute(query.order_by(audit.c.id)).mappings()]
