"""Cases in words, as moderators read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.discordkit.member_words import in_one_line
from bot.domain.cases.case import SILENCES, Case, CaseKind, CaseLetterState
from bot.domain.cases.threshold import Reached, Threshold
from bot.domain.language import Language
from bot.domain.mentions import in_figures
from bot.domain.message import Message, counted, message

LONGEST_REASON = 300
"""Characters of a reason in a line, before escaping."""

KIND_NAMES = {
    CaseKind.NOTE: message("note"),
    CaseKind.WARN: message("warning"),
    CaseKind.MUTE: message("mute in discussions"),
    CaseKind.DISCUSSION_BAN: message("ban from discussions"),
    CaseKind.TIMEOUT: message("timeout"),
    CaseKind.KICK: message("kick"),
    CaseKind.BAN: message("ban from the server"),
}
TOLD = {
    CaseLetterState.OWED: message("They are being told by direct message."),
    CaseLetterState.SENT: message("They were told by direct message."),
    CaseLetterState.CLOSED: message("They take no direct messages, and will be told at their next command."),
    CaseLetterState.TOLD: message("They take no direct messages, and were told at a command."),
}
"""Whether a member was told about a case."""
DURATIONS = {
    timedelta(hours=1): message("1 hour"),
    timedelta(days=1): message("1 day"),
    timedelta(days=3): message("3 days"),
    timedelta(weeks=1): message("1 week"),
    timedelta(weeks=4): message("4 weeks"),
}
"""For how long moderators can mute members or time them out."""


def duration_named(duration: timedelta) -> Message | timedelta:
    """A duration as it can be chosen, or as it is."""
    return DURATIONS.get(duration, duration)


def done_about(case: Case) -> Message:
    """What was done, as whoever did it reads it."""
    about: dict[str, object] = {"number": case.number, "member": str(case.member_id)}
    if case.expires_at is not None:
        about["time"] = duration_named(case.expires_at - case.opened_at)
    match case.kind:
        case CaseKind.NOTE:
            return message("Noted as case {number}. The member is not told.", **about)
        case CaseKind.WARN:
            return message("Case {number}: <@{member}> is warned.", **about)
        case CaseKind.MUTE:
            return message("Case {number}: <@{member}> is muted in discussions for {time}.", **about)
        case CaseKind.DISCUSSION_BAN:
            return message("Case {number}: <@{member}> is banned from discussions.", **about)
        case CaseKind.TIMEOUT:
            return message("Case {number}: <@{member}> is timed out for {time}.", **about)
        case CaseKind.KICK:
            return message("Case {number}: <@{member}> is kicked from the server.", **about)
        case CaseKind.BAN:
            return message("Case {number}: <@{member}> is banned from the server.", **about)


def warnings_counted(found: Reached) -> Message:
    """Which warnings reach a threshold."""
    return message(
        "{warnings} within {days} (cases {cases})",
        warnings=counted("{count} warning", "{count} warnings", len(found.warnings)),
        days=counted("{count} day", "{count} days", found.threshold.days),
        cases=[str(one.number) for one in found.warnings],
    )


def threshold_line(found: Reached, hindrance: Message | None) -> Message:
    """What a threshold has now, and why it cannot be done where it cannot."""
    wanted = found.threshold
    told: dict[str, object] = {"warnings": warnings_counted(found), "kind": what_is_wanted(wanted)}
    if hindrance is not None:
        return message(
            "{warnings}. For that, your server wants: {kind}. {hindrance}", hindrance=hindrance, **told
        )
    if wanted.automatic:
        return message("{warnings}. For that, this was done by itself: {kind}.", **told)
    return message("{warnings}. For that, your server proposes: {kind}.", **told)


def what_is_wanted(wanted: Threshold) -> Message:
    """What a threshold has, and for how long."""
    name = KIND_NAMES[wanted.kind]
    if wanted.duration is None:
        return message("{kind}", kind=name)
    return message("{kind} for {time}", kind=name, time=duration_named(wanted.duration))


def already_done(case: Case, viewer_id: int) -> Message:
    """That somebody acted before."""
    told = {"number": case.number, "kind": KIND_NAMES[case.kind], "time": in_figures(case.opened_at)}
    if case.moderator_id == viewer_id:
        return message("You acted already, on {time}: {kind}, case {number}.", **told)
    if case.moderator_id == 0:
        return message("A threshold acted already, on {time}: {kind}, case {number}.", **told)
    return message("{who} acted already, on {time}: {kind}, case {number}.", who=actor(case), **told)


def actor(case: Case) -> Message:
    """Who opened a case."""
    if case.moderator_id == 0:
        return message("a threshold")
    return message("<@{moderator}>", moderator=str(case.moderator_id))


def case_lines(case: Case, now: datetime) -> list[Message]:
    """A case in a list: what it is, why, and how it stands."""
    head = message(
        "**Case {number}** · {kind} · {time} · {who}",
        number=str(case.number),
        kind=KIND_NAMES[case.kind],
        time=in_figures(case.opened_at),
        who=actor(case),
    )
    lines = [head, message("> {reason}", reason=reason_of(case))]
    return [*lines, *standing_of(case, now)]


def reason_of(case: Case) -> Mapping[Language, str] | Message:
    """Why it was opened, in one line by language."""
    if case.emptied:
        return message("(erased)")
    if not case.reason:
        return message("(no reason given)")
    return {language: in_one_line(why, LONGEST_REASON) for language, why in case.why.items()}


def standing_of(case: Case, now: datetime) -> list[Message]:
    """Whether it was undone, has expired or lasts; nothing where there is nothing to say."""
    if case.reversed_at is not None:
        told = {"who": str(case.reversed_by), "time": in_figures(case.reversed_at)}
        if reason := in_one_line(case.reversal_reason or "", LONGEST_REASON):
            return [message("-# Undone by <@{who}> on {time}: {reason}", reason=reason, **told)]
        return [message("-# Undone by <@{who}> on {time}.", **told)]
    if case.expires_at is not None:
        time = in_figures(case.expires_at)
        if case.is_in_force(now):
            return [message("-# Until {time}", time=time)]
        return [message("-# Expired on {time}", time=time)]
    if case.kind in SILENCES:
        return [message("-# Until it is undone")]
    return []
