"""What rules found in a comment, as moderators read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.discordkit.member_words import in_one_line
from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.domain.moderation import ReportStatus
from bot.domain.rules import Rule, StoredHit

LONGEST, SHORTEST = 160, 15
"""Characters of what a rule found that are shown, before escaping."""
FRAME = 45
"""Characters of a line without what was found."""

RULE_NAMES = {
    Rule.LENGTH: message("length"),
    Rule.REPETITION: message("repetition"),
    Rule.BANNED_WORDS: message("banned words"),
    Rule.SUSPECT_WORDS: message("suspect words"),
    Rule.LINKS: message("links"),
    Rule.FLOOD: message("flood"),
    Rule.NEWCOMERS: message("newcomers"),
    Rule.ATTACHMENTS: message("attachments"),
    Rule.MENTIONS: message("mentions"),
    Rule.CAPITALS: message("capitals"),
}
REPORT_STATUSES = {
    ReportStatus.OPEN: message("report open"),
    ReportStatus.DISMISSED: message("report dismissed"),
    ReportStatus.UPHELD: message("report accepted"),
}


def hit_lines(hits: Sequence[StoredHit], longest: int, *, quoting: bool = True) -> list[Message]:
    """A line for each rule that found something, with what it found and what became of that, in about
    ``longest`` characters. Without ``quoting`` the comment's own words are left out.
    """
    share = min(LONGEST, max(SHORTEST, longest // len(hits) - FRAME)) if hits else 0
    return [_line(one, found(one, share) if quoting else None) for one in hits]


def _line(hit: StoredHit, words: Mapping[Language, str] | None) -> Message:
    told = message("By a rule: {rule}", rule=RULE_NAMES[hit.rule])
    if words:
        told = message("{told}: {found}", told=told, found=words)
    if hit.status is not ReportStatus.OPEN:
        told = message("{told} ({status})", told=told, status=REPORT_STATUSES[hit.status])
    return message("- {line}", line=told)


def found(hit: StoredHit, longest: int) -> dict[Language, str]:
    """What a rule found, by language, in one line of ``longest`` characters before escaping."""
    return {language: in_one_line(words, longest) for language, words in hit.found.items()}
