"""Spoilers: the parts of a text between two ``||``, hidden until a reader opens them.

Clients disagree about bars in code or after a backslash inside a spoiler: for some they end it, for others
not. A text is parsed in both ways, and what is hidden in either counts as hidden.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

from bot.domain.card import trimmed
from bot.domain.message import message

BARS = "||"
MASK = message("[spoiler]")
"""Shown instead of a spoiler where no markup can hide it."""
_MARK = re.compile(r"\\[^0-9A-Za-z\s]|`+|\|\|")
"""What matters for where a spoiler begins: an escaped character, the beginning of code, and bars."""
_FENCE = 3
"""Backticks that begin a block of code, which ends at as many or more; shorter code ends at an equal run."""


class Part(NamedTuple):
    """A part of a text, ``hidden`` by a spoiler or not. The bars belong to no part."""

    text: str
    hidden: bool


def parts(text: str) -> list[Part]:
    """``text`` cut into shown and hidden parts, in order, without empty ones."""
    found, end = [], 0
    for begin, after in _spoilers(text):
        found += [Part(text[end:begin], False), Part(text[begin + len(BARS) : after - len(BARS)], True)]
        end = after
    return [part for part in [*found, Part(text[end:], False)] if part.text]


def masked(text: str, mask: str) -> str:
    """``text`` with ``mask`` instead of every spoiler."""
    return "".join(mask if part.hidden else part.text for part in parts(text))


def cut(text: str, max_length: int) -> str:
    """The beginning of ``text``, as markup, in at most ``max_length`` characters.

    A spoiler that is cut is closed there, so that the rest of it stays hidden.
    """
    kept = trimmed(text, max_length)
    place = len(kept) - len("…")
    inside = next(((begin, end) for begin, end in _spoilers(text) if begin < place < end), None)
    if len(text) <= max_length or inside is None:
        return kept
    begin, end = inside[0] + len(BARS), inside[1] - len(BARS)
    place = min(len(trimmed(text, max_length - len(BARS))) - len("…"), end)
    if place <= begin:
        return f"{text[: inside[0]].rstrip()}…"
    return f"{text[:place]}…{BARS}"


def _spoilers(text: str) -> list[tuple[int, int]]:
    """Where spoilers begin and end, with their bars."""
    if BARS not in text:
        return []
    found = list(_ended_by_any_bars(text))
    if "`" in text or "\\" in text:
        found = sorted([*found, *_ended_by_free_bars(text)])
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _ended_by_any_bars(text: str) -> Iterator[tuple[int, int]]:
    """The spoilers as in clients where any bars end a spoiler."""
    code, place = CodeEnds(text), 0
    while mark := _MARK.search(text, place):
        place = code.end(mark)
        if mark.group() == BARS:
            end = text.find(BARS, place + 1)  # a spoiler hides one character at least
            if end < 0:
                return
            place = end + len(BARS)
            yield mark.start(), place


def _ended_by_free_bars(text: str) -> Iterator[tuple[int, int]]:
    """The spoilers as in clients where bars in code or after a backslash are always text."""
    code, place, begin = CodeEnds(text), 0, -1
    while mark := _MARK.search(text, place):
        place = code.end(mark)
        if mark.group() != BARS:
            continue
        if begin < 0:
            begin = mark.start()
        elif mark.start() > begin + len(BARS):
            yield begin, place
            begin = -1


class CodeEnds:
    """Finds the ends of code in a text."""

    def __init__(self, text: str) -> None:
        self._runs: dict[int, list[tuple[int, int]]] = {}
        for run in re.finditer("`+", text):
            self._runs.setdefault(_kind(run), []).append(run.span())

    def end(self, mark: re.Match[str]) -> int:
        """Where parsing goes on after a mark: behind the code that it begins, if it does."""
        if mark.group()[0] != "`":
            return mark.end()
        alike = self._runs.get(_kind(mark), [])
        following = bisect_left(alike, (mark.end(), 0))
        return alike[following][1] if following < len(alike) else mark.end()


def _kind(backticks: re.Match[str]) -> int:
    return min(len(backticks.group()), _FENCE)
