"""What members are still to be told about cases, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from bot.database.engine import Connection
from bot.database.schema import case_letter, comment, discussion, member_case
from bot.domain.cases.case import CaseLetterState, LetterAbout
from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language

LetterKey = tuple[int, LetterAbout]
"""The id of a case, and what is told about it."""
_LANGUAGES = tuple(DetectedLanguage(one.value) for one in Language)


@dataclass(frozen=True, slots=True)
class ClosedLetter:
    """What a member of a server, who takes no direct messages, is still to be told there."""

    key: LetterKey
    server_id: int
    member_id: int


def owed(connection: Connection) -> list[LetterKey]:
    """What is still to be told by direct message."""
    query = select(case_letter.c.case_id, case_letter.c.about)
    rows = connection.execute(query.where(case_letter.c.state == CaseLetterState.OWED))
    return [(row.case_id, row.about) for row in rows]


def closed(connection: Connection) -> list[ClosedLetter]:
    """What is still to be told to members who take no direct messages, in the order it happened."""
    columns = (case_letter.c.case_id, case_letter.c.about, member_case.c.server_id, member_case.c.member_id)
    query = select(*columns).join(member_case, member_case.c.id == case_letter.c.case_id)
    rows = connection.execute(
        query.where(case_letter.c.state == CaseLetterState.CLOSED).order_by(case_letter.c.case_id)
    )
    found = [ClosedLetter((row.case_id, row.about), row.server_id, row.member_id) for row in rows]
    order = list(LetterAbout)
    return sorted(found, key=lambda one: (one.key[0], order.index(one.key[1])))


def begun_at(connection: Connection, key: LetterKey) -> datetime | None:
    """When the message was begun that may have been sent."""
    return connection.execute(select(case_letter.c.begun_at).where(*_its(key))).scalar()


def begin(connection: Connection, key: LetterKey, at: datetime) -> None:
    """Store that a message is about to be sent."""
    connection.execute(update(case_letter).where(*_its(key)).values(begun_at=at))


def settle(connection: Connection, key: LetterKey, state: CaseLetterState) -> bool:
    """Store what came of a letter; gives whether it is still wanted."""
    return connection.execute(update(case_letter).where(*_its(key)).values(state=state)).rowcount > 0


def mark_told(connection: Connection, key: LetterKey) -> None:
    """Store that somebody who takes no direct messages was told otherwise."""
    its = (*_its(key), case_letter.c.state == CaseLetterState.CLOSED)
    connection.execute(update(case_letter).where(*its).values(state=CaseLetterState.TOLD))


def forgo(connection: Connection, key: LetterKey) -> None:
    """Nothing is to be told any more."""
    connection.execute(delete(case_letter).where(*_its(key)))


def wrote_in(connection: Connection, server_id: int, member_id: int) -> Language | None:
    """The language of the last comment of a member in a server that is in one of ours."""
    query = (
        select(comment.c.language)
        .join(discussion, discussion.c.id == comment.c.discussion_id)
        .where(
            comment.c.author_id == member_id,
            discussion.c.server_id == server_id,
            comment.c.language.in_(_LANGUAGES),
        )
        .order_by(comment.c.source_id.desc())
        .limit(1)
    )
    found = connection.execute(query).scalar()
    return Language.from_tag(found.value) if found else None


def _its(key: LetterKey) -> tuple[Any, ...]:
    return case_letter.c.case_id == key[0], case_letter.c.about == key[1]
