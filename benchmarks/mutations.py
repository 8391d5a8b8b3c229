"""A fixed script that damages human translations, to see what the guard catches."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.domain.language import Language
from bot.translation.direction import Direction
from bot.translation.guard import Finding, check, is_negation, negates, words_of

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_POSITIVE = {
    "cannot": "can",
    "nobody": "somebody",
    "nothing": "something",
    "none": "some",
    "never": "always",
    "nadie": "alguien",
    "nada": "algo",
    "ningún": "algún",
    "ninguna": "alguna",
    "nunca": "siempre",
    "can't": "can",
    "won't": "will",
}
_LANGUAGE = {Finding.COPY, Finding.LANGUAGE}
Pair = tuple[str, str]


class Caught(NamedTuple):
    """How many of the damaged translations the guard flagged."""

    caught: int
    tried: int

    @property
    def percent(self) -> float:
        """As a share; nothing tried counts as all caught."""
        return 100 * self.caught / self.tried if self.tried else 100.0


def without_negations(text: str, language: Language) -> str:
    """``text`` with every negation deleted, or turned into its opposite."""

    def positive(match: re.Match[str]) -> str:
        word = match[0].lower().replace("’", "'")
        if not is_negation(word, language):
            return match[0]
        return _POSITIVE.get(word, match[0][:-3] if word.endswith("n't") else "")

    return re.sub(" +", " ", _WORD.sub(positive, text)).strip()


def false_alarms(pairs: Sequence[Pair], direction: Direction) -> Caught:
    """How many human translations would not be shown."""
    hard = sum(any(one.is_hard for one in check(source, told, direction)) for source, told in pairs)
    return Caught(hard, len(pairs))


def caught(pairs: Sequence[Pair], direction: Direction) -> dict[str, Caught]:
    """How many damaged translations are found: without negations, with a number changed, or copies."""
    found: dict[str, list[bool]] = {"negation": [], "number": [], "copy": []}
    for kind, source, damaged in _damaged(pairs, direction):
        findings = set(check(source, damaged, direction))
        wanted = {"negation": {Finding.NEGATION_LOST}, "number": {Finding.NUMBER}, "copy": _LANGUAGE}[kind]
        found[kind].append(bool(findings & wanted))
    return {kind: Caught(sum(flags), len(flags)) for kind, flags in found.items()}


def _damaged(pairs: Sequence[Pair], direction: Direction) -> Iterator[tuple[str, str, str]]:
    chance = random.Random(5)
    for source, told in pairs:
        negated = negates(source, direction.source)
        if negated and any(is_negation(word, direction.target) for word in words_of(told)):
            yield "negation", source, without_negations(told, direction.target)
        numbers = [number for number in re.findall(r"\d+", told) if len(number) >= 2]
        if numbers and re.search(r"\d", source):
            number = chance.choice(numbers)
            yield "number", source, told.replace(number, str(int(number) + chance.randint(3, 9)), 1)
        if len(words_of(source)) >= 6:
            yield "copy", source, source
