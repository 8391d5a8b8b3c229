"""What a member is told about a case: what was done, why, for how long, and how to appeal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.discordkit import custom_ids
from bot.discordkit.escaping import escaped
from bot.discussion.comment_text_view import quoted
from bot.domain.card import one_line, trimmed
from bot.domain.cases.case import Appeal, AppealStatus, Case, CaseKind, Evidence, LetterAbout
from bot.domain.mentions import in_figures, named
from bot.domain.message import Message, message
from bot.domain.translation import MachineText
from bot.moderating.hit_lines import RULE_NAMES
from bot.moderating.letters.case_letter_store import LetterKey
from bot.moderating.letters.letters_port import Letter, LetterButton

LONGEST_REASON = 600
LONGEST_COMMENT = 400
LONGEST_ANSWER = 1_000
LONGEST_HEADLINE = 150
_MARKS = 2**31 - 1
"""What Discord takes as the id of a component."""

DONE = {
    CaseKind.WARN: message("### The moderators of {server} gave you a warning"),
    CaseKind.MUTE: message("### The moderators of {server} muted you in its discussions"),
    CaseKind.DISCUSSION_BAN: message("### The moderators of {server} banned you from its discussions"),
    CaseKind.TIMEOUT: message("### The moderators of {server} gave you a timeout"),
    CaseKind.KICK: message("### The moderators of {server} removed you from the server"),
    CaseKind.BAN: message("### The moderators of {server} banned you from the server"),
}
MEANS = {
    CaseKind.WARN: message("You can go on as before. Several warnings can have consequences."),
    CaseKind.MUTE: message("You can read its discussions, and add nothing to them."),
    CaseKind.DISCUSSION_BAN: message("You can read its discussions, and add nothing to them any more."),
    CaseKind.TIMEOUT: message("You can read, and write nowhere in the server."),
    CaseKind.KICK: message("You can come back with an invitation."),
    CaseKind.BAN: message("You cannot come back."),
}
UNDONE = {
    CaseKind.WARN: message("The warning of {time} no longer counts."),
    CaseKind.MUTE: message("You were muted on {time}. You can add to discussions again."),
    CaseKind.DISCUSSION_BAN: message(
        "You were banned from discussions on {time}. You can add to them again."
    ),
    CaseKind.TIMEOUT: message("You were given a timeout on {time}. You can write again."),
    CaseKind.KICK: message("You were removed from the server on {time}. That no longer counts."),
    CaseKind.BAN: message("You were banned from the server on {time}. You can come back."),
}
HOW_TO_APPEAL = message(
    "If you think that this is wrong, you can appeal once: press *Appeal* and say why. If there are other "
    "moderators, one who did not decide this answers."
)


@dataclass(frozen=True, slots=True)
class Known:
    """What a letter about a case tells of. ``headline`` is that of the article that the comment was about;
    ``translation`` was made of the answer to the appeal. ``can_appeal``: the member still can.
    """

    case: Case
    server: str | None
    evidence: Evidence | None = None
    headline: str = ""
    appeal: Appeal | None = None
    translation: MachineText | None = None
    can_appeal: bool = False


def mark_of(key: LetterKey) -> int:
    """The number by which a letter about a case is found again."""
    case_id, about = key
    return (case_id * len(LetterAbout) + list(LetterAbout).index(about)) % _MARKS + 1


def case_letter(about: LetterAbout, known: Known) -> Letter:
    """A letter about a case. It names the moderators together, and nobody who reported."""
    case, lines = known.case, [*_LINES[about](known)]
    button = None
    if about in (LetterAbout.OPENED, LetterAbout.HELD) and known.can_appeal:
        button = LetterButton(message("Appeal"), custom_ids.appeal(case.id, case.opened_at))
        lines.append(HOW_TO_APPEAL)
    number = message("-# Case {number}", number=str(case.number))
    return Letter((*lines, number), button, mark_of((case.id, about)))


def _opened(known: Known) -> Iterator[Message]:
    case = known.case
    yield _with_server(DONE[case.kind], known)
    yield MEANS[case.kind]
    yield from _until(case)
    if case.reason.strip():
        told = {one: escaped(trimmed(one_line(why), LONGEST_REASON)) for one, why in case.why.items()}
        yield message("**Why:** {reason}", reason=told)
    if case.rule is not None:
        yield message("**Rule:** {rule}", rule=RULE_NAMES[case.rule])
    if (kept := known.evidence) is not None and kept.text:
        headline = escaped(trimmed(one_line(known.headline), LONGEST_HEADLINE))
        time = in_figures(kept.said_at)
        yield (
            message("**Your comment** of {time} on “{headline}”:", headline=headline, time=time)
            if headline
            else message("**Your comment** of {time}:", time=time)
        )
        yield message("{text}", text=quoted(named(kept.text, kept.names), LONGEST_COMMENT))


def _held(known: Known) -> Iterator[Message]:
    yield _with_server(message("### What you wrote in {server} waits for its moderators"), known)
    yield message("Nobody else reads it until one of them has decided about it.")
    yield MEANS[known.case.kind]
    yield from _until(known.case)


def _until(case: Case) -> Iterator[Message]:
    if case.expires_at is not None:
        yield message("**Until:** {time}", time=in_figures(case.expires_at))


def _reversed(known: Known) -> Iterator[Message]:
    yield _with_server(message("### The moderators of {server} undid what they had decided about you"), known)
    yield undone_line(known.case)
    if reason := escaped(trimmed(one_line(known.case.reversal_reason or ""), LONGEST_REASON)):
        yield message("**Why:** {reason}", reason=reason)


def _answered(known: Known) -> Iterator[Message]:
    yield _with_server(message("### The moderators of {server} answered your appeal"), known)
    appeal = known.appeal
    if appeal is not None and appeal.status is AppealStatus.GRANTED:
        yield message("They undid what they had decided.")
        yield undone_line(known.case)
    else:
        yield message("They stay with what they decided. There is one appeal for each case.")
    if appeal is not None and appeal.answer:
        yield message("**Their answer:**")
        yield message("{text}", text=quoted(appeal.answer, LONGEST_ANSWER))
    if known.translation is not None:
        yield message("-# 🌐 {line}", line=known.translation.provenance)
        yield message("{text}", text=quoted(known.translation.text, LONGEST_ANSWER))


_LINES = {
    LetterAbout.OPENED: _opened,
    LetterAbout.REVERSED: _reversed,
    LetterAbout.ANSWERED: _answered,
    LetterAbout.HELD: _held,
}


def undone_line(case: Case) -> Message:
    """What it means for a member that a case was undone."""
    return message(UNDONE[case.kind].text, time=in_figures(case.opened_at))


def _with_server(heading: Message, known: Known) -> Message:
    name = escaped(trimmed(one_line(known.server or ""), 100))
    return message(heading.text, server=name or message("a server"))
