"""The part of a text that holds what was looked for, with the words found marked and spoilers hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain.card import trimmed
from bot.domain.letters import folded
from bot.domain.spoilers import Part, parts

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""A word as the index cuts texts into them: letters and digits, with the accents that stand by themselves."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text: ``found`` where it is a word that was looked for, ``hidden`` in a spoiler."""

    text: str
    found: bool
    hidden: bool = False


def excerpt(text: str, words: Collection[str], longest: int) -> list[Piece]:
    """``text`` in one line of at most ``longest`` characters around the first of ``words``, cut into pieces.

    A word that ends with a star stands for all that begin with it. Bars of spoilers are left out and not
    counted. Words in a spoiler are not marked, and looked for only where no others are found.
    """
    is_found = _finder(words)
    line = _one_line(text)
    whole = "".join(part.text for part in line)
    begin, end = _around(whole, _first(line, is_found), longest)
    pieces = [Piece("…", found=False)] if begin else []
    place = 0
    for part in line:
        if place >= end:
            break
        kept = part.text[max(0, begin - place) : max(0, end - place)]
        pieces += [Piece(kept, found=False, hidden=True)] if part.hidden else _marked(kept, is_found)
        place += len(part.text)
    if end < len(whole):
        pieces.append(Piece("…", found=False))
    return [piece for piece in pieces if piece.text]


def _finder(words: Collection[str]) -> Callable[[str], bool]:
    """Tells whether a word of a text is one of those looked for."""
    whole = {folded(word) for word in words if not word.endswith("*")}
    beginnings = tuple(folded(word[:-1]) for word in words if word.endswith("*"))

    def is_found(word: str) -> bool:
        plain = folded(word)
        return plain in whole or plain.startswith(beginnings)

    return is_found


def _one_line(text: str) -> list[Part]:
    """The parts of ``text`` with every run of spaces and line breaks made one space."""
    line: list[Part] = []
    for part in parts(text):
        words = _SPACES.sub(" ", part.text)
        if not line or line[-1].text.endswith(" "):
            words = words.removeprefix(" ")
        if words:
            line.append(Part(words, part.hidden))
    if line:
        line[-1] = Part(line[-1].text.removesuffix(" "), line[-1].hidden)
    return line


def _first(line: list[Part], is_found: Callable[[str], bool]) -> int:
    """Where the first word stands that is found: one that everybody sees, if there is any."""
    places, place = [], 0
    for part in line:
        tokens = _TOKEN.finditer(part.text)
        places += [(part.hidden, place + token.start()) for token in tokens if is_found(token.group())]
        place += len(part.text)
    return min(places, default=(False, 0))[1]


def _around(line: str, place: int, longest: int) -> tuple[int, int]:
    """Where at most ``longest`` characters of ``line`` with those at ``place`` begin and end: less before it
    than after it. What stands in the place of the rest is counted.
    """
    if len(line) <= longest or place <= longest // 2:
        return 0, _end(line, 0, longest)
    begin = line.rfind(" ", 0, place - longest // 4) + 1 or place
    return begin, _end(line, begin, longest - 1)


def _end(line: str, begin: int, longest: int) -> int:
    rest = line[begin:]
    return len(line) if len(rest) <= longest else begin + max(0, len(trimmed(rest, longest)) - 1)


def _marked(text: str, is_found: Callable[[str], bool]) -> list[Piece]:
    """``text`` cut into the words that are found and what stands between them."""
    pieces, end = [], 0
    for token in _TOKEN.finditer(text):
        if is_found(token.group()):
            pieces += [Piece(text[end : token.start()], found=False), Piece(token.group(), found=True)]
            end = token.end()
    return [*pieces, Piece(text[end:], found=False)]
