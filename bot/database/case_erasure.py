"""What was erased of cases stays erased: emptying them, and the ledger's notes of it.

The ledger names a case by its server, its number and when it was opened: after a restored backup the same
number may be another's.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import BindParameter, String, TextClause, bindparam, cast, select, text, update

from bot.database.column_types import Moment
from bot.database.connection import Connection
from bot.database.schema import evidence, member_case

_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)

_NOTE = text(
    "INSERT INTO erasures.emptied_case SELECT server_id, number, opened_at, :whole FROM member_case "
    "WHERE id IN :ids ON CONFLICT (server_id, number, opened_at) "
    "DO UPDATE SET whole = excluded.whole WHERE excluded.whole"
).bindparams(_IDS)
_NOTE_ALL = text(
    "INSERT INTO erasures.emptied_case SELECT server_id, number, opened_at, true FROM member_case "
    "WHERE emptied ON CONFLICT DO NOTHING"
)
_NOTED = text("""
SELECT member_case.id, noted.whole FROM member_case JOIN erasures.emptied_case AS noted
    ON noted.server_id = member_case.server_id AND noted.number = member_case.number
    AND noted.opened_at = member_case.opened_at
    WHERE (noted.whole AND NOT emptied)
    OR EXISTS (SELECT 1 FROM evidence WHERE evidence.case_id = member_case.id)
""")
# The upper bits of an id are milliseconds since 2015, the times of cases milliseconds since 1970.
_OF_ERASED_MEMBERS = text("""
SELECT member_case.id FROM member_case JOIN erasures.erased_member AS erased ON author_id = member_id
    AND opened_at <= (until >> 22) + 1420070400000 AND erased.server_id IN (0, member_case.server_id)
    WHERE NOT emptied
""")
_EMPTY: tuple[TextClause, ...] = tuple(
    text(statement).bindparams(_IDS)
    for statement in (
        "DELETE FROM case_note WHERE case_id IN :ids",
        "DELETE FROM evidence WHERE case_id IN :ids",
        "DELETE FROM appeal WHERE case_id IN :ids",
        "DELETE FROM case_letter WHERE case_id IN :ids",
        "UPDATE member_case SET reason = '', reason_es = NULL, reversal_reason = NULL, comment_id = NULL, "
        "emptied = true WHERE id IN :ids",
    )
)
_DROP_EVIDENCE = text("DELETE FROM evidence WHERE case_id IN :ids").bindparams(_IDS)
_OUTLIVED = text("SELECT case_id FROM evidence WHERE deleted_at <= :before").bindparams(
    bindparam("before", type_=Moment())
)
# Warnings count again without what a threshold gave for them; an effect reads the case that it is of.
_OVER = text("""
SELECT id FROM member_case WHERE emptied AND (opened_at <= :before OR threshold IS NULL)
    AND (reversed_at IS NOT NULL OR expires_at <= :now
    OR (expires_at IS NULL AND kind IN ('note', 'warn', 'kick') AND opened_at <= :before))
    AND NOT EXISTS (SELECT 1 FROM audit WHERE target_kind = 'case' AND target_id = member_case.id
    AND at > :before AND NOT EXISTS (SELECT 1 FROM audit_outcome WHERE audit_id = audit.id AND succeeded))
""").bindparams(bindparam("now", type_=Moment()), bindparam("before", type_=Moment()))
_DROP = text("DELETE FROM member_case WHERE emptied AND id IN :ids").bindparams(_IDS)


def obey(connection: Connection) -> int:
    """Empty the cases that the ledger names, or whose members it names, and that are not empty all the same;
    gives how many of them told something.
    """
    connection.execute(_NOTE_ALL)
    noted = connection.execute(_NOTED).all()
    _run(connection, (_DROP_EVIDENCE,), [row.id for row in noted if not row.whole])
    emptied = {row.id for row in noted if row.whole}
    emptied.update(connection.execute(_OF_ERASED_MEMBERS).scalars())
    _note(connection, emptied, whole=True)
    _run(connection, _EMPTY, emptied)
    return len(emptied)


def forget_name(connection: Connection, member_id: int, server_id: int) -> None:
    """Remove a member's name from the evidence in a server (0: everywhere) that mentions them."""
    named = cast(evidence.c.names, String).contains(f'"{member_id}"', autoescape=True)
    query = select(evidence.c.case_id, evidence.c.names).where(evidence.c.names.is_not(None), named)
    if server_id:
        query = query.join(member_case).where(member_case.c.server_id == server_id)
    for row in connection.execute(query).all():
        names = {one: name for one, name in row.names.items() if one != str(member_id)} or None
        connection.execute(update(evidence).where(evidence.c.case_id == row.case_id).values(names=names))


def outlived(connection: Connection, before: datetime) -> list[int]:
    """The cases whose evidence has outlived its comment since before a moment."""
    return list(connection.execute(_OUTLIVED, {"before": before}).scalars())


def drop_evidence(connection: Connection, case_ids: Collection[int]) -> None:
    """Erase the evidence of cases for good."""
    _note(connection, case_ids, whole=False)
    _run(connection, (_DROP_EVIDENCE,), case_ids)


def over(connection: Connection, now: datetime, before: datetime) -> list[int]:
    """The emptied cases that have expired: those that end by themselves, and others that had no effect but to
    be told and were opened before a moment.
    """
    return list(connection.execute(_OVER, {"now": now, "before": before}).scalars())


def drop(connection: Connection, case_ids: Collection[int]) -> None:
    """Leave nothing of emptied cases."""
    _run(connection, (_DROP,), case_ids)


def _note(connection: Connection, case_ids: Collection[int], *, whole: bool) -> None:
    if case_ids:
        connection.execute(_NOTE, {"ids": list(case_ids), "whole": whole})


def _run(connection: Connection, statements: tuple[TextClause, ...], case_ids: Collection[int]) -> None:
    for statement in statements if case_ids else ():
        connection.execute(statement, {"ids": list(case_ids)})
