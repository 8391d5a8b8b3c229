"""The ledger of erasures: a small database beside the database, which no restored backup takes back.

It holds ids and nothing else: which comments were deleted, of which of these members' own messages stay where
they are, and which members had all they had said erased, where and until when. The writer's connection has it
attached; triggers note every deletion in it, and make a tombstone of whatever is stored again of what it
names, wherever that comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import bindparam, insert, literal_column, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.dml import UpdateBase

from bot.database.connection import Connection
from bot.database.schema import TOMBSTONE, comment
from bot.discussion.stores import (
    appearance_store as appearances,
    notice_store as notices,
    post_store as posts,
    takedown_store as takedowns,
)

EVERYWHERE = 0
"""Stands for every server."""

TABLES = (
    "CREATE TABLE IF NOT EXISTS erasures.erased_comment (source_id INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS erasures.erased_here (source_id INTEGER PRIMARY KEY)",
    "CREATE TABLE IF NOT EXISTS erasures.erased_member (author_id INTEGER, server_id INTEGER, "
    "until INTEGER NOT NULL, PRIMARY KEY (author_id, server_id)) WITHOUT ROWID",
)


def _written_out(statement: UpdateBase) -> str:
    """A statement with its values in its text, as a trigger needs it."""
    return str(statement.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))


_NEW: dict[str, object] = {c.name: literal_column(f"new.{c.name}") for c in comment.c if not c.primary_key}
_ADD_TOMBSTONE = _written_out(insert(comment).prefix_with("OR IGNORE").values(_NEW | TOMBSTONE))
# An insert's own values cannot be changed: the tombstone goes in first, and then there is nothing to insert.
_TRIGGERS = (
    f"""
    CREATE TEMP TRIGGER comment_stays_erased BEFORE INSERT ON main.comment
    WHEN new.status != 'deleted' AND (
        EXISTS (SELECT 1 FROM erased_comment WHERE source_id = new.source_id)
        OR EXISTS (SELECT 1 FROM erased_member WHERE erased_member.author_id = new.author_id
        AND new.source_id <= until AND server_id IN (0, (
            SELECT server_id FROM discussion WHERE discussion.id = new.discussion_id))))
    BEGIN
        {_ADD_TOMBSTONE};
        SELECT RAISE(IGNORE);
    END
    """,  # noqa: S608 -- nothing in it comes from anybody
    """
    CREATE TEMP TRIGGER erasure_is_noted AFTER UPDATE OF status ON main.comment WHEN new.status = 'deleted'
    BEGIN
        INSERT OR IGNORE INTO erased_comment VALUES (new.source_id);
    END
    """,
)
_NOTED = """
INSERT OR IGNORE INTO erased_comment
    SELECT source_id FROM comment WHERE status = 'deleted' AND status != 'visible'  -- found in an index so
"""
_ERASED = """
SELECT id FROM comment WHERE status != 'deleted' AND source_id IN (SELECT source_id FROM erased_comment)
UNION SELECT id FROM comment WHERE author_id IN (SELECT author_id FROM erased_member)
    AND EXISTS (SELECT 1 FROM erased_member WHERE erased_member.author_id = comment.author_id
        AND comment.source_id <= until AND server_id IN (0, (
            SELECT server_id FROM discussion WHERE discussion.id = comment.discussion_id)))
"""
_WIPE = (
    "DELETE FROM revision WHERE comment_id IN :ids",
    "DELETE FROM attachment WHERE comment_id IN :ids",
    "DELETE FROM reaction WHERE appearance_id IN (SELECT id FROM appearance WHERE comment_id IN :ids)",
    f"{_written_out(update(comment).values(TOMBSTONE))} WHERE id IN :ids",
    # What answers them quotes them where it is mirrored.
    "UPDATE appearance SET outstanding = outstanding + 1 WHERE kind = 'mirror' AND status != 'gone' "
    "AND comment_id IN (SELECT id FROM comment WHERE parent_id IN :ids)",
)
# The upper bits of an id are milliseconds since 2015, the times of reports milliseconds since 1970.
_REASONS = """
SELECT report.id FROM report JOIN erased_member ON erased_member.author_id = reporter_id
    AND reported_at <= (until >> 22) + 1420070400000 AND server_id IN (0, (
        SELECT discussion.server_id FROM comment JOIN discussion ON discussion.id = discussion_id
        WHERE comment.id = comment_id))
    WHERE reason != ''
"""
_REASONS_BY = """
SELECT report.id FROM report WHERE reporter_id = :reporter_id AND reason != '' AND :server_id IN (0, (
    SELECT server_id FROM comment JOIN discussion ON discussion.id = discussion_id
    WHERE comment.id = comment_id))
"""
_EMPTY = ("UPDATE report SET reason = '' WHERE id IN :ids RETURNING comment_id",)
_HERE = "INSERT OR IGNORE INTO erased_here SELECT source_id FROM comment WHERE id IN :ids"
# Not shown any more, as far as we are concerned: nobody takes it down.
_LEAVE = (
    "UPDATE appearance SET status = 'gone' WHERE kind = 'original' AND comment_id IN "
    "(SELECT id FROM comment WHERE id IN :ids AND source_id IN (SELECT source_id FROM erased_here))"
)
_DISCUSSIONS = "SELECT DISTINCT discussion_id FROM comment WHERE id IN :ids"
_BATCH = 500


def ledger_of(database: Path) -> Path:
    """The ledger that belongs to a database file."""
    return database.with_name(f"{database.stem}.erasures{database.suffix}")


def preparing(database: Path) -> list[tuple[str, tuple[str, ...]]]:
    """Statements with their values that let a connection know and keep the ledger of ``database``."""
    attach = ("ATTACH DATABASE ? AS erasures", (str(ledger_of(database)),))
    return [attach, *((statement, ()) for statement in (*TABLES, *_TRIGGERS))]


async def obey(connection: Connection) -> list[int]:
    """Erase what the ledger names and is there all the same, as after a restored backup; gives its ids.

    What the database has erased and the ledger does not know is noted in it.
    """
    await connection.execute(text(_NOTED))
    erased = list((await connection.execute(text(_ERASED))).scalars())
    await erase(connection, erased)
    await _empty(connection, list((await connection.execute(text(_REASONS))).scalars()))
    return erased


async def erase(connection: Connection, comment_ids: Sequence[int], *, leave_originals: bool = False) -> None:
    """Leave of these comments a tombstone each that names nobody, and note them in the ledger: the text, its
    revisions and the attachments are gone for good.

    The messages that show them are taken down, unless members wrote them themselves and ``leave_originals``.
    """
    if leave_originals:
        await _run(connection, (_HERE,), comment_ids)
    await _run(connection, (*_WIPE, _LEAVE), comment_ids)
    await posts.mark_stale(connection, set(await _run(connection, (_DISCUSSIONS,), comment_ids)))
    await notices.mark_changed(connection, comment_ids)
    await appearances.schedule_quotes(connection, comment_ids)
    await takedowns.schedule_for(connection, comment_ids)


async def _empty(connection: Connection, report_ids: Sequence[int]) -> None:
    """Leave of these reports that they were made, without their reasons."""
    await notices.mark_changed(connection, await _run(connection, _EMPTY, report_ids))


async def _run(connection: Connection, statements: Sequence[str], ids: Sequence[int]) -> list[int]:
    """Run ``statements`` for these ids, a batch at a time; gives the ids that they return."""
    found: list[int] = []
    for start in range(0, len(ids), _BATCH):
        for statement in statements:
            query = text(statement).bindparams(bindparam("ids", expanding=True))
            rows = await connection.execute(query, {"ids": ids[start : start + _BATCH]})
            found += rows.scalars() if rows.returns_rows else ()
    return found


async def erase_member(connection: Connection, author_id: int, server_id: int, until: int) -> list[int]:
    """Erase all that a member said in a server (0: everywhere) up to the id ``until``; gives its ids.

    A tombstone that names nobody stays of each comment. What of it comes to light later is erased too.
    """
    note = """INSERT INTO erasures.erased_member VALUES (:author_id, :server_id, :until)
        ON CONFLICT DO UPDATE SET until = max(until, excluded.until)"""
    await connection.execute(text(note), {"author_id": author_id, "server_id": server_id, "until": until})
    return await obey(connection)


async def erase_reasons(connection: Connection, reporter_id: int, server_id: int) -> int:
    """Erase what a member said in their reports in a server (0: everywhere); gives of how many.

    That a comment was reported stays, and by whom. A restored backup follows :func:`erase_member`.
    """
    theirs = {"reporter_id": reporter_id, "server_id": server_id}
    reported = list((await connection.execute(text(_REASONS_BY), theirs)).scalars())
    await _empty(connection, reported)
    return len(reported)
