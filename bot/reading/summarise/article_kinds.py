"""Which sentences tell an article of some kinds that are no report: live blogs, and lists.

A live blog is told by the list of key points that many have, else by its newest entries, and a list by what
introduces it; of other articles every sentence may be chosen. Each kind is known by its blocks alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.article import Block, BlockKind

_KEY_POINTS = re.compile(
    r"\W*(?:key (?:points|events|takeaways|facts|moments)|at a glance"
    r"|what (?:we know|you need to know)(?: so far)?"
    r"|summary(?: so far)?|the latest|puntos clave|(?:las )?claves"
    r"|lo (?:m[áa]s importante|esencial|[úu]ltimo)"
    r"|(?:lo )?que (?:se sabe|sabemos)(?: hasta ahora)?|resumen)\W*\Z",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\W*(\d{1,2})[:.h](\d{2})(?:\s*(am|pm|[ap]\. ?m\.|hs?|horas|[A-Z]{2,4}))*(?!\w)", re.IGNORECASE
)
_LONGEST_TIME = 40
"""Characters of a line that says when an entry was written."""
_ENTRIES = 3
"""Entries with a time from which on a text is a live blog, and of those the newest that are told."""
_MOST_POINTS = 8
_MOSTLY_ITEMS = 0.5
_FEWEST = 2
"""Sentences from which on a part is enough to tell the whole."""


def telling(blocks: Sequence[Block], places: Sequence[int]) -> Sequence[int]:
    """The sentences a summary may be chosen from, by index. Sentence ``i`` is in block ``places[i]``."""
    for part in (_key_points(blocks), _newest(blocks), _introduction(blocks)):
        told = [index for index, place in enumerate(places) if place in part]
        if len(told) >= _FEWEST:
            return told
    return range(len(places))


def _key_points(blocks: Sequence[Block]) -> range:
    """The list below a line that says it holds the key points."""
    for number, block in enumerate(blocks):
        if _KEY_POINTS.match(block.text):
            end = number + 1
            while end < min(len(blocks), number + 1 + _MOST_POINTS) and blocks[end].kind is BlockKind.ITEM:
                end += 1
            if end - number > _FEWEST:
                return range(number + 1, end)
    return range(0)


def _newest(blocks: Sequence[Block]) -> range:
    """The newest entries of a live blog: its first, or its last where the clock goes on with the text."""
    times = [(number, when) for number, block in enumerate(blocks) if (when := _time(block.text)) is not None]
    if len(times) < _ENTRIES:
        return range(0)
    starts = [number for number, _ in times]
    if times[0][1] < times[-1][1]:
        return range(starts[-_ENTRIES], len(blocks))
    return range(starts[0], starts[_ENTRIES] if len(starts) > _ENTRIES else len(blocks))


def _time(line: str) -> int | None:
    """The minute of the day that a line of its own says, or None."""
    match = _TIME.match(line) if len(line) <= _LONGEST_TIME else None
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    afternoon = (match[3] or "").lower().startswith("p") and int(match[1]) < 12
    return 60 * (int(match[1]) + 12 * afternoon) + int(match[2])


def _introduction(blocks: Sequence[Block]) -> range:
    """What stands before the first item of a text that is mostly items."""
    items = [number for number, block in enumerate(blocks) if block.kind is BlockKind.ITEM]
    if len(items) <= _MOSTLY_ITEMS * len(blocks):
        return range(0)
    return range(items[0])
