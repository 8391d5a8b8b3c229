"""The part of a text that holds what was looked for, with the words found marked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from bot.domain.card import one_line, trimmed

_TOKEN = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
"""A word as the index cuts texts into them: letters and digits, with the accents that stand by themselves."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some of a text: ``found`` where it is one of the words that were looked for."""

    text: str
    found: bool


def folded(word: str) -> str:
    """``word`` without accents and capitals."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def excerpt(text: str, words: Collection[str], longest: int) -> list[Piece]:
    """``text`` in one line of at most ``longest`` characters around the first of ``words``, cut into pieces.

    A word that ends with a star stands for all that begin with it.
    """
    whole = {folded(word) for word in words if not word.endswith("*")}
    beginnings = tuple(folded(word[:-1]) for word in words if word.endswith("*"))

    def is_found(token: re.Match[str]) -> bool:
        word = folded(token.group())
        return word in whole or word.startswith(beginnings)

    line = one_line(text)
    first = next((token for token in _TOKEN.finditer(line) if is_found(token)), None)
    cut = _around(line, first.start() if first else 0, longest)
    pieces, end = [], 0
    for token in filter(is_found, _TOKEN.finditer(cut)):
        pieces += [Piece(cut[end : token.start()], False), Piece(token.group(), True)]
        end = token.end()
    return [piece for piece in [*pieces, Piece(cut[end:], False)] if piece.text]


def _around(line: str, place: int, longest: int) -> str:
    """At most ``longest`` characters of ``line`` with those at ``place``: less before it than after it."""
    if len(line) <= longest or place <= longest // 2:
        return trimmed(line, longest)
    start = line.rfind(" ", 0, place - longest // 4) + 1
    return "…" + trimmed(line[start:] if start else line[place:], longest - 1)
