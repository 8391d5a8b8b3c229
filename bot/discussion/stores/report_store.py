"""Reports of comments, by members and by rules, and in which order moderators look through a discussion."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, insert, literal_column, select, update

from bot.database.engine import Connection, schedule
from bot.database.schema import comment, discussion, notice, post, report, report_answer, rule_hit
from bot.discussion.stores import notice_store as notices
from bot.domain.language import Language
from bot.domain.moderation import AnswerState, Category, NoticeKind, Report, ReportStatus
from bot.jobs.kinds import Job

_OWE = (
    update(report_answer)
    .where(
        report_answer.c.report_id.in_(
            select(report.c.id).where(
                report.c.comment_id == bindparam("comment_id"), report.c.status != ReportStatus.OPEN
            )
        )
    )
    .values(state=AnswerState.OWED)
    .returning(report_answer.c.report_id)
)


@dataclass(frozen=True, slots=True)
class ForReview:
    """One line of a moderator's list: a comment, and how many reports of it by members are open."""

    comment_id: int
    open_reports: int


def add(
    connection: Connection,
    comment_id: int,
    reporter_id: int,
    reason: str,
    category: Category = Category.OTHER,
    status: ReportStatus = ReportStatus.OPEN,
) -> int:
    """Store a report and return its id. Moderators have to be told of one that is open.

    Raises:
        sqlalchemy.exc.IntegrityError: this member has reported this comment before.
    """
    values = insert(report).values(
        comment_id=comment_id,
        reporter_id=reporter_id,
        reason=reason,
        status=status,
        reported_at=datetime.now(UTC),
        category=category,
    )
    row_id: int = connection.execute(values.returning(report.c.id)).scalar_one()
    if status is ReportStatus.OPEN:
        notices.owe(connection, comment_id, NoticeKind.REPORT)
    return row_id


def want_answer(connection: Connection, report_id: int, language: Language) -> None:
    """Have whoever made a report told, in ``language``, what moderators decide about it."""
    values = {"report_id": report_id, "language": language, "state": AnswerState.WANTED}
    connection.execute(insert(report_answer).values(values))


def of_comment(connection: Connection, comment_id: int) -> list[Report]:
    """Every report of a comment, oldest first."""
    query = select(report).where(report.c.comment_id == comment_id).order_by(report.c.id)
    return [Report(**row) for row in connection.execute(query).mappings()]


def are_open(connection: Connection, comment_id: int) -> bool:
    """Whether reports of a comment, by members or by rules, wait for a decision."""
    by_members = select(report.c.comment_id).where(report.c.comment_id == comment_id, _is_open())
    by_rules = select(rule_hit.c.comment_id).where(rule_hit.c.comment_id == comment_id, _is_open_hit())
    return connection.execute(by_members.union_all(by_rules).limit(1)).first() is not None


def settle(connection: Connection, comment_id: int, status: ReportStatus) -> int:
    """Uphold or dismiss the open reports of a comment, by members and rules; returns how many there were."""
    opened = update(report).where(report.c.comment_id == comment_id, _is_open())
    found = update(rule_hit).where(rule_hit.c.comment_id == comment_id, _is_open_hit())
    settled = sum(connection.execute(one.values(status=status)).rowcount for one in (opened, found))
    if settled:
        notices.owe(connection, comment_id, NoticeKind.REPORT)
        schedule(
            connection, Job.REPORT_ANSWER, *connection.execute(_OWE, {"comment_id": comment_id}).scalars()
        )
    return settled


def waiting(connection: Connection, server_id: int) -> list[int]:
    """Ids of the comments of a server with open reports, by members or rules, that no moderator was sent yet,
    the longest open first.
    """
    told = select(notice.c.comment_id).where(
        notice.c.kind == NoticeKind.REPORT, notice.c.message_id.is_not(None)
    )
    by_members = select(report.c.comment_id, report.c.reported_at.label("at")).where(_is_open())
    by_rules = select(rule_hit.c.comment_id, rule_hit.c.at).where(_is_open_hit())
    opened = by_members.union_all(by_rules).subquery()
    here = (
        select(comment.c.id)
        .join_from(comment, discussion)
        .where(comment.c.id == opened.c.comment_id, discussion.c.server_id == server_id)
    )
    query = (
        select(opened.c.comment_id)
        .where(opened.c.comment_id.not_in(told), here.exists())
        .group_by(opened.c.comment_id)
        .order_by(func.min(opened.c.at), opened.c.comment_id)
    )
    return list(connection.execute(query).scalars())


def for_review(
    connection: Connection, discussion_id: int, channel_ids: Collection[int], *, offset: int, limit: int
) -> list[ForReview]:
    """A part of all comments made in some rooms, in every status: reported ones first, then the newest."""
    opened = func.count(report.c.id)
    found = select(func.count()).where(rule_hit.c.comment_id == comment.c.id, _is_open_hit())
    query = (
        select(comment.c.id, opened)
        .join_from(comment, report, (report.c.comment_id == comment.c.id) & _is_open(), isouter=True)
        .where(*_made_in(discussion_id, channel_ids))
        .group_by(comment.c.id)
        .order_by((opened + found.scalar_subquery()).desc(), comment.c.source_id.desc())
    )
    rows = connection.execute(query.offset(offset).limit(limit))
    return [ForReview(*row) for row in rows]


def count_for_review(connection: Connection, discussion_id: int, channel_ids: Collection[int]) -> int:
    """How many comments were made in some rooms, in every status."""
    query = select(func.count(comment.c.id)).where(*_made_in(discussion_id, channel_ids))
    return connection.execute(query).scalar_one()


def _made_in(discussion_id: int, channel_ids: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    rooms = select(post.c.id).where(post.c.discussion_id == discussion_id, post.c.channel_id.in_(channel_ids))
    return comment.c.discussion_id == discussion_id, comment.c.post_id.in_(rooms)


def _is_open() -> Any:
    return report.c.status == ReportStatus.OPEN


def _is_open_hit() -> Any:
    # Written out: a partial index is used for no value that is bound.
    return rule_hit.c.status == literal_column(f"'{ReportStatus.OPEN}'")
