"""Holds a comment against the rules of its server, one after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache

from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.rules import Hit, Rule, RuleSetting, Said
from bot.moderating.rules.folding import Folded, fold
from bot.moderating.rules.links import domains_in
from bot.moderating.rules.word_list import WordList
from bot.reading.language_detection import detect

SHOUTED_LETTERS = 12
"""Letters below which capitals are no shouting: ``OK``, ``ONU``, ``¡GOOOL!``."""

DEFAULTS: Mapping[Rule, Mapping[str, int]] = {
    Rule.LENGTH: {"characters": 2_000},
    Rule.REPETITION: {"minutes": 60},
    Rule.FLOOD: {"comments": 5, "seconds": 20},
    Rule.NEWCOMERS: {"comments": 1, "account_days": 7, "member_days": 0},
    Rule.ATTACHMENTS: {"count": 0},
    Rule.MENTIONS: {"count": 4},
    Rule.CAPITALS: {"percent": 70},
}
"""The numbers of each rule, where a server sets none."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold in a room. ``allowed_domains``, if there are any, are the only ones to link to."""

    settings: Mapping[Rule, RuleSetting]
    banned: WordList = field(default_factory=WordList)
    suspect: WordList = field(default_factory=WordList)
    banned_domains: frozenset[str] = frozenset()
    allowed_domains: frozenset[str] = frozenset()

    def number(self, rule: Rule, name: str) -> int:
        """A number of a rule, as it is set or by default."""
        return self.settings[rule].numbers.get(name, DEFAULTS[rule][name])


@dataclass(frozen=True, slots=True)
class _Case:
    rules: Rules
    said: Said
    folded: Folded


def judge(rules: Rules, said: Said) -> tuple[Hit, ...]:
    """What the rules that are set find in a comment, in the order of :class:`Rule`."""
    if not rules.settings:
        return ()
    case = _Case(rules, said, fold(said.text))
    return tuple(
        Hit(rule, rules.settings[rule].consequence, found)
        for rule in Rule
        if rule in rules.settings and (found := _LOOKS[rule](case)) is not None
    )


def _length(case: _Case) -> Message | None:
    most = case.rules.number(Rule.LENGTH, "characters")
    length = len(case.said.text)
    return message("{count} characters, {most} allowed", count=length, most=most) if length > most else None


def _repetition(case: _Case) -> Message | None:
    since = case.said.at - timedelta(minutes=case.rules.number(Rule.REPETITION, "minutes"))
    times = sum(1 for at, text in case.said.own if at >= since and text == case.folded.plain)
    if not times or not case.folded.plain.strip():
        return None
    return counted("said {count} time before", "said {count} times before", times)


def _words(case: _Case, listed: WordList) -> Message | None:

    @cache
    def spoken() -> Language | None:
        return Language.from_tag(detect(case.said.text).value)

    if (term := listed.found(case.folded, spoken)) is None:
        return None
    where = listed.where(case.said.text, term, spoken)
    return message("{term}, in “{where}”", term=term.text, where=where)


def _links(case: _Case) -> Message | None:
    for domain in domains_in(case.said.text):
        if domain.is_in(case.rules.banned_domains):
            return message("a link to {domain}, which is banned", domain=domain.name)
        allowed = case.rules.allowed_domains
        if domain.linked and allowed and not domain.is_in(allowed):
            return message("a link to {domain}, which is not on the list", domain=domain.name)
    return None


def _flood(case: _Case) -> Message | None:
    most = case.rules.number(Rule.FLOOD, "comments")
    seconds = case.rules.number(Rule.FLOOD, "seconds")
    since = case.said.at - timedelta(seconds=seconds)
    own = 1 + sum(1 for at, _ in case.said.own if at >= since)
    if own > most:
        return message("{count} comments within {seconds} seconds", count=own, seconds=seconds)
    everybody = (*case.said.own, *case.said.others)
    same = 1 + sum(1 for at, text in everybody if at >= since and text == case.folded.plain)
    if same > most and case.folded.plain.strip():
        return message("the same text {count} times within {seconds} seconds", count=same, seconds=seconds)
    return None


def _newcomers(case: _Case) -> Message | None:
    said, number = case.said, case.rules.number
    if said.approved < number(Rule.NEWCOMERS, "comments"):
        return message("comment number {number} of this member", number=said.approved + 1)
    days = (said.at - said.account_since).days
    if days < number(Rule.NEWCOMERS, "account_days"):
        return counted("an account of {count} day", "an account of {count} days", days)
    if said.member_since is not None:
        days = (said.at - said.member_since).days
        if days < number(Rule.NEWCOMERS, "member_days"):
            return counted("a member for {count} day", "a member for {count} days", days)
    return None


def _attachments(case: _Case) -> Message | None:
    count = case.said.attachments
    if count <= case.rules.number(Rule.ATTACHMENTS, "count"):
        return None
    return counted("{count} attachment", "{count} attachments", count)


def _mentions(case: _Case) -> Message | None:
    count = case.said.mentions
    if count <= case.rules.number(Rule.MENTIONS, "count"):
        return None
    return counted("{count} mention", "{count} mentions", count)


def _capitals(case: _Case) -> Message | None:
    letters = [one for one in case.said.text if one.isalpha()]
    percent = 100 * sum(map(str.isupper, letters)) // len(letters) if letters else 0
    if len(letters) < SHOUTED_LETTERS or percent < case.rules.number(Rule.CAPITALS, "percent"):
        return None
    return message("{percent} % capitals", percent=percent)


_LOOKS: Mapping[Rule, Callable[[_Case], Message | None]] = {
    Rule.LENGTH: _length,
    Rule.REPETITION: _repetition,
    Rule.BANNED_WORDS: lambda case: _words(case, case.rules.banned),
    Rule.SUSPECT_WORDS: lambda case: _words(case, case.rules.suspect),
    Rule.LINKS: _links,
    Rule.FLOOD: _flood,
    Rule.NEWCOMERS: _newcomers,
    Rule.ATTACHMENTS: _attachments,
    Rule.MENTIONS: _mentions,
    Rule.CAPITALS: _capitals,
}
