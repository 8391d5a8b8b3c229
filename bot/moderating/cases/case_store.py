"""Cases, numbered in each server."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, exists, func, insert, or_, select, update

from bot.database.engine import Connection, schedule
from bot.database.schema import appeal, case_letter, case_note, comment, evidence, member_case, post
from bot.domain.cases.case import (
    SILENCES,
    UNTIL_UNDONE,
    Appeal,
    AppealStatus,
    Case,
    CaseKind,
    CaseLetterState,
    CaseNote,
    Evidence,
    LetterAbout,
    Reason,
)
from bot.domain.discussion import CommentStatus
from bot.domain.rules import Rule
from bot.jobs.kinds import Job


def open_case(
    connection: Connection,
    *,
    server_id: int,
    kind: CaseKind,
    member_id: int,
    moderator_id: int,
    reason: str | Reason,
    at: datetime,
    expires_at: datetime | None = None,
    rule: Rule | None = None,
    comment_id: int | None = None,
    entry_id: int | None = None,
    threshold: int | None = None,
) -> Case:
    """Store a case under the next number of its server. The text of the comment that it is about is kept in
    it as evidence, where that is the member's own.
    """
    highest = select(func.coalesce(func.max(member_case.c.number), 0)).where(
        member_case.c.server_id == server_id
    )
    why = reason if isinstance(reason, Reason) else Reason(reason)
    values = {
        "server_id": server_id,
        "number": connection.execute(highest).scalar_one() + 1,
        "kind": kind,
        "member_id": member_id,
        "moderator_id": moderator_id,
        "reason": why.en,
        "reason_es": why.es,
        "rule": rule,
        "comment_id": comment_id,
        "opened_at": at,
        "expires_at": expires_at,
        "entry_id": entry_id,
        "threshold": threshold,
    }
    case_id: int = connection.execute(
        insert(member_case).values(values).returning(member_case.c.id)
    ).scalar_one()
    if comment_id is not None:
        _keep_evidence(connection, case_id, comment_id, member_id)
    if kind in SILENCES:
        schedule(connection, Job.SILENCE, (server_id, member_id))
    if kind is CaseKind.BAN and expires_at is not None:
        schedule(connection, Job.EXPIRY, case_id)
    stored = get(connection, case_id)
    assert stored is not None
    return stored


def get(connection: Connection, case_id: int) -> Case | None:
    """The case with this id."""
    return _one(connection, select(member_case).where(member_case.c.id == case_id))


def by_number(connection: Connection, server_id: int, number: int) -> Case | None:
    """The case with this number in a server."""
    its = (member_case.c.server_id == server_id, member_case.c.number == number)
    return _one(connection, select(member_case).where(*its))


def by_entry(connection: Connection, server_id: int, entry_id: int) -> Case | None:
    """The case that was made of an entry of Discord's audit log."""
    its = (member_case.c.server_id == server_id, member_case.c.entry_id == entry_id)
    return _one(connection, select(member_case).where(*its))


def of_member(connection: Connection, server_id: int, member_id: int) -> list[Case]:
    """All cases about a member in a server, newest first."""
    its = (member_case.c.server_id == server_id, member_case.c.member_id == member_id)
    return _all(connection, select(member_case).where(*its).order_by(member_case.c.number.desc()))


def of_comment(connection: Connection, comment_id: int) -> list[Case]:
    """All cases about a comment, newest first."""
    query = select(member_case).where(member_case.c.comment_id == comment_id)
    return _all(connection, query.order_by(member_case.c.number.desc()))


def like(
    connection: Connection,
    server_id: int,
    member_id: int,
    kind: CaseKind,
    *,
    comment_id: int | None,
    after: int,
    now: datetime,
    since: datetime,
) -> Case | None:
    """The last case about a member after the one numbered ``after`` that stands, and is about this comment,
    or of the kind and opened since a moment, or of the kind and still to end. Notes do not count.
    """
    lasts: list[ColumnElement[bool]] = [member_case.c.opened_at >= since, member_case.c.expires_at > now]
    if kind in UNTIL_UNDONE:
        lasts.append(member_case.c.expires_at.is_(None))
    alike: list[ColumnElement[bool]] = [(member_case.c.kind == kind) & or_(*lasts)]
    if comment_id is not None:
        alike.append(member_case.c.comment_id == comment_id)
    query = select(member_case).where(
        member_case.c.server_id == server_id,
        member_case.c.member_id == member_id,
        member_case.c.number > after,
        member_case.c.kind != CaseKind.NOTE,
        member_case.c.reversed_at.is_(None),
        or_(*alike),
    )
    return _one(connection, query.order_by(member_case.c.number.desc()).limit(1))


def rooms_of(connection: Connection, case_ids: Collection[int]) -> dict[int, int]:
    """The rooms of the comments that cases are about, by case."""
    query = (
        select(member_case.c.id, post.c.channel_id)
        .join(comment, comment.c.id == member_case.c.comment_id)
        .join(post, post.c.id == comment.c.post_id)
        .where(member_case.c.id.in_(case_ids))
    )
    return {row.id: row.channel_id for row in connection.execute(query)}


def kept_from(connection: Connection, case_ids: Collection[int], viewer_id: int) -> set[int]:
    """Which of these cases somebody does not learn of, even if they moderate: notes about them, and cases
    about members who reported their comments.
    """
    query = (
        select(member_case.c.id)
        .outerjoin(comment, comment.c.id == member_case.c.comment_id)
        .where(
            member_case.c.id.in_(case_ids),
            or_(
                (member_case.c.member_id == viewer_id) & (member_case.c.kind == CaseKind.NOTE),
                (member_case.c.member_id != viewer_id) & (comment.c.author_id == viewer_id),
            ),
        )
    )
    return set(connection.execute(query).scalars())


def count_in_force(
    connection: Connection, server_id: int, member_id: int, kind: CaseKind, since: datetime
) -> int:
    """How many cases of a kind about a member were opened since a moment and not undone."""
    query = select(func.count()).where(
        member_case.c.server_id == server_id,
        member_case.c.member_id == member_id,
        member_case.c.kind == kind,
        member_case.c.opened_at >= since,
        member_case.c.reversed_at.is_(None),
    )
    found: int = connection.execute(query).scalar_one()
    return found


def reverse(connection: Connection, case_id: int, by: int, reason: str | None, at: datetime) -> bool:
    """Store that a case was undone, which an appeal that waits has no need to ask for any more; gives whether
    it was not before.
    """
    its = (member_case.c.id == case_id, member_case.c.reversed_at.is_(None))
    changed = update(member_case).where(*its).values(reversed_at=at, reversed_by=by, reversal_reason=reason)
    of_whom = changed.returning(member_case.c.server_id, member_case.c.member_id, member_case.c.kind)
    found = connection.execute(of_whom).one_or_none()
    if found is None:
        return False
    if found.kind in SILENCES:
        schedule(connection, Job.SILENCE, (found.server_id, found.member_id))
    waiting = (appeal.c.case_id == case_id, appeal.c.status == AppealStatus.OPEN)
    granted = {"status": AppealStatus.GRANTED, "answered_by": by, "answered_at": at, "announced": False}
    connection.execute(update(appeal).where(*waiting).values(granted))
    schedule(connection, Job.APPEAL_NOTICE, case_id)
    return True


def note(connection: Connection, case_id: int, author_id: int, text: str, at: datetime) -> None:
    """Add a moderator's note to a case."""
    values = {"case_id": case_id, "author_id": author_id, "text": text, "at": at}
    connection.execute(insert(case_note).values(values))


def notes(connection: Connection, case_id: int) -> list[CaseNote]:
    """The notes on a case, oldest first."""
    query = select(case_note).where(case_note.c.case_id == case_id).order_by(case_note.c.id)
    return [CaseNote(**row) for row in connection.execute(query).mappings()]


def appeal_of(connection: Connection, case_id: int) -> Appeal | None:
    """The appeal against a case, if there is one."""
    columns = [appeal.c[name] for name in Appeal.__dataclass_fields__]
    row = connection.execute(select(*columns).where(appeal.c.case_id == case_id)).one_or_none()
    return Appeal(*row) if row else None


def evidence_of(connection: Connection, case_id: int) -> Evidence | None:
    """What is kept of the comment that a case is about."""
    columns = (evidence.c.text, evidence.c.names, evidence.c.said_at, evidence.c.deleted_at)
    row = connection.execute(select(*columns).where(evidence.c.case_id == case_id)).one_or_none()
    if row is None:
        return None
    names = {int(one): name for one, name in (row.names or {}).items()}
    return Evidence(row.text, names, row.said_at, row.deleted_at)


def owe_letter(connection: Connection, case_id: int, about: LetterAbout) -> None:
    """Owe the member of a case a letter about it, once."""
    known = exists().where(case_letter.c.case_id == case_id, case_letter.c.about == about)
    if connection.execute(select(known)).scalar():
        return
    values = {"case_id": case_id, "about": about, "state": CaseLetterState.OWED}
    connection.execute(insert(case_letter).values(values))
    schedule(connection, Job.CASE_LETTER, (case_id, about))


def letter_state(connection: Connection, case_id: int, about: LetterAbout) -> CaseLetterState | None:
    """Whether the member of a case was told; None where nothing is to be told."""
    its = (case_letter.c.case_id == case_id, case_letter.c.about == about)
    return connection.execute(select(case_letter.c.state).where(*its)).scalar()


def _keep_evidence(connection: Connection, case_id: int, comment_id: int, author_id: int) -> None:
    columns = (comment.c.text, comment.c.names, comment.c.said_at)
    said = select(*columns).where(
        comment.c.id == comment_id,
        comment.c.author_id == author_id,
        comment.c.status != CommentStatus.DELETED,
    )
    row = connection.execute(said).mappings().one_or_none()
    if row is not None:
        connection.execute(insert(evidence).values({**row, "case_id": case_id, "deleted_at": None}))


def _one(connection: Connection, query: Select[Any]) -> Case | None:
    row = connection.execute(query).mappings().one_or_none()
    return _case(row) if row else None


def _all(connection: Connection, query: Select[Any]) -> list[Case]:
    return [_case(row) for row in connection.execute(query).mappings()]


def _case(row: RowMapping) -> Case:
    return Case(**row)
