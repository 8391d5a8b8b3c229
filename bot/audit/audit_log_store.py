"""Reading the audit: by member, moderator, kind and time, as far as somebody may."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    RowMapping,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    true,
    union_all,
)

from bot.audit.audit_log import AuditEntry, AuditFilter, AuditScope, OfDiscussion
from bot.database.dialect import given
from bot.database.engine import Connection
from bot.database.schema import audit, audit_outcome, comment, discussion, member_case, post
from bot.domain.moderation import Action, AuditOutcome, AuditRow, TargetKind

BATCH = 500
"""Acts read at a time for a file."""
_NOT_TOLD = (Action.REPORT, Action.NOTE)
"""What the member whom it is about does not learn, even if they moderate."""


def _is(kind: TargetKind) -> ColumnElement[bool]:
    return audit.c.target_kind == kind


_COMMENT_ID = case((_is(TargetKind.COMMENT), audit.c.target_id), else_=member_case.c.comment_id)
_MEMBER_ID = case(
    (_is(TargetKind.MEMBER), audit.c.target_id),
    else_=func.coalesce(member_case.c.member_id, comment.c.author_id, 0),
)
_ABOUT_DISCUSSION = or_(
    and_(_is(TargetKind.DISCUSSION), discussion.c.id == audit.c.target_id),
    and_(
        _is(TargetKind.ARTICLE),
        discussion.c.article_id == audit.c.target_id,
        discussion.c.server_id == audit.c.server_id,
    ),
)
_any = audit_outcome.alias()
_LAST_OUTCOME = select(func.max(_any.c.id)).where(_any.c.audit_id == audit.c.id).scalar_subquery()
_ENTRIES = (
    select(
        audit,
        audit_outcome.c.succeeded,
        audit_outcome.c.detail,
        audit_outcome.c.spanish,
        audit_outcome.c.at.label("outcome_at"),
        case((_is(TargetKind.COMMENT), comment.c.source_id)).label("source_id"),
        _MEMBER_ID.label("member_id"),
        member_case.c.number.label("case_number"),
        member_case.c.emptied,
        discussion.c.id.label("discussion_id"),
        discussion.c.public_id,
        discussion.c.article_id,
    )
    .select_from(audit)
    .outerjoin(member_case, and_(_is(TargetKind.CASE), member_case.c.id == audit.c.target_id))
    .outerjoin(comment, comment.c.id == _COMMENT_ID)
    .outerjoin(discussion, _ABOUT_DISCUSSION)
    .outerjoin(audit_outcome, audit_outcome.c.id == _LAST_OUTCOME)
)
_IS_THERE = post.c.channel_id.in_(given("channels"))
_SAID_THERE = select(post.c.id).where(post.c.id == comment.c.post_id, _IS_THERE).exists()
_POSTED_THERE = select(post.c.id).where(post.c.discussion_id == discussion.c.id, _IS_THERE).exists()
_IN_ROOMS = {
    TargetKind.COMMENT: _SAID_THERE,
    TargetKind.CASE: or_(member_case.c.comment_id.is_(None), _SAID_THERE),
    TargetKind.DISCUSSION: _POSTED_THERE,
    TargetKind.ARTICLE: _POSTED_THERE,
    TargetKind.CHANNEL: audit.c.target_id.in_(given("channels")),
}
"""Whether what was acted on is, or has its card, in one of the rooms ``channels``, or in no room at all."""


def page(
    connection: Connection,
    scope: AuditScope,
    wanted: AuditFilter,
    *,
    limit: int,
    before: AuditRow | None = None,
    after: AuditRow | None = None,
) -> list[AuditEntry]:
    """Up to ``limit`` acts, newest first: the latest, or those right before or right after another."""
    query = _ENTRIES.where(*_conditions(scope, wanted))
    if after is not None:
        later = or_(audit.c.at > after.at, and_(audit.c.at == after.at, audit.c.id > after.id))
        query = query.where(audit.c.at >= after.at, later).order_by(audit.c.at, audit.c.id)
        return [*_entries(connection, query.limit(limit), scope)][::-1]
    if before is not None:
        earlier = or_(audit.c.at < before.at, and_(audit.c.at == before.at, audit.c.id < before.id))
        query = query.where(audit.c.at <= before.at, earlier)
    query = query.order_by(audit.c.at.desc(), audit.c.id.desc())
    return [*_entries(connection, query.limit(limit), scope)]


def batches(connection: Connection, scope: AuditScope, wanted: AuditFilter) -> Iterator[list[AuditEntry]]:
    """All acts, newest first, in constant memory."""
    last = None
    while found := page(connection, scope, wanted, limit=BATCH, before=last):
        yield found
        last = found[-1].row


def channels(connection: Connection, server_id: int) -> set[int]:
    """The channels of a server that acts were about."""
    about = (_is(TargetKind.CHANNEL), audit.c.server_id == server_id)
    return set(connection.execute(select(audit.c.target_id).where(*about).distinct()).scalars())


def _conditions(scope: AuditScope, wanted: AuditFilter) -> list[ColumnElement[bool]]:
    conditions = [
        audit.c.server_id == scope.server_id,
        or_(audit.c.action.not_in(_NOT_TOLD), _MEMBER_ID.not_in([scope.viewer_id])),
        or_(  # not what was done about who reported their comments
            audit.c.target_kind != TargetKind.CASE,
            member_case.c.comment_id.is_(None),
            member_case.c.member_id == scope.viewer_id,
            comment.c.author_id != scope.viewer_id,
        ),
        true() if scope.everything else _readable(manages=scope.manages),
    ]
    if wanted.member_id is not None:
        conditions.append(audit.c.id.in_(_about_member(wanted.member_id)))
    if wanted.moderator_id is not None:
        conditions.append(audit.c.actor_id == wanted.moderator_id)
    if wanted.action is not None:
        conditions.append(audit.c.action == wanted.action)
    if wanted.since is not None:
        conditions.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(audit.c.at < wanted.until)
    return conditions


def _readable(*, manages: bool) -> ColumnElement[bool]:
    limited = [*_IN_ROOMS, *(() if manages else (TargetKind.SERVER,))]
    in_rooms = (and_(_is(kind), is_there) for kind, is_there in _IN_ROOMS.items())
    return or_(audit.c.target_kind.not_in(limited), *in_rooms)


def _about_member(member_id: int) -> CompoundSelect[tuple[int]]:
    """The ids of acts that concern a member: each kind of them has its own way by indexes."""
    said = select(comment.c.id).where(comment.c.author_id == member_id).correlate(None)
    cases = select(member_case.c.id).where(member_case.c.member_id == member_id).correlate(None)
    acts = select(audit.c.id).correlate(None)
    return union_all(
        acts.where(_is(TargetKind.COMMENT), audit.c.target_id.in_(said)),
        acts.where(_is(TargetKind.CASE), audit.c.target_id.in_(cases)),
        acts.where(_is(TargetKind.MEMBER), audit.c.target_id == member_id),
    )


def _entries(connection: Connection, query: Select[Any], scope: AuditScope) -> Iterator[AuditEntry]:
    rows = connection.execute(query, {"channels": sorted(scope.channels)})
    return map(_entry, rows.mappings())


def _entry(row: RowMapping) -> AuditEntry:
    columns = {column.name: row[column] for column in audit.c}
    gone = row["target_kind"] is TargetKind.CASE and row["case_number"] is None
    if row["emptied"] or gone:  # what the member had erased of the case stands in the audit too
        columns["reason"] = None
    outcome, about = None, None
    if row["succeeded"] is not None:
        outcome = AuditOutcome(row["id"], row["succeeded"], row["detail"], row["outcome_at"], row["spanish"])
    if row["discussion_id"] is not None:
        about = OfDiscussion(row["discussion_id"], row["public_id"], row["article_id"])
    return AuditEntry(
        AuditRow(**columns), outcome, row["source_id"], row["member_id"] or None, row["case_number"], about
    )
