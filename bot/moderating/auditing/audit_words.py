"""Acts in words: what was done, by whom, to what, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.audit.audit_log import AuditLine
from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import in_one_line
from bot.domain.card import one_line, trimmed
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, message
from bot.domain.moderation import Action, TargetKind
from bot.moderating.featuring.ask_question import PUT_BACK, REMOVED
from bot.moderating.featuring.feature_comment import NO_LONGER
from bot.posting.editing.edit_words import edit_words
from bot.posting.scheduling.schedule import CANCELLED

ACTIONS = {
    Action.POST: message("Card posted"),
    Action.REMOVE: message("Card removed"),
    Action.LOCK: message("Discussion locked"),
    Action.UNLOCK: message("Discussion unlocked"),
    Action.CLOSE: message("Discussion closed"),
    Action.REOPEN: message("Discussion reopened"),
    Action.SLOWMODE: message("Slow mode set"),
    Action.HIDE: message("Comment hidden"),
    Action.RESTORE: message("Comment restored"),
    Action.REPORT: message("Comment reported"),
    Action.DISMISS: message("Reports dismissed"),
    Action.EXPORT: message("Exported"),
    Action.DELETE: message("Comments erased in time"),
    Action.SETTINGS: message("Settings changed"),
    Action.LANGUAGE: message("Language changed"),
    Action.ADD: message("Message added"),
    Action.RULES: message("Rules changed"),
    Action.HOLD: message("Comment held"),
    Action.APPROVE: message("Comment approved"),
    Action.NOTE: message("Note"),
    Action.WARN: message("Warning"),
    Action.MUTE: message("Muted in discussions"),
    Action.DISCUSSION_BAN: message("Banned from discussions"),
    Action.TIMEOUT: message("Timeout on Discord"),
    Action.KICK: message("Kicked"),
    Action.BAN: message("Banned from the server"),
    Action.UNDO: message("Undone"),
    Action.EXPIRE: message("Ended by itself"),
    Action.APPEAL: message("Appeal"),
    Action.FEATURE: message("Comment featured"),
    Action.QUESTION: message("Question for a discussion"),
    Action.SCHEDULE: message("Article scheduled"),
    Action.EDIT: message("Card edited"),
}
"""What was done, as moderators choose it from a list and read it."""
_KNOWN: Mapping[tuple[Action, str | None], Message] = {
    (Action.FEATURE, NO_LONGER): message("no longer"),
    (Action.QUESTION, REMOVED): message("removed"),
    (Action.QUESTION, PUT_BACK): message("put back"),
    (Action.SCHEDULE, CANCELLED): message("cancelled"),
}
"""Reasons that are ours, in the reader's language."""
_LONGEST_HEADLINE = 80


def audit_words(line: AuditLine, longest: int, language: Language) -> Message:
    """An act in two lines, for a reader of a language. ``longest``: characters of a reason, and of why it
    failed.
    """
    row = line.entry.row
    facts = [*_reason(line, longest), _outcome(line, longest, language)]
    return message(
        "**{action}** · {target}\n-# {time} · {actor} · {facts}",
        action=ACTIONS[row.action],
        target=_target(line),
        time=in_figures(row.at),
        actor=_actor(line),
        facts=_joined(facts),
    )


def _reason(line: AuditLine, longest: int) -> list[Message]:
    row, outcome = line.entry.row, line.entry.outcome
    if row.action is Action.LANGUAGE:
        chosen = Language.from_tag(row.reason or (outcome.detail if outcome else None) or "")
        return [message("{language}", language=chosen)] if chosen else []
    if row.action is Action.EDIT:
        return [edit_words(row.reason or "")]
    if known := _KNOWN.get((row.action, row.reason)):
        return [known]
    reason = in_one_line(row.reason or "", longest)
    return [message("{reason}", reason=reason)] if reason else []


def _joined(facts: list[Message]) -> Message:
    if len(facts) == 1:
        return facts[0]
    first, second = facts
    return message("{first} · {second}", first=first, second=second)


def _actor(line: AuditLine) -> Message:
    row = line.entry.row
    if row.actor_id:
        return message("<@{id}>", id=str(row.actor_id))
    if row.action is Action.HIDE:
        return message("a moderator, in Discord")
    return message("the bot")


def _target(line: AuditLine) -> Message:
    entry, row = line.entry, line.entry.row
    match row.target_kind:
        case TargetKind.COMMENT:
            return _comment(line)
        case TargetKind.ARTICLE | TargetKind.DISCUSSION:
            headline = escaped(trimmed(one_line(line.headline), _LONGEST_HEADLINE))
            if not headline:
                return message("a discussion that is no more")
            if line.link:
                return message("[{headline}]({link})", headline=headline, link=line.link)
            return message("{headline}", headline=headline)
        case TargetKind.SERVER:
            return message("the server")
        case TargetKind.CHANNEL:
            return message("<#{id}>", id=str(row.target_id))
        case TargetKind.MEMBER:
            return message("<@{id}>", id=str(row.target_id))
        case TargetKind.CASE if entry.case_number and entry.member_id:
            return message("case {number} of <@{id}>", number=str(entry.case_number), id=str(entry.member_id))
        case TargetKind.CASE:
            return message("a case that is no more")


def _comment(line: AuditLine) -> Message:
    author_id = line.entry.member_id
    if author_id is None:
        return message("a comment that was erased")
    if line.link is None:
        return message("a comment by <@{id}>", id=str(author_id))
    return message("[a comment]({link}) by <@{id}>", link=line.link, id=str(author_id))


def _outcome(line: AuditLine, longest: int, language: Language) -> Message:
    outcome = line.entry.outcome
    if outcome is None:
        return message("waiting")
    if outcome.succeeded:
        return message("done")
    detail = (language is Language.ES and outcome.spanish) or outcome.detail
    told = in_one_line(detail or "", longest)
    return message("failed: {why}", why=told) if told else message("failed")
