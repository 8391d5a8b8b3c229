"""What happened to a comment, in order: who reported it and why, what moderators did, that it was deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.discordkit.member_words import in_one_line
from bot.domain.cases.case import Case
from bot.domain.discussion import Comment, CommentStatus
from bot.domain.mentions import in_figures
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, Category, Report
from bot.moderating.cases.case_words import KIND_NAMES, actor
from bot.moderating.featuring.feature_comment import NO_LONGER
from bot.moderating.hit_lines import REPORT_STATUSES

MAX_REASON_LENGTH = 300
MAX_EVENTS = 8
_TOLD = (Action.HIDE, Action.RESTORE, Action.ADD, Action.DISMISS, Action.FEATURE)

CATEGORIES = {
    Category.SPAM: message("spam"),
    Category.INSULT: message("insult"),
    Category.OFF_TOPIC: message("off topic"),
    Category.FALSE: message("false"),
    Category.PRIVATE_DATA: message("private data"),
    Category.ILLEGAL: message("illegal"),
    Category.OTHER: message("other"),
}
"""What a comment is reported for, as members and moderators read it."""


def history_lines(
    comment: Comment, reports: Sequence[Report], rows: Sequence[AuditRow], cases: Sequence[Case] = ()
) -> list[Message]:
    """The latest of what happened to a comment, oldest first, and how much came before. ``cases`` are about
    it.
    """
    first = _decided(rows)[:1]
    events: list[tuple[datetime, Callable[[], Message]]] = [
        (row.at, partial(_decision, row, approves=row in first and _approves(row)))
        for row in rows
        if row.action in _TOLD
    ]
    events += [(report.reported_at, partial(_reported, report)) for report in reports]
    events += [(case.opened_at, partial(_case, case)) for case in cases]
    if comment.status is CommentStatus.REFUSED and comment.held_for is None:
        events.append((comment.said_at, lambda: message("Refused: the discussion was locked.")))
    elif any(map(_approves, first)):
        events.append((comment.said_at, lambda: message("Kept back until a moderator decided.")))
    events.sort(key=lambda event: event[0])
    lines = [message("- {line}", line=line()) for _, line in events[-MAX_EVENTS:]]
    if earlier := len(events) - len(lines):
        lines.insert(0, message("- {count} earlier ones", count=earlier))
    if comment.status is CommentStatus.DELETED:
        lines.append(message("- Deleted, and its text erased."))
    return lines


def _decided(rows: Sequence[AuditRow]) -> list[AuditRow]:
    return [row for row in rows if row.action in (Action.HIDE, Action.RESTORE)]


def _approves(first: AuditRow) -> bool:
    """Whether the first decision on a comment shows what had never been hidden: it was refused or held,
    nothing stored tells which.

    Of one that was hidden first, nothing stored tells that it had been kept back: it counts as restored.
    """
    return first.action is Action.RESTORE


def _reported(report: Report) -> Message:
    status = REPORT_STATUSES[report.status]
    if report.category is not Category.OTHER:
        status = message("{category}; {status}", category=CATEGORIES[report.category], status=status)
    return message(
        "Reported by <@{reporter}> on {time} ({status}): {reason}",
        reporter=str(report.reporter_id),
        time=in_figures(report.reported_at),
        status=status,
        reason=in_one_line(report.reason, MAX_REASON_LENGTH) or message("(erased)"),
    )


def _case(case: Case) -> Message:
    told = {
        "number": str(case.number),
        "kind": KIND_NAMES[case.kind],
        "member": str(case.member_id),
        "time": in_figures(case.opened_at),
        "who": actor(case),
    }
    if case.reversed_at is not None:
        return message("Case {number}, undone: {kind} for <@{member}>, by {who} on {time}.", **told)
    return message("Case {number}: {kind} for <@{member}>, by {who} on {time}.", **told)


def _decision(row: AuditRow, *, approves: bool) -> Message:
    """What a moderator did to a comment, in one line."""
    who, time = str(row.actor_id), in_figures(row.at)
    reason = in_one_line(row.reason or "", MAX_REASON_LENGTH)
    match row.action:
        case Action.HIDE if not row.actor_id:
            return message(
                "Deleted in Discord by a moderator on {time}, and kept as a hidden comment.", time=time
            )
        case Action.HIDE if reason:
            return message("Hidden by <@{who}> on {time}: {reason}", who=who, time=time, reason=reason)
        case Action.HIDE:
            return message("Hidden by <@{who}> on {time}.", who=who, time=time)
        case Action.RESTORE if approves:
            return message("Approved by <@{who}> on {time}.", who=who, time=time)
        case Action.RESTORE:
            return message("Restored by <@{who}> on {time}.", who=who, time=time)
        case Action.FEATURE if row.reason == NO_LONGER:
            return message("Featuring ended by <@{who}> on {time}.", who=who, time=time)
        case Action.FEATURE:
            return message("Featured by <@{who}> on {time}.", who=who, time=time)
        case Action.ADD:
            return message("Added to the discussion by <@{who}> on {time}.", who=who, time=time)
        case _:
            return message("Reports dismissed by <@{who}> on {time}.", who=who, time=time)
