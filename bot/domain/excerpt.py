"""The part of a text around the words that were searched for, with these marked and spoilers hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.domain.card import trimmed
from bot.domain.letters import folded
from bot.domain.spoilers import Part, parts

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""A word as the search index has it: letters and digits, with combining accents."""
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: ``found`` if it is a word that was searched for, ``hidden`` if in a spoiler."""

    text: str
    found: bool
    hidden: bool = False


def excerpt(text: str, words: Collection[str], max_length: int) -> list[Piece]:
    """``text`` as one line of at most ``max_length`` characters around the first of ``words``, in pieces.

    A word that ends with a star matches all that begin with it. Bars of spoilers are left out and not
    counted. Words in a spoiler are not marked, and searched for only if no others are found.
    """
    is_found = _finder(words)
    parts_of_line = _one_line(text)
    line = "".join(part.text for part in parts_of_line)
    begin, end = _around(line, _first(parts_of_line, is_found), max_length)
    pieces = [Piece("…", found=False)] if begin else []
    place = 0
    for part in parts_of_line:
        if place >= end:
            break
        kept = part.text[max(0, begin - place) : max(0, end - place)]
        pieces += [Piece(kept, found=False, hidden=True)] if part.hidden else _marked(kept, is_found)
        place += len(part.text)
    if end < len(line):
        pieces.append(Piece("…", found=False))
    return [piece for piece in pieces if piece.text]


def _finder(words: Collection[str]) -> Callable[[str], bool]:
    """A function that returns whether a word matches one of ``words``."""
    exact = {folded(word) for word in words if not word.endswith("*")}
    prefixes = tuple(folded(word[:-1]) for word in words if word.endswith("*"))

    def is_found(word: str) -> bool:
        plain = folded(word)
        return plain in exact or plain.startswith(prefixes)

    return is_found


def _one_line(text: str) -> list[Part]:
    """The parts of ``text`` with one space for every run of spaces and line breaks."""
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
    """The position of the first found word, outside of spoilers if possible; 0 if none is found."""
    places, place = [], 0
    for part in line:
        tokens = _TOKEN.finditer(part.text)
        places += [(part.hidden, place + token.start()) for token in tokens if is_found(token.group())]
        place += len(part.text)
    return min(places, default=(False, 0))[1]


def _around(line: str, place: int, max_length: int) -> tuple[int, int]:
    """Where an excerpt of ``line`` around ``place`` begins and ends. With its ellipses it has at most
    ``max_length`` characters, fewer before ``place`` than after it.
    """
    if len(line) <= max_length or place <= max_length // 2:
        return 0, _end(line, 0, max_length)
    begin = line.rfind(" ", 0, place - max_length // 4) + 1 or place
    return begin, _end(line, begin, max_length - 1)


def _end(line: str, begin: int, max_length: int) -> int:
    rest = line[begin:]
    return len(line) if len(rest) <= max_length else begin + max(0, len(trimmed(rest, max_length)) - 1)


def _marked(text: str, is_found: Callable[[str], bool]) -> list[Piece]:
    """``text`` cut into the words that are found and the text between them."""
    pieces, end = [], 0
    for token in _TOKEN.finditer(text):
        if is_found(token.group()):
            pieces += [Piece(text[end : token.start()], found=False), Piece(token.group(), found=True)]
            end = token.end()
    return [*pieces, Piece(text[end:], found=False)]
