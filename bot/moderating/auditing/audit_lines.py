"""What moderators are told of acts beside what the audit holds: headlines, and links to what still stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.audit import audit_log_store as audit_log
from bot.audit.audit_log import AuditEntry, AuditFilter, AuditLine, AuditScope
from bot.database.engine import Connection
from bot.discordkit.links import message_link, thread_link
from bot.discussion.stores import appearance_store as appearances, post_store as posts
from bot.domain.export import BEGINNING, row_of
from bot.domain.language import Language
from bot.domain.moderation import TargetKind
from bot.posting import article_store as articles

COLUMNS = (
    "time",
    "moderator_id",
    "action",
    "target",
    "target_id",
    "member_id",
    "article",
    "reason",
    "outcome",
    "detail",
    "outcome_time",
    "link",
)


def audit_lines(
    connection: Connection,
    scope: AuditScope,
    entries: Sequence[AuditEntry],
    language: Language,
    *,
    to_threads: bool = True,
) -> list[AuditLine]:
    """The acts with headlines in a language and links; with ``to_threads``, to discussions too."""
    of_comments = [one.row.target_id for one in entries if one.row.target_kind is TargetKind.COMMENT]
    places = appearances.places(connection, of_comments, scope.channels)
    links = {one: message_link(scope.server_id, *place) for one, place in places.items()}
    of = {one.row.id: one.discussion for one in entries if one.discussion}
    titles = articles.titles(connection, {one.article_id for one in of.values()}, language)
    ids = {one.id for one in of.values()} if to_threads else ()
    threads = {one: _thread(connection, scope, one) for one in ids}
    return [
        AuditLine(one, titles.get(about.article_id, ""), threads.get(about.id))
        if (about := of.get(one.row.id))
        else AuditLine(one, link=links.get(one.row.target_id) if one.source_id else None)
        for one in entries
    ]


def audit_file(
    connection: Connection, scope: AuditScope, wanted: AuditFilter, language: Language, most: int
) -> bytes | None:
    """The acts as CSV, newest first; None if that is more than ``most`` bytes."""
    content = bytearray((BEGINNING + row_of(COLUMNS)).encode())
    for entries in audit_log.batches(connection, scope, wanted):
        lines = audit_lines(connection, scope, entries, language, to_threads=False)
        content += "".join(row_of(_cells(one)) for one in lines).encode()
        if len(content) > most:
            return None
    return bytes(content)


def _thread(connection: Connection, scope: AuditScope, discussion_id: int) -> str | None:
    """A link to a thread of a discussion that the viewer can open."""
    live = posts.of_discussion(connection, discussion_id)
    return next((thread_link(one) for one in live if one.channel_id in scope.channels), None)


def _cells(line: AuditLine) -> tuple[str, ...]:
    entry, row, outcome = line.entry, line.entry.row, line.entry.outcome
    target = entry.discussion.public_id if entry.discussion else entry.source_id or entry.case_number
    return (
        row.at.isoformat(timespec="seconds"),
        str(row.actor_id or ""),
        row.action,
        row.target_kind,
        str(target or row.target_id),
        str(entry.member_id or ""),
        line.headline,
        row.reason or "",
        "waiting" if outcome is None else "done" if outcome.succeeded else "failed",
        (outcome.detail if outcome else None) or "",
        outcome.at.isoformat(timespec="seconds") if outcome else "",
        line.link or "",
    )
