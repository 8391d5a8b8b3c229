"""Tells of a translation what it lost or added: a negation, a number, the language, its end.

A finding is *hard* if the translation is not to be shown. The guard is cheap and knows no grammar: it never
says that a translation is good.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import islice

from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.translation.direction import Direction
from bot.translation.guard_numbers import LONGEST_PROSE, Quantity, converts, numbers, runs, spelled
from bot.translation.guard_words import COMMON, IDIOMS, NEGATIONS, SOFT_NEGATIONS


class Finding(Enum):
    """What may be wrong with a translation."""

    EMPTY = "empty"
    NEGATION_LOST = "negation lost"
    NEGATION_ADDED = "negation added"
    NUMBER = "number"
    NAMES = "names"
    LANGUAGE = "language"
    COPY = "copy"
    LENGTH = "length"
    REPETITION = "repetition"
    ENTITIES = "entities"
    CHATTER = "chatter"

    @property
    def is_hard(self) -> bool:
        """Whether the translation is not to be shown."""
        return self not in (Finding.NEGATION_ADDED, Finding.NAMES)

    @property
    def sentence(self) -> Message:
        """What people are told."""
        return _SENTENCES[self]


_SENTENCES = {
    Finding.EMPTY: message("it was empty"),
    Finding.NEGATION_LOST: message("it lost a negation"),
    Finding.NEGATION_ADDED: message("it may have added a negation"),
    Finding.NUMBER: message("it lost or changed a number"),
    Finding.NAMES: message("it may have lost names"),
    Finding.LANGUAGE: message("it is not in the right language"),
    Finding.COPY: message("it is a copy of the original"),
    Finding.LENGTH: message("it is much shorter or longer than the original"),
    Finding.REPETITION: message("it repeats itself"),
    Finding.ENTITIES: message("it is damaged"),
    Finding.CHATTER: message("it adds something of its own"),
}

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENTITY = re.compile(r"&(?:\#\d{1,6}|quot|amp|lt|gt|apos);")
_CHATTER = re.compile(
    r"(?:here(?:['’]s| is)|sure|translation|traducción|aquí (?:está|tienes)|claro)\b[^.\n]{0,40}:",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[\w,;)] )[A-ZÁÉÍÓÚÑ][\w’'-]{3,40}")
_SHORTEST, _LONGEST = 0.4, 2.4
"""Of a sentence's length, a translation's: human translations of news lie between .5 and 2.1."""
_FROM_CHARACTERS = 25
_COPIED = 0.8
"""Share of the source's words in a copy; translations of news share less than half."""
_MOST_NAMES = 20
"""Names that are looked for."""
_MOST_NUMBERS = 20
"""Different numbers that are held against as many others."""
_MOST_WORDS = 400
"""Words that are looked at for repetitions."""


def check(source: str, translated: str, direction: Direction, *, literal: bool = False) -> list[Finding]:
    """What the guard finds wrong with a translation; ``literal``: of an engine that never rephrases."""
    before, after = source.strip(), translated.strip()
    if not after:
        return [Finding.EMPTY] if before else []
    return list(_found(before, after, direction, literal))


def _found(before: str, after: str, direction: Direction, literal: bool) -> Iterator[Finding]:
    source, target = direction.source, direction.target
    words, told = words_of(before), words_of(after)
    if negates(before, source) and not _has_negation(told, target, soft=not literal):
        yield Finding.NEGATION_LOST
    if negates(after, target) and not _has_negation(words, source, soft=True):
        yield Finding.NEGATION_ADDED
    if _loses_numbers(before, after, direction):
        yield Finding.NUMBER
    if _loses_names(before, after):
        yield Finding.NAMES
    yield from _language(before, words, told, direction)
    if len(before) >= _FROM_CHARACTERS and not _SHORTEST <= len(after) / len(before) <= _LONGEST:
        yield Finding.LENGTH
    if _repeats(told) and not _repeats(words):
        yield Finding.REPETITION
    if _ENTITY.search(after) and not _ENTITY.search(before):
        yield Finding.ENTITIES
    if _CHATTER.match(after) and not _CHATTER.match(before):
        yield Finding.CHATTER


def words_of(text: str) -> list[str]:
    """The words of ``text``, in small letters."""
    return [word.lower().replace("’", "'") for word in _WORD.findall(text)]


def is_negation(word: str, language: Language) -> bool:
    """Whether a word in small letters negates."""
    return word in NEGATIONS[language] or (language is Language.EN and word.endswith("n't"))


def negates(text: str, language: Language) -> bool:
    """Whether a text has a negation that its translation must have too."""
    if not any(is_negation(word, language) for word in words_of(text)):
        return False
    left = words_of(IDIOMS[language].sub(" ", text.replace("’", "'")))
    return any(is_negation(word, language) for word in left)


def _has_negation(words: Sequence[str], language: Language, *, soft: bool) -> bool:
    return any(
        is_negation(word, language) or (soft and SOFT_NEGATIONS[language].match(word)) for word in words
    )


def _loses_numbers(before: str, after: str, direction: Direction) -> bool:
    """Whether a number was lost or changed; one that people convert or round may become another."""
    digits = runs(before)
    if not digits:
        return False
    there = runs(after) | spelled(after, direction.target)
    if len(before) > LONGEST_PROSE or len(after) > LONGEST_PROSE:
        return not digits <= there
    wanted = numbers(before)
    missing = [one for one in wanted if one.digits not in there]
    if not missing or any(one.kind is Quantity.PLAIN for one in missing):
        return bool(missing)
    known = digits | spelled(before, direction.source)
    new = dict.fromkeys(one for one in numbers(after) if one.digits not in known)
    counted = list(dict.fromkeys(wanted))[:_MOST_NUMBERS]
    return not all(any(converts(one, other) for one in counted) for other in islice(new, _MOST_NUMBERS))


def _loses_names(before: str, after: str) -> bool:
    names = [one[0] for one in islice(_NAME.finditer(before), _MOST_NAMES)]
    if len(names) < 3:
        return False
    folded = _folded(after)
    return not any(_folded(name)[:4] in folded or _folded(name)[1:5] in folded for name in names)


def _folded(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if one.isalnum())


def _language(
    before: str, words: Sequence[str], told: Sequence[str], direction: Direction
) -> Iterator[Finding]:
    if len(words) < 4:
        return
    right = sum(word in COMMON[direction.target] for word in told)
    wrong = sum(word in COMMON[direction.source] for word in told)
    if wrong >= 2 and wrong > right:
        yield Finding.LANGUAGE
    different = set(words)
    shared = len(different & set(told)) / len(different)
    small = [word for word in _WORD.findall(before)[1:] if word.islower()]
    if (len(set(small)) >= 3 and shared > _COPIED) or (len(different) >= 5 and shared == 1):
        yield Finding.COPY


def _repeats(words: Sequence[str]) -> bool:
    """Whether one to six words stand four times in a row."""
    words = words[:_MOST_WORDS]
    for length in range(1, 7):
        run = 0
        for index in range(length, len(words)):
            run = run + 1 if words[index] == words[index - length] else 0
            if run >= 3 * length:
                return True
    return False
