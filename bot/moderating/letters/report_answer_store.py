"""What members who reported comments are still to be told, as they asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from bot.database.engine import Connection
from bot.database.schema import comment, discussion, held, report, report_answer
from bot.domain.discussion import CommentStatus
from bot.domain.language import Language
from bot.domain.moderation import AnswerState, ReportStatus


@dataclass(frozen=True, slots=True)
class OwedAnswer:
    """What a member is to be told of their report, and what is known of the comment: ``held`` is whether it
    waits for a moderator again.
    """

    reporter_id: int
    status: ReportStatus
    reported_at: datetime
    language: Language
    article_id: int
    comment: CommentStatus
    held: bool


def owed(connection: Connection) -> list[int]:
    """The reports that were decided, and whose members are to be told."""
    query = select(report_answer.c.report_id).where(report_answer.c.state == AnswerState.OWED)
    return list(connection.execute(query).scalars())


def get(connection: Connection, report_id: int) -> OwedAnswer | None:
    """What is owed for a report; None where it is not, or not any more."""
    query = (
        select(
            *(report.c.reporter_id, report.c.status, report.c.reported_at, report_answer.c.language),
            *(discussion.c.article_id, comment.c.status),
            select(held.c.comment_id).where(held.c.comment_id == comment.c.id).exists(),
        )
        .select_from(report_answer)
        .join(report, report.c.id == report_answer.c.report_id)
        .join(comment, comment.c.id == report.c.comment_id)
        .join(discussion, discussion.c.id == comment.c.discussion_id)
        .where(report_answer.c.report_id == report_id, report_answer.c.state == AnswerState.OWED)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else OwedAnswer(*row)


def settle(connection: Connection, report_id: int) -> None:
    """Nothing is owed for a report any more."""
    connection.execute(delete(report_answer).where(report_answer.c.report_id == report_id))
