"""What was erased stays erased: erasing comments, and the ledger of it that no restored backup takes back.

The ledger holds ids and nothing else: which comments were deleted, of which of these members' own messages
stay where they are, which members had all they had said erased, where and until when, and which cases were
emptied. The engine keeps it
apart from the database. It notes every deletion there, and makes a tombstone of whatever is stored again of
what the ledger names, wherever that comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BindParameter, Executable, Row, TextClause, bindparam, text, update

from bot.database import case_erasure as cases
from bot.database.connection import Connection, schedule
from bot.database.schema import TOMBSTONE, appearance, comment, notice
from bot.jobs.kinds import ALL_EVIDENCE, EVERY_PANEL, Job

EVERYWHERE = 0
"""Stands for every server."""
BATCH_SIZE = 500

_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)


def _for_ids(statement: str) -> TextClause:
    return text(statement).bindparams(_IDS)


_NOTE_ALL = text(
    # The condition more leads to the index of what is not visible.
    "INSERT INTO erasures.erased_comment SELECT source_id FROM comment "
    "WHERE status = 'deleted' AND status != 'visible' ON CONFLICT DO NOTHING"
)
_NOTE_MEMBER = text(
    "INSERT INTO erasures.erased_member AS erased VALUES (:author_id, :server_id, :until) "
    "ON CONFLICT (author_id, server_id) DO UPDATE SET until = excluded.until "
    "WHERE excluded.until > erased.until"
)
_NOT_ERASED = text("""
SELECT id FROM comment WHERE status != 'deleted'
    AND source_id IN (SELECT source_id FROM erasures.erased_comment)
UNION SELECT id FROM comment WHERE author_id IN (SELECT author_id FROM erasures.erased_member)
    AND EXISTS (SELECT 1 FROM erasures.erased_member AS erased WHERE erased.author_id = comment.author_id
        AND comment.source_id <= until AND erased.server_id IN (0, (
            SELECT server_id FROM discussion WHERE discussion.id = comment.discussion_id)))
""")
# The upper bits of an id are milliseconds since 2015, the times of reports milliseconds since 1970.
_REASONS = text("""
SELECT report.id FROM report JOIN erasures.erased_member AS erased ON erased.author_id = reporter_id
    AND reported_at <= (until >> 22) + 1420070400000 AND erased.server_id IN (0, (
        SELECT discussion.server_id FROM comment JOIN discussion ON discussion.id = discussion_id
        WHERE comment.id = comment_id))
    WHERE reason != ''
""")
_REASONS_BY = text("""
SELECT report.id FROM report WHERE reporter_id = :reporter_id AND reason != '' AND :server_id IN (0, (
    SELECT server_id FROM comment JOIN discussion ON discussion.id = discussion_id
    WHERE comment.id = comment_id))
""")
_FORGO_ANSWERS = text("""
DELETE FROM report_answer WHERE report_id IN (
    SELECT report.id FROM report JOIN erasures.erased_member AS erased ON erased.author_id = reporter_id
    AND reported_at <= (until >> 22) + 1420070400000 AND erased.server_id IN (0, (
        SELECT discussion.server_id FROM comment JOIN discussion ON discussion.id = discussion_id
        WHERE comment.id = comment_id)))
""")
_EMPTY = _for_ids("UPDATE report SET reason = '' WHERE id IN :ids RETURNING comment_id")
_NOTE_HERE = _for_ids(
    "INSERT INTO erasures.erased_here SELECT source_id FROM comment WHERE id IN :ids ON CONFLICT DO NOTHING"
)
_ERASE: tuple[Executable, ...] = (
    _for_ids("DELETE FROM revision WHERE comment_id IN :ids"),
    _for_ids("DELETE FROM attachment WHERE comment_id IN :ids"),
    _for_ids(
        "DELETE FROM reaction WHERE appearance_id IN (SELECT id FROM appearance WHERE comment_id IN :ids)"
    ),
    update(comment).where(comment.c.id.in_(_IDS)).values(TOMBSTONE),
    # Not shown any more, as far as we are concerned: nobody takes it down.
    _for_ids(
        "UPDATE appearance SET status = 'gone' WHERE kind = 'original' AND comment_id IN (SELECT id "
        "FROM comment WHERE id IN :ids AND source_id IN (SELECT source_id FROM erasures.erased_here))"
    ),
)
_CHANGE_NOTICES = _for_ids(
    "UPDATE notice SET outstanding = outstanding + 1 WHERE comment_id IN :ids RETURNING comment_id, kind"
).columns(notice.c.comment_id, notice.c.kind)
_FOLLOWING: dict[Job, Executable] = {
    Job.REDRAW: _for_ids(
        "UPDATE post SET stale = stale + 1 WHERE status != 'removed' AND discussion_id IN "
        "(SELECT discussion_id FROM comment WHERE id IN :ids) RETURNING discussion_id"
    ),
    Job.NOTICE: _CHANGE_NOTICES,
    Job.REPORT_ANSWER: _for_ids(
        "UPDATE report_answer SET state = 'owed' WHERE report_id IN "
        "(SELECT id FROM report WHERE comment_id IN :ids) RETURNING report_id"
    ),
    Job.MIRROR: _for_ids(  # what answers them quotes them where it is mirrored
        "UPDATE appearance SET outstanding = outstanding + 1 WHERE kind = 'mirror' AND status != 'gone' "
        "AND comment_id IN (SELECT id FROM comment WHERE parent_id IN :ids) RETURNING channel_id"
    ),
    Job.TAKEDOWN: _for_ids(
        "SELECT DISTINCT channel_id, kind FROM appearance JOIN comment ON comment.id = comment_id "
        "WHERE comment_id IN :ids AND appearance.status = 'shown' AND (origin != 'added' OR kind = 'mirror')"
    ).columns(appearance.c.channel_id, appearance.c.kind),
}
"""What makes each kind of background work follow an erasure, and gives the keys that are due."""


def obey(connection: Connection) -> list[int]:
    """Erase what the ledger names and is there all the same, as after a restored backup; gives its ids.

    What the database has erased and the ledger does not know is noted in it.
    """
    connection.execute(_NOTE_ALL)
    erased = list(connection.execute(_NOT_ERASED).scalars())
    erase(connection, erased)
    _empty(connection, connection.execute(_REASONS).scalars().all())
    connection.execute(_FORGO_ANSWERS)
    cases.obey(connection)
    return erased


def erase(connection: Connection, comment_ids: Sequence[int], *, leave_originals: bool = False) -> None:
    """Leave of these comments a tombstone each that names nobody, and note them in the ledger: the text, its
    revisions and the attachments are gone for good.

    The messages that show them are taken down, unless members wrote them themselves and ``leave_originals``.
    """
    if leave_originals:
        _run(connection, _NOTE_HERE, comment_ids)
    for statement in _ERASE:
        _run(connection, statement, comment_ids)
    for job, statement in _FOLLOWING.items():
        keys = _run(connection, statement, comment_ids)
        schedule(connection, job, *(tuple(key) if len(key) > 1 else key[0] for key in keys))
    schedule(connection, Job.QUEUE_PANEL, EVERY_PANEL)
    schedule(connection, Job.EVIDENCE, ALL_EVIDENCE)


def erase_member(connection: Connection, author_id: int, server_id: int, until: int) -> list[int]:
    """Erase all that a member said in a server (0: everywhere) up to the id ``until``; gives its ids.

    A tombstone that names nobody stays of each comment. What of it comes to light later is erased too. What
    cases keep of other members names them no more.
    """
    member = {"author_id": author_id, "server_id": server_id, "until": until}
    connection.execute(_NOTE_MEMBER, member)
    cases.forget_name(connection, author_id, server_id)
    return obey(connection)


def erase_reasons(connection: Connection, reporter_id: int, server_id: int) -> int:
    """Erase what a member said in their reports in a server (0: everywhere); gives of how many.

    That a comment was reported stays, and by whom. A restored backup follows :func:`erase_member`.
    """
    theirs = {"reporter_id": reporter_id, "server_id": server_id}
    reported = connection.execute(_REASONS_BY, theirs).scalars().all()
    _empty(connection, reported)
    return len(reported)


def _empty(connection: Connection, report_ids: Sequence[int]) -> None:
    """Leave of these reports that they were made, without their reasons."""
    reported = [row.comment_id for row in _run(connection, _EMPTY, report_ids)]
    changed = _run(connection, _CHANGE_NOTICES, reported)
    schedule(connection, Job.NOTICE, *map(tuple, changed))


def _run(connection: Connection, statement: Executable, ids: Sequence[int]) -> list[Row[Any]]:
    """Run ``statement`` for these ids, a batch at a time; gives the rows that it returns."""
    found: list[Row[Any]] = []
    for start in range(0, len(ids), BATCH_SIZE):
        rows = connection.execute(statement, {"ids": ids[start : start + BATCH_SIZE]})
        found += rows if rows.returns_rows else ()
    return found
