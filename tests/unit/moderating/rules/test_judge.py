"""Each rule finds what it is for, says what that is, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.domain.language import Language
from bot.domain.rules import Consequence, Hit, Rule, RuleSetting, Said
from bot.i18n.catalog import Catalog
from bot.moderating.rules.folding import fold
from bot.moderating.rules.judge import Rules, judge
from bot.moderating.rules.links import Domain, domains_in
from bot.moderating.rules.word_list import Term, WordList

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=1_000)


def said(text: str = "A bridge.", **changes: Any) -> Said:
    values: dict[str, Any] = {
        "at": NOON,
        "attachments": 0,
        "mentions": 0,
        "account_since": LONG_AGO,
        "member_since": LONG_AGO,
        "approved": 5,
    }
    return Said(text, **values | changes)


def before(seconds: float, text: str = "A bridge.") -> tuple[datetime, str]:
    return NOON - timedelta(seconds=seconds), fold(text).plain


def rules(rule: Rule, consequence: Consequence = Consequence.REPORT, /, **more: Any) -> Rules:
    numbers = {name: more.pop(name) for name in list(more) if isinstance(more[name], int)}
    return Rules({rule: RuleSetting(consequence, numbers)}, **more)


ONLY_OURS = rules(Rule.LINKS, allowed_domains=frozenset({"ours.example"}))


def told(hits: tuple[Hit, ...], language: Language = Language.EN) -> list[str]:
    return [Catalog.load().say(one.found, language) for one in hits]


@pytest.mark.parametrize(
    ("given", "one", "found"),
    [
        (rules(Rule.LENGTH, characters=10), said("a" * 11), "11 characters, 10 allowed"),
        (rules(Rule.LENGTH, characters=10), said("a" * 10), None),
        (rules(Rule.REPETITION), said(own=(before(60),)), "said 1 time before"),
        (rules(Rule.REPETITION), said("  a BRIDGE ", own=(before(60), before(90))), "said 2 times before"),
        (rules(Rule.REPETITION), said(own=(before(4_000),)), None),
        (rules(Rule.REPETITION), said("😀", own=(before(60, "😀"),)), None),
        (
            rules(Rule.LINKS, banned_domains=frozenset({"spam.example"})),
            said("see a.spam.example"),
            "a link to a.spam.example, which is banned",
        ),
        (rules(Rule.LINKS, banned_domains=frozenset({"spam.example"})), said("notspam.example"), None),
        (
            ONLY_OURS,
            said("https://x.example/ours.example"),
            "a link to x.example, which is not on the list",
        ),
        (
            ONLY_OURS,
            said("https://ours.example well.done"),
            None,
        ),
        (
            rules(Rule.FLOOD, comments=2, seconds=20),
            said(own=(before(1, "b"), before(2, "c"))),
            "3 comments within 20 seconds",
        ),
        (rules(Rule.FLOOD, comments=2, seconds=20), said(own=(before(1, "b"), before(21, "c"))), None),
        (
            rules(Rule.FLOOD, comments=2, seconds=20),
            said(others=(before(1), before(2))),
            "the same text 3 times within 20 seconds",
        ),
        (rules(Rule.NEWCOMERS, comments=3), said(approved=2), "comment number 3 of this member"),
        (rules(Rule.NEWCOMERS), said(account_since=NOON - timedelta(days=1)), "an account of 1 day"),
        (rules(Rule.NEWCOMERS, member_days=2), said(member_since=NOON), "a member for 0 days"),
        (rules(Rule.NEWCOMERS, member_days=2), said(member_since=None), None),
        (rules(Rule.ATTACHMENTS), said(attachments=1), "1 attachment"),
        (rules(Rule.MENTIONS, count=1), said(mentions=2), "2 mentions"),
        (rules(Rule.CAPITALS), said("WHAT A BEAUTIFUL BRIDGE"), "100 % capitals"),
        (rules(Rule.CAPITALS), said("OK, ONU"), None),
        (Rules({}), said("x" * 9_000), None),
    ],
)
def test_a_rule_finds_what_it_is_for(given: Rules, one: Said, found: str | None) -> None:
    assert told(judge(given, one)) == ([found] if found else [])


def test_words_are_shown_with_where_they_stand() -> None:
    listed = WordList([Term("loser")])
    hits = judge(rules(Rule.BANNED_WORDS, Consequence.HOLD, banned=listed), said("You L0SER!"))
    assert [(one.rule, one.consequence) for one in hits] == [(Rule.BANNED_WORDS, Consequence.HOLD)]
    assert told(hits) == ["loser, in “L0SER!”"]
    assert told(hits, Language.ES) == ["loser, en «L0SER!»"]
    assert judge(rules(Rule.SUSPECT_WORDS, banned=listed), said("You L0SER!")) == ()


def test_rules_are_asked_in_their_documented_order() -> None:
    both = Rules(
        {one: RuleSetting(Consequence.REPORT) for one in (Rule.CAPITALS, Rule.MENTIONS, Rule.LENGTH)}
    )
    hits = judge(both, said("A" * 3_000, mentions=9))
    assert [one.rule for one in hits] == [Rule.LENGTH, Rule.MENTIONS, Rule.CAPITALS]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.Example.org/a?b", [Domain("example.org", linked=True)]),
        ("see example.org.", [Domain("example.org", linked=False)]),
        ("https://me:pw@evil.example", [Domain("evil.example", linked=True)]),
        (
            "https://%65vil.example",
            [Domain("evil.example", linked=True)],
        ),
        (
            "https://a.example/?u=https%253A%252F%252Fevil.example",
            [Domain("a.example", linked=True), Domain("evil.example", linked=True)],
        ),
        ("https://münchen.example", [Domain("xn--mnchen-3ya.example", linked=True)]),
        ("https://xn--mnchen-3ya.example", [Domain("xn--mnchen-3ya.example", linked=True)]),
        ("https://evil。example", [Domain("evil.example", linked=True)]),
        ("ev\u200bil.example", [Domain("evil.example", linked=False)]),
        ("1.5 and a.m. and e.g. this", []),
        ("no links", []),
    ],
)
def test_domains_are_read_however_they_are_written(text: str, expected: list[Domain]) -> None:
    assert domains_in(text) == expected
