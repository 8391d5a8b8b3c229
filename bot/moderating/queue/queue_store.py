"""What waits for moderators: which comments, who looks at them, and what was decided."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, delete, exists, func, or_, select

from bot.database.dialect import given, upsert
from bot.database.engine import Connection, schedule
from bot.database.schema import claim, comment, decision, discussion, held, post, report, rule_hit
from bot.domain.discussion import CommentStatus
from bot.domain.events import first_snowflake
from bot.domain.moderation import Decision, ReportStatus
from bot.jobs.kinds import EVERY_PANEL, Job
from bot.moderating.queue.waiting import AuthorRecord, Claim, Order, Overdue, Waiting, WaitingText, Wanted

NEW_FOR = timedelta(days=7)
"""How long a comment that nobody decided about counts as new."""
CLAIMED_FOR = timedelta(minutes=5)
"""How long a moderator who looks at a comment has it for themselves."""

_REPORTS = (
    select(func.count())
    .where(report.c.comment_id == comment.c.id, report.c.status == ReportStatus.OPEN)
    .scalar_subquery()
)
_FOUND = (
    select(func.count())
    .where(rule_hit.c.comment_id == comment.c.id, rule_hit.c.status == ReportStatus.OPEN)
    .scalar_subquery()
)
_IS_REPORTED = or_(
    *(
        comment.c.id.in_(select(one.c.comment_id).where(one.c.status == ReportStatus.OPEN))
        & (comment.c.status != CommentStatus.DELETED)
        for one in (report, rule_hit)
    )
)
"""By members, or by rules. Of what was deleted there is nothing to decide."""
_IS_HELD = comment.c.id.in_(select(held.c.comment_id))
_IS_DECIDED = exists().where(decision.c.comment_id == comment.c.id)


def waiting(
    connection: Connection,
    server_id: int,
    channel_ids: Collection[int],
    wanted: Wanted,
    *,
    viewer_id: int,
    now: datetime,
    limit: int,
) -> list[tuple[int, Waiting]]:
    """The comments made in these rooms that wait and that nobody else looks at, in the order wanted: the id
    of each, and why it waits.
    """
    why = case(
        (_IS_HELD, Waiting.HELD.value),
        (_IS_REPORTED, Waiting.REPORTED.value),
        (_refused(), Waiting.REFUSED.value),
        else_=Waiting.NEW.value,
    )
    query = _matching(select(comment.c.id, why.label("why")), server_id, channel_ids, wanted, viewer_id, now)
    rows = connection.execute(_ordered(query, wanted.order).limit(limit), {"channel_ids": list(channel_ids)})
    return [(row.id, Waiting(row.why)) for row in rows]


def count(
    connection: Connection,
    server_id: int,
    channel_ids: Collection[int],
    wanted: Wanted,
    *,
    viewer_id: int,
    now: datetime,
) -> int:
    """How many comments :func:`waiting` would give without a limit."""
    query = _matching(select(func.count()), server_id, channel_ids, wanted, viewer_id, now)
    found: int = connection.execute(query, {"channel_ids": list(channel_ids)}).scalar_one()
    return found


def source_ids(
    connection: Connection,
    server_id: int,
    channel_ids: Collection[int],
    why: Waiting,
    *,
    viewer_id: int,
    discussion_id: int | None,
    now: datetime,
) -> list[int]:
    """The source ids of the comments made in these rooms, of one discussion or all, that wait for this reason
    and are not the viewer's; those too that somebody looks at.
    """
    conditions = [*_in_rooms(server_id, viewer_id), _waits(why, now)]
    if discussion_id is not None:
        conditions.append(comment.c.discussion_id == discussion_id)
    query = _joined(select(comment.c.source_id)).where(*conditions)
    return list(connection.execute(query, {"channel_ids": list(channel_ids)}).scalars())


def total(connection: Connection, server_id: int, why: Waiting, now: datetime) -> tuple[int, int | None]:
    """How many comments of a server wait for this reason, in all its rooms and whoever looks at them; and the
    source id of the oldest of them.
    """
    query: Any = select(func.count(), func.min(comment.c.source_id))
    row = connection.execute(
        _joined(query).where(discussion.c.server_id == server_id, _waits(why, now))
    ).one()
    return row[0], row[1]


def overdue(connection: Connection, server_id: int, now: datetime, before: datetime) -> Overdue:
    """What waits in a server, new comments aside, and was made before a moment."""
    first = first_snowflake(before)
    late = comment.c.source_id < first
    query: Any = select(
        func.coalesce(func.sum(case((late, 1), else_=0)), 0),
        func.coalesce(func.max(case((late, comment.c.source_id))), 0),
        func.min(case((~late, comment.c.source_id))),
    )
    conditions = (discussion.c.server_id == server_id, _waits(None, now))
    return Overdue(*connection.execute(_joined(query).where(*conditions)).one())


def alike(
    connection: Connection,
    server_id: int,
    channel_ids: Collection[int],
    *,
    viewer_id: int,
    now: datetime,
    author_id: int | None,
    limit: int,
) -> list[WaitingText]:
    """The comments made in these rooms that wait for any reason, the newest first, also those that another
    moderator looks at; with ``author_id``, only those of one author.
    """
    found: dict[int, WaitingText] = {}
    for why in Waiting:  # each of them has its own index
        conditions = [*_in_rooms(server_id, viewer_id), _waits(why, now)]
        if author_id is not None:
            conditions.append(comment.c.author_id == author_id)
        query = _joined(select(comment.c.source_id, comment.c.text)).where(*conditions)
        newest = query.order_by(comment.c.source_id.desc()).limit(limit)
        rows = connection.execute(newest, {"channel_ids": list(channel_ids)})
        found |= {row.source_id: WaitingText(*row) for row in rows}
    return sorted(found.values(), key=lambda one: one.source_id, reverse=True)[:limit]


def _matching(
    query: Select[Any],
    server_id: int,
    channel_ids: Collection[int],
    wanted: Wanted,
    viewer_id: int,
    now: datetime,
) -> Select[Any]:
    looked_at = exists().where(
        claim.c.comment_id == comment.c.id, claim.c.moderator_id != viewer_id, claim.c.until > now
    )
    conditions = [*_in_rooms(server_id, viewer_id), _waits(wanted.waiting, now), ~looked_at]
    if wanted.channel_id is not None:
        conditions.append(post.c.channel_id == wanted.channel_id)
    if wanted.language is not None:
        conditions.append(comment.c.language == wanted.language)
    if wanted.discussion_id is not None:
        conditions.append(comment.c.discussion_id == wanted.discussion_id)
    return _joined(query).where(*conditions)


def _joined(query: Select[Any]) -> Select[Any]:
    joined = query.select_from(comment).join(post, post.c.id == comment.c.post_id)
    return joined.join(discussion, discussion.c.id == comment.c.discussion_id)


def _in_rooms(server_id: int, viewer_id: int) -> list[ColumnElement[bool]]:
    """Conditions: made in the rooms ``channel_ids`` of a server, by somebody else than the viewer."""
    return [
        discussion.c.server_id == server_id,
        post.c.channel_id.in_(given("channel_ids")),
        comment.c.author_id != viewer_id,
    ]


def _waits(why: Waiting | None, now: datetime) -> ColumnElement[bool]:
    """Whether a comment waits for this reason; None: it is held, or was reported or refused."""
    match why:
        case Waiting.HELD:
            return _IS_HELD
        case Waiting.REPORTED:
            return _IS_REPORTED & ~_IS_HELD
        case Waiting.REFUSED:
            return _refused()
        case Waiting.NEW:
            is_young = comment.c.source_id >= first_snowflake(now - NEW_FOR)
            return is_young & (comment.c.status == CommentStatus.VISIBLE) & ~_IS_DECIDED
        case None:
            return or_(_IS_HELD, _IS_REPORTED, _refused())


def _refused() -> ColumnElement[bool]:
    # The condition more leads to the index of what is not visible.
    not_shown = comment.c.status != CommentStatus.VISIBLE
    return (comment.c.status == CommentStatus.REFUSED) & not_shown & ~_IS_DECIDED


def _ordered(query: Select[Any], order: Order) -> Select[Any]:
    match order:
        case Order.OLDEST:
            return query.order_by(comment.c.source_id)
        case Order.NEWEST:
            return query.order_by(comment.c.source_id.desc())
        case Order.MOST_REPORTED:
            return query.order_by((_REPORTS + _FOUND).desc(), comment.c.source_id)


def take(connection: Connection, comment_id: int, moderator_id: int, now: datetime) -> Claim | None:
    """Claim a comment for a moderator; or give the claim of another who looks at it."""
    other = claimed(connection, comment_id, now)
    if other is not None and other.moderator_id != moderator_id:
        return other
    connection.execute(delete(claim).where(claim.c.until <= now))
    values = {"comment_id": comment_id, "moderator_id": moderator_id, "until": now + CLAIMED_FOR}
    connection.execute(upsert(claim, "moderator_id", "until"), values)
    return None


def claimed(connection: Connection, comment_id: int, now: datetime) -> Claim | None:
    """The claim on a comment, if somebody looks at it."""
    query = select(claim.c.moderator_id, claim.c.until).where(claim.c.comment_id == comment_id)
    row = connection.execute(query.where(claim.c.until > now)).one_or_none()
    return Claim(*row) if row else None


def release(connection: Connection, comment_id: int, moderator_id: int) -> None:
    """A moderator does not look at a comment any more."""
    mine = (claim.c.comment_id == comment_id, claim.c.moderator_id == moderator_id)
    connection.execute(delete(claim).where(*mine))


def is_decided(connection: Connection, comment_id: int) -> bool:
    """Whether a moderator decided about a comment as it is now."""
    query = select(decision.c.comment_id).where(decision.c.comment_id == comment_id)
    return connection.execute(query).first() is not None


def is_hidden_by(connection: Connection, comment_id: int, moderator_id: int) -> bool:
    """Whether the last decision about a comment was this moderator's, to hide it."""
    query = select(decision.c.comment_id).where(
        decision.c.comment_id == comment_id,
        decision.c.kind == Decision.HIDDEN,
        decision.c.moderator_id == moderator_id,
    )
    return connection.execute(query).first() is not None


def decide(connection: Connection, comment_id: int, kind: Decision, moderator_id: int) -> None:
    """Store what a moderator decided about a comment: it waits no longer for what is known of it now."""
    values = {"comment_id": comment_id, "kind": kind, "moderator_id": moderator_id, "at": datetime.now(UTC)}
    connection.execute(upsert(decision, "kind", "moderator_id", "at"), values)
    connection.execute(delete(claim).where(claim.c.comment_id == comment_id))
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)


def author_record(
    connection: Connection, server_id: int, author_id: int, channel_ids: Collection[int]
) -> AuthorRecord:
    """What is known of an author in these rooms of a server."""
    reported = exists().where(report.c.comment_id == comment.c.id)
    hidden = (comment.c.status == CommentStatus.HIDDEN) & ~_IS_HELD
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(case((hidden, 1), else_=0)), 0),
            func.coalesce(func.sum(case((reported, 1), else_=0)), 0),
            func.min(comment.c.said_at),
        )
        .select_from(comment)
        .join(discussion, discussion.c.id == comment.c.discussion_id)
        .join(post, post.c.id == comment.c.post_id)
        .where(
            comment.c.author_id == author_id,
            discussion.c.server_id == server_id,
            post.c.channel_id.in_(given("channel_ids")),
        )
    )
    return AuthorRecord(*connection.execute(query, {"channel_ids": list(channel_ids)}).one())
