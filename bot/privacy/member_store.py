"""Reading the stored data of one member."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from bot.database.dialect import upsert
from bot.database.engine import Connection
from bot.database.schema import (
    appeal,
    attachment,
    comment,
    discussion,
    evidence,
    member_case,
    reader,
    report,
    report_answer,
    revision,
)
from bot.discussion.stores import comment_store as comments
from bot.domain.cases.case import CaseKind
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.language import Language
from bot.domain.moderation import ReportStatus

_BATCH = 200


@dataclass(frozen=True, slots=True)
class StoredData:
    """How much is stored of a member, and since when."""

    comments: int
    servers: int
    revisions: int
    attachments: int
    reports: int
    reasons: int
    """Reports whose reason is stored."""
    cases: int
    """Cases about them, of which ``open_cases`` tell more than that."""
    open_cases: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A member's report; ``source_id`` is that of the comment. ``hears``: they are still to be told what
    comes of it.
    """

    source_id: int
    server_id: int
    reason: str
    status: ReportStatus
    reported_at: datetime
    hears: bool


@dataclass(frozen=True, slots=True)
class AboutMember:
    """A case about a member, as they may read it: without what moderators noted for each other."""

    server_id: int
    number: int
    kind: CaseKind
    opened_at: datetime
    expires_at: datetime | None
    reversed_at: datetime | None
    reason: str
    evidence: str | None
    appeal: str | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a member chose for themselves: the language the bot speaks to them, the one they read articles in
    (None: never chosen), whether discussions are translated for them, and whether their words are kept from
    outside translation engines.
    """

    language: Language | None = None
    reading_language: Language | None = None
    translates_discussions: bool = False
    local_engines_only: bool = False


def kept(connection: Connection, author_id: int, server_id: int | None) -> StoredData:
    """Count what is stored of a member in a server, or with None in all."""
    theirs = select(comment.c.id).where(*_theirs(author_id, server_id)).scalar_subquery()
    numbers = select(
        func.count(comment.c.id), func.count(discussion.c.server_id.distinct()), func.min(comment.c.said_at)
    ).join_from(comment, discussion)
    number, servers, since = connection.execute(numbers.where(*_theirs(author_id, server_id))).one()

    def count(query: Any) -> int:
        return int(connection.execute(query).scalar_one())

    reported = select(func.count()).select_from(report).join(comment).join(discussion)
    reported = reported.where(*_reported(author_id, server_id))
    about = select(func.count()).select_from(member_case).where(*_about(author_id, server_id))
    return StoredData(
        comments=number,
        servers=servers,
        revisions=count(select(func.count()).where(revision.c.comment_id.in_(theirs))),
        attachments=count(select(func.count()).where(attachment.c.comment_id.in_(theirs))),
        reports=count(reported),
        reasons=count(reported.where(report.c.reason != "")),
        cases=count(about),
        open_cases=count(about.where(~member_case.c.emptied)),
        since=since,
    )


def authored(
    connection: Connection, author_id: int, server_id: int | None
) -> Iterator[list[tuple[Comment, int, int]]]:
    """Yield batches of a member's comments, oldest first, each with its server id and article id."""
    last = 0
    while True:
        query = (
            select(comment.c.id, comment.c.source_id, discussion.c.server_id, discussion.c.article_id)
            .join_from(comment, discussion)
            .where(*_theirs(author_id, server_id), comment.c.source_id > last)
            .order_by(comment.c.source_id)
            .limit(_BATCH)
        )
        rows = connection.execute(query).all()
        found = comments.get_many(connection, [row.id for row in rows])
        yield [(found[row.id], row.server_id, row.article_id) for row in rows]
        if len(rows) < _BATCH:
            return
        last = rows[-1].source_id


def reported(connection: Connection, reporter_id: int, server_id: int | None) -> list[Reported]:
    """Return a member's reports that have a reason, oldest first."""
    query = (
        select(
            comment.c.source_id,
            discussion.c.server_id,
            report.c.reason,
            report.c.status,
            report.c.reported_at,
            report_answer.c.report_id.is_not(None).label("hears"),
        )
        .select_from(report)
        .join(comment)
        .join(discussion)
        .outerjoin(report_answer, report_answer.c.report_id == report.c.id)
        .where(*_reported(reporter_id, server_id), report.c.reason != "")
        .order_by(report.c.id)
    )
    return [Reported(**row) for row in connection.execute(query).mappings()]


def choices(connection: Connection, reader_id: int) -> Choices:
    """What a member chose for themselves."""
    columns = (reader.c.language, reader.c.reading_language)
    flags = (reader.c.translates_discussions, reader.c.local_engines_only)
    row = connection.execute(select(*columns, *flags).where(reader.c.id == reader_id)).one_or_none()
    return Choices(*row) if row else Choices()


def keep_from_outside(connection: Connection, reader_id: int, *, keep: bool) -> None:
    """Store whether a member's words are kept from outside translation engines."""
    chosen = {"id": reader_id, "local_engines_only": keep}
    connection.execute(upsert(reader, "local_engines_only"), chosen)


def forget_preferences(connection: Connection, reader_id: int) -> None:
    """Delete what a reader chose, but not that they keep their words from outside translation engines:
    nobody's later words go there because the earlier ones were erased.
    """
    connection.execute(delete(reader).where(reader.c.id == reader_id, ~reader.c.local_engines_only))
    forgotten = {"language": None, "reading_language": None, "translates_discussions": False}
    connection.execute(update(reader).where(reader.c.id == reader_id).values(forgotten))


def cases(connection: Connection, member_id: int, server_id: int | None) -> list[AboutMember]:
    """The cases about a member, oldest first, with the text that is kept in each and their appeal."""
    query = (
        select(
            *(member_case.c.server_id, member_case.c.number, member_case.c.kind, member_case.c.opened_at),
            *(member_case.c.expires_at, member_case.c.reversed_at, member_case.c.reason),
            evidence.c.text.label("evidence"),
            appeal.c.text.label("appeal"),
            appeal.c.answer,
        )
        .select_from(member_case)
        .outerjoin(evidence)
        .outerjoin(appeal)
        .where(*_about(member_id, server_id), member_case.c.kind != CaseKind.NOTE)
        .order_by(member_case.c.id)
    )
    return [AboutMember(**row) for row in connection.execute(query).mappings()]


def _about(member_id: int, server_id: int | None) -> list[ColumnElement[bool]]:
    wanted = [member_case.c.member_id == member_id]
    return wanted if server_id is None else [*wanted, member_case.c.server_id == server_id]


def _reported(reporter_id: int, server_id: int | None) -> list[ColumnElement[bool]]:
    wanted = [report.c.reporter_id == reporter_id]
    return wanted if server_id is None else [*wanted, discussion.c.server_id == server_id]


def _theirs(author_id: int, server_id: int | None) -> list[ColumnElement[bool]]:
    wanted = [
        comment.c.author_id == author_id,
        comment.c.status != CommentStatus.DELETED,
        discussion.c.id == comment.c.discussion_id,
    ]
    return wanted if server_id is None else [*wanted, discussion.c.server_id == server_id]
