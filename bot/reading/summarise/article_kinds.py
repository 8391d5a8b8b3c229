"""Which sentences tell an article of some kinds that are no report: live blogs, recipes, transcripts, lists.

Whatever the kind, what opens the article is told with it: there stands the main fact. Beside it a live blog
is told by the list of key points that many have, else by its newest entries; a recipe and a list by what
introduces them; a transcript by what stands before it, or by what is said at length. Each kind is known by
its blocks alone.
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
_INGREDIENTS = re.compile(
    r"\W*(?:(?:list of |lista de |los |the )?ingredient[es]*s?\b.{0,40}|what you(?:['’]ll| will)? need.{0,30}"
    r"|(?:qu[ée] )?necesitas.{0,30})\Z",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\W*(\d{1,2})[:.h](\d{2})(?:\s*(am|pm|[ap]\. ?m\.|hs?|horas|[A-Z]{2,4}))*(?!\w)", re.IGNORECASE
)
_SPEAKER = re.compile(
    r"(?:[A-ZÁÉÍÓÚÑ][\w.'’-]*(?:\s(?:de\s|la\s|del\s)?[A-ZÁÉÍÓÚÑ][\w.'’-]*){0,4}|[PRQA])\s?(?:\([^()]{1,30}\))?\s?:\s?\S"
)
"""How what somebody says begins in a transcript."""
_LONGEST_TIME = 40
"""Characters of a line that says when an entry was written."""
_ENTRIES = 3
"""Entries with a time from which on a text is a live blog, and of those the newest that are told."""
_MOST_POINTS = 8
_MOSTLY_ITEMS = 0.5
_MOSTLY_SPOKEN, _FEWEST_SPOKEN = 0.5, 5
"""The share of what is spoken, and how often somebody speaks, from which on a text is a transcript."""
_AT_LENGTH = 12
"""Words of what is said at length."""
_FEWEST = 2
"""Sentences from which on a part is enough to tell the whole."""
_OPENING = 2
"""Sentences of the opening that are told with any part."""
_RUNNING = 8
"""Words of the block that opens an article; what stands before is a name or a label."""


def telling(blocks: Sequence[Block], places: Sequence[int]) -> Sequence[int]:
    """The sentences a summary may be chosen from, by index. Sentence ``i`` is in block ``places[i]``."""
    for kind in (_key_points, _newest, _recipe, _spoken, _introduction):
        part = kind(blocks)
        told = [index for index, place in enumerate(places) if place in part]
        if len(told) >= _FEWEST:
            return sorted({*_opening(blocks, places, told[0]), *told})
    return range(len(places))


def _opening(blocks: Sequence[Block], places: Sequence[int], before: int) -> list[int]:
    """The first sentences of the article, where they stand before what else is told."""
    lead = next(
        (
            number
            for number, block in enumerate(blocks)
            if block.kind is BlockKind.PARAGRAPH and len(block.text.split()) >= _RUNNING
        ),
        None,
    )
    if lead is None or any(_time(block.text) is not None for block in blocks[:lead]):
        return []  # it is an entry of a live blog
    return [index for index, place in enumerate(places[:before]) if place == lead][:_OPENING]


def _key_points(blocks: Sequence[Block]) -> Sequence[int]:
    """The list below a line that says it holds the key points."""
    for number, block in enumerate(blocks):
        if _KEY_POINTS.match(block.text):
            end = number + 1
            while end < min(len(blocks), number + 1 + _MOST_POINTS) and blocks[end].kind is BlockKind.ITEM:
                end += 1
            if end - number > _FEWEST:
                return range(number + 1, end)
    return range(0)


def _newest(blocks: Sequence[Block]) -> Sequence[int]:
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


def _recipe(blocks: Sequence[Block]) -> Sequence[int]:
    """What a recipe says before its ingredients; where that is hardly anything, after them too."""
    listed = next((number for number, block in enumerate(blocks) if _INGREDIENTS.match(block.text)), None)
    if listed is None:
        return range(0)
    end = listed + 1
    while end < len(blocks) and _is_ingredient(blocks[end]):
        end += 1
    if end - listed <= _FEWEST:
        return range(0)
    before = sum(len(block.text.split()) for block in blocks[:listed] if block.kind is not BlockKind.HEADING)
    return range(listed) if before >= _FEWEST * _AT_LENGTH else [*range(listed), *range(end, len(blocks))]


def _is_ingredient(block: Block) -> bool:
    return block.kind is BlockKind.ITEM or len(block.text.split()) < _RUNNING


def _spoken(blocks: Sequence[Block]) -> Sequence[int]:
    """What stands before a transcript; where that is hardly anything, what is said at length."""
    spoken = [number for number, block in enumerate(blocks) if _SPEAKER.match(block.text)]
    if len(spoken) < _FEWEST_SPOKEN or len(spoken) < _MOSTLY_SPOKEN * len(blocks):
        return range(0)
    before = sum(len(block.text.split()) for block in blocks[: spoken[0]])
    if before >= _FEWEST * _AT_LENGTH:
        return range(spoken[0])
    long = [number for number in spoken if len(blocks[number].text.split()) >= _AT_LENGTH]
    return [number for number in long if not blocks[number].text.rstrip().endswith("?")]


def _introduction(blocks: Sequence[Block]) -> Sequence[int]:
    """What stands before the first item of a text that is mostly items."""
    items = [number for number, block in enumerate(blocks) if block.kind is BlockKind.ITEM]
    if len(items) <= _MOSTLY_ITEMS * len(blocks):
        return range(0)
    return range(items[0])
