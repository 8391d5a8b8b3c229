"""Splits the text of an article or a comment into its sentences, in English and in Spanish.

Every full stop, question or exclamation mark and ellipsis with white space after it is a candidate; the word
before it and the word after it decide. Nothing is changed: each sentence is a piece of the text as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.domain.language import Language
from bot.reading.summarise.abbreviations import (
    ALWAYS,
    BEFORE_CAPITALS,
    BEFORE_NUMBERS,
    EXCLAIMED,
    FIRMS,
    OFFICE,
    SOMETIMES,
    SPEAKS,
    STARTERS,
)

_OPENERS = "\"'“”‘«‹([{¿¡—–-*•"
_CANDIDATE = re.compile(
    r"""
    (?<![.!?…])([.!?…]++)               # the marks that end it
    (["'”’»›)\]*]*+)                    # what closes with them
    (?:\s++|(?<=[.!?…][”»])(?=[A-Z¿¡]))  # white space, or a closing quote that swallowed it
    """,
    re.VERBOSE,
)
"""Possessive throughout, and never tried again inside a run of marks: time stays linear in hostile text."""
_PARAGRAPH = re.compile(r"\n[^\S\n]*+\n")
_NEXT = re.compile(r"[\"'“”‘«‹(\[{—–*•-]*+\s*+([¿¡]*+)[\"'“‘«(]*+([\w'’-]{0,24})")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}\Z")
_APART = re.compile(r"(?<!\w)(?:[ap]\. m|[ad]\. C)\Z")
"""Abbreviations of two words that Spanish writes with a space: p. m., a. C."""
_GOES_ON = frozenset("&+=/%<>,;)]}")
"""Signs that begin no sentence."""
_BRAND = re.compile(r"[a-z]{1,3}[A-Z]")
"""How names such as eBay and iPhone begin, which begin a sentence as they are."""
_DOUBLED = re.compile(r"([A-ZÁÉÍÓÚ])\1\Z")
"""Half of an abbreviation of two words in the plural, as in CC. OO."""
_DOUBLED_NEXT = re.compile(r"\s*([A-ZÁÉÍÓÚ])\1\.")
_COUNTRY = re.compile(r"(?:EE\.)?UU\Z|EUA\Z|[A-Z]\.[A-Z]\Z")
_LONGEST_OFFICE = 100
_LONGEST_WORD = 24
"""Characters looked back for the word a full stop belongs to; no abbreviation is longer."""
_LONGEST_NUMBERING = 3
"""Characters of a number that begins a sentence and, with its full stop, counts off a list."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """One language's abbreviations, looked up once."""

    always: frozenset[str]
    before_numbers: frozenset[str]
    before_capitals: frozenset[str]
    sometimes: frozenset[str]
    starters: frozenset[str]
    doubles: bool


@cache
def _rules(language: Language) -> _Rules:
    return _Rules(
        ALWAYS[language],
        BEFORE_NUMBERS[language],
        BEFORE_CAPITALS[language],
        SOMETIMES[language],
        STARTERS[language],
        language is Language.ES,
    )


def split(text: str, language: Language) -> list[str]:
    """The sentences of ``text`` in order, each stripped of white space around it and otherwise verbatim.

    An empty line always ends a sentence. A text without any words gives an empty list or its own pieces.
    """
    if "\n" not in text:
        return _split_paragraph(text, language)
    return [
        sentence for paragraph in _PARAGRAPH.split(text) for sentence in _split_paragraph(paragraph, language)
    ]


def _split_paragraph(text: str, language: Language) -> list[str]:
    rules = _rules(language)
    sentences = []
    start = 0
    for candidate in _CANDIDATE.finditer(text):
        end = candidate.end()
        if end < len(text) and _is_boundary(text, start, candidate, rules):
            sentences.append(text[start : candidate.end(2)].strip())
            start = end
    if rest := text[start:].strip():
        sentences.append(rest)
    return [sentence for sentence in sentences if sentence]


def _is_boundary(text: str, start: int, candidate: re.Match[str], rules: _Rules) -> bool:
    """Whether a sentence that began at ``start`` ends at the candidate."""
    following = _NEXT.match(text, candidate.end())
    assert following is not None
    opened, word = following.groups()
    if not opened and text[candidate.end()] in _GOES_ON:
        return False
    if word[:1].islower() and not opened and not _BRAND.match(word):
        return False
    if candidate[1] != ".":
        return _mark_ends(text, candidate, opened, word, rules)
    before = text[max(start, candidate.start() - _LONGEST_WORD) : candidate.start()].rsplit(None, 1)
    previous = before[-1].lstrip(_OPENERS) if before else ""
    if len(before) == 2 and len(previous) == 1 and (apart := _APART.search(f"{before[0]} {previous}")):
        previous = apart[0].replace(" ", "")
    if _is_half(previous, text, candidate) or _names_somebody(text, start, candidate, previous, word):
        return False
    numbers = previous.isdigit() or (len(previous) == 1 and previous.isupper())
    if numbers and len(before) == 1 and candidate.start() - start <= _LONGEST_NUMBERING:
        return False
    return _full_stop_ends(previous, word, bool(candidate[2]), rules)


def _mark_ends(text: str, candidate: re.Match[str], opened: str, word: str, rules: _Rules) -> bool:
    """Whether another mark than a full stop ends a sentence: it may belong to a name, or to what somebody is
    quoted with.
    """
    if candidate[2] and SPEAKS.match(text, candidate.end()):
        return False
    if candidate[1] in ("!", "?") and word.rstrip(".") in FIRMS:
        return False
    if candidate[1] == "!" and word not in rules.starters:
        name = text[max(0, candidate.start() - _LONGEST_WORD) : candidate.start()].rsplit(None, 1)
        if name and name[-1].lstrip(_OPENERS) in EXCLAIMED:
            return False
    return bool(opened or word) or candidate[1] != "…"


def _is_half(previous: str, text: str, candidate: re.Match[str]) -> bool:
    """Whether a full stop stands between the halves of an abbreviation such as CC. OO."""
    return _DOUBLED.match(previous) is not None and _DOUBLED_NEXT.match(text, candidate.end()) is not None


def _names_somebody(text: str, start: int, candidate: re.Match[str], previous: str, word: str) -> bool:
    """Whether a name follows what somebody is in a country, as in el presidente de EE. UU. Biden."""
    if not _COUNTRY.match(previous) or not word[:1].isupper() or word in STARTERS[Language.ES]:
        return False
    return OFFICE.search(text, max(start, candidate.start() - _LONGEST_OFFICE), candidate.start()) is not None


def _full_stop_ends(previous: str, word: str, closed: bool, rules: _Rules) -> bool:
    """Whether one full stop ends a sentence; ``closed`` where a quote or bracket closes with it."""
    lowered = previous.lower()
    if lowered in rules.always:
        return closed
    if word[:1].isdigit() and (lowered in rules.before_numbers or previous == "No"):
        return False
    if len(previous) == 1 and previous.isalpha():
        return word in rules.starters  # which no name after an initial is
    if lowered in rules.before_capitals or (_DOUBLED.match(previous) and rules.doubles):
        return not word[:1].isdigit()
    if lowered in rules.sometimes or _DOTTED.match(previous):
        return word in rules.starters or not word or closed
    return True
