"""How rules are set, what they would find and what stands in their lists, as managers read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.discordkit.escaping import escaped
from bot.discordkit.member_words import in_one_line
from bot.domain.language import Language
from bot.domain.message import Message, counted, message
from bot.domain.rules import Consequence, Hit, ListedTerm, ListName, Rule
from bot.i18n.catalog import Catalog
from bot.moderating.hit_lines import LONGEST, RULE_NAMES
from bot.moderating.rules.judge import DEFAULTS
from bot.moderating.rules.lists import Taken
from bot.moderating.rules.rule_book import ABOUT_AUTHORS, InForce

SHOWN_TERMS = 60
"""Words of a list, or domains, that are shown; a file has them all."""
MAX_ROOMS = 10

LIST_NAMES = {
    ListName.BANNED: message("banned words"),
    ListName.SUSPECT: message("suspect words"),
}
_CONSEQUENCES = {
    Consequence.HOLD: message("holds"),
    Consequence.REPORT: message("reports"),
    Consequence.OFF: message("off"),
}

_SHORTLY_SHOWN = message(
    "-# Holding: Discord shows a message for a moment before it can be taken down, and the bot needs "
    "*Manage Messages* to do that. Replies by the button *Leave a reply* are not shown at all before they "
    "are approved. Messages older than ten minutes and those added from elsewhere are only reported."
)

Command = Callable[[str], str]
"""Names a command as the reader's client does, by its English name."""


def rules_lines(shown: InForce, command: Command) -> list[Message]:
    """All rules in the order in which they are asked, and what there is to know of them."""
    numbered = [_numbered(number, rule, shown) for number, rule in enumerate(Rule, 1)]
    hints = [
        message(
            "-# Each new or edited comment is held against them in this order, but for those of moderators. "
            "A rule that *reports* shows the comment to moderators, with what it found. One that *holds* "
            "also takes it out of its discussion until they have decided."
        ),
        _SHORTLY_SHOWN,
        message("-# Try them with `{command}`.", command=command("rules try")),
    ]
    if rooms := shown.rooms[:MAX_ROOMS]:
        hints.insert(0, message("-# Set otherwise in: {rooms}.", rooms=[f"<#{room}>" for room in rooms]))
    return [*numbered, *hints]


def set_lines(rule: Rule, shown: InForce, command: Command) -> list[Message]:
    """How a rule is set now, and what it still lacks."""
    lines = [rule_line(rule, shown)]
    if shown.settings[rule].consequence is Consequence.OFF:
        return lines
    name = {Rule.BANNED_WORDS: ListName.BANNED, Rule.SUSPECT_WORDS: ListName.SUSPECT}.get(rule)
    if name and not _terms(shown, name):
        hint = message("Its list is empty: add words with `{command}`.", command=command("rules words add"))
        lines.append(hint)
    if rule is Rule.LINKS and not (shown.banned_domains or shown.allowed_domains):
        hint = message("It knows no domain: add some with `{command}`.", command=command("rules domains add"))
        lines.append(hint)
    if shown.settings[rule].consequence is Consequence.HOLD:
        lines.append(_SHORTLY_SHOWN)
    return lines


def rule_line(rule: Rule, shown: InForce) -> Message:
    """How a rule is set: what it does, and about what."""
    setting = shown.settings[rule]
    name, then = RULE_NAMES[rule], _CONSEQUENCES[setting.consequence]
    if setting.consequence is Consequence.OFF:
        line = message("**{rule}**: {then}", rule=name, then=then)
    else:
        what = _about(rule, shown)
        line = message("**{rule}**: {then} · {what}", rule=name, then=then, what=what)
    return message("{line} (only in this channel)", line=line) if rule in shown.own else line


def tried_lines(hits: Sequence[Hit], catalog: Catalog, language: Language) -> list[Message]:
    """What rules would find in a text, in their order."""

    def line(hit: Hit) -> Message:
        found = in_one_line(catalog.say(hit.found, language), LONGEST)
        return message("- **{rule}**: {found}", rule=RULE_NAMES[hit.rule], found=found)

    on = [line(one) for one in hits if one.consequence is not Consequence.OFF]
    off = [line(one) for one in hits if one.consequence is Consequence.OFF]
    is_held = any(one.consequence is Consequence.HOLD for one in hits)
    then = message("This would be held:") if is_held else message("This would be reported:")
    lines = [then, *on] if on else [message("No rule finds anything in this.")]
    if off:
        lines += [message("These rules are off, and would find:"), *off]
    rules = [RULE_NAMES[rule] for rule in ABOUT_AUTHORS]
    return [*lines, message("-# Not tried, as they depend on who writes: {rules}.", rules=rules)]


def terms_lines(name: ListName, terms: Sequence[ListedTerm], command: Command) -> list[Message]:
    """The first words of a list."""
    if not terms:
        return [
            message("This list is empty. Add words with `{command}`.", command=command("rules words add"))
        ]
    words = [escaped(one.text) for one in terms if not one.exception][:SHOWN_TERMS]
    exceptions = [escaped(one.text) for one in terms if one.exception][:SHOWN_TERMS]
    count = counted("{count} word or phrase", "{count} words and phrases", len(terms))
    lines = [message("**{list}**: {count}", list=LIST_NAMES[name], count=count)]
    if len(words) + len(exceptions) < len(terms):
        hint = message("-# There are more: `{command}` gives you all.", command=command("rules words export"))
        lines.append(hint)
    if words:
        lines.append(message("||{words}||", words=" · ".join(words)))
    if exceptions:
        lines.append(message("Exceptions: ||{words}||", words=" · ".join(exceptions)))
    return lines


def taken_lines(taken: Taken, unusable: Sequence[str]) -> list[Message]:
    """What became of a list when a file was taken into it."""
    lines = [
        counted(
            "The list has {count} word or phrase now. The file has it as it was before.",
            "The list has {count} words and phrases now. The file has it as it was before.",
            len(taken.after),
        )
    ]
    return lines + unusable_lines(unusable)


def unusable_lines(unusable: Sequence[str]) -> list[Message]:
    """Which lines of a file were left out."""
    if not unusable:
        return []
    shown = ", ".join(in_one_line(one, 30) for one in unusable[:5])
    told = counted(
        "{count} line was left out, as it is no word or phrase: {shown}",
        "{count} lines were left out, as they are no words or phrases: {shown}",
        len(unusable),
        shown=shown,
    )
    return [told]


def domains_lines(listed: Mapping[str, bool], command: Command) -> list[Message]:
    """The listed domains."""
    if not listed:
        return [
            message("No domain is listed. Add some with `{command}`.", command=command("rules domains add"))
        ]
    banned = [one for one, allowed in listed.items() if not allowed]
    allowed = [one for one, allowed in listed.items() if allowed]
    lines = []
    if banned:
        lines.append(message("**Banned**: {domains}", domains=some(banned)))
    if allowed:
        lines.append(message("**The only ones allowed**: {domains}", domains=some(allowed)))
    return lines


def some(domains: Sequence[str]) -> str:
    """Domains in a line, the first of them."""
    more = " …" if len(domains) > SHOWN_TERMS else ""
    return " · ".join(f"`{one}`" for one in domains[:SHOWN_TERMS]) + more


def _numbered(number: int, rule: Rule, shown: InForce) -> Message:
    return message("{number}\\. {line}", number=number, line=rule_line(rule, shown))


def _terms(shown: InForce, name: ListName) -> int:
    return sum(shown.terms.get((name, one), 0) for one in Language)


def _about(rule: Rule, shown: InForce) -> Message:
    """What a rule finds, with its numbers."""
    numbers = {**DEFAULTS.get(rule, {}), **shown.settings[rule].numbers}
    match rule:
        case Rule.LENGTH:
            return message("more than {characters} characters", **numbers)
        case Rule.REPETITION:
            return message("what the same member said in the last {minutes} minutes", **numbers)
        case Rule.BANNED_WORDS | Rule.SUSPECT_WORDS:
            name = ListName.BANNED if rule is Rule.BANNED_WORDS else ListName.SUSPECT
            return counted("{count} word or phrase", "{count} words and phrases", _terms(shown, name))
        case Rule.LINKS:
            counts = {"banned": shown.banned_domains, "allowed": shown.allowed_domains}
            return message("domains banned: {banned}, the only ones allowed: {allowed}", **counts)
        case Rule.FLOOD:
            return message(
                "more than {comments} comments, or times the same text, within {seconds} seconds", **numbers
            )
        case Rule.NEWCOMERS:
            return _newcomers(numbers)
        case Rule.ATTACHMENTS:
            return message("more than {count} attachments", **numbers)
        case Rule.MENTIONS:
            return message("more than {count} mentions", **numbers)
        case Rule.CAPITALS:
            return message("{percent} % capitals and more", **numbers)


def _newcomers(numbers: Mapping[str, int]) -> Message:
    parts = [
        counted("the first comment", "the first {count} comments", numbers["comments"]),
        counted(
            "accounts younger than {count} day", "accounts younger than {count} days", numbers["account_days"]
        ),
        counted(
            "members for less than {count} day", "members for less than {count} days", numbers["member_days"]
        ),
    ]
    return message("{parts}", parts=[one for one in parts if one.count])
