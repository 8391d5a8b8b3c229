"""Whether what an address shows now is the article that was read there before, corrected or continued.

A page may have become a notice for subscribers, its own beginning, or another story: none of these takes the
place of a text that was read whole.
"""

from __future__ import annotations

import re

from bot.domain.article import Edition
from bot.reading.extract.drafts import Unlike
from bot.reading.same_story import marks, share

LEAST = 0.5
"""Share of the words that a corrected text must still have: corrections take away sentences, not halves."""
_ENOUGH = 0.3
"""Share of the shorter text's runs of three words that the other must have. Of 3,916 pairs of different pages
5 share more than .05, none as much as this; a text of which every second paragraph is new shares half.
"""
_ENOUGH_NAMES = 0.4
"""The same of names and numbers, where the headline is kept and the text is written anew."""
_ENOUGH_TITLE = 0.5
"""Share of the words of a headline that count as keeping it."""
_FEWEST = 3
_RUN = 3
_WORD = re.compile(r"\w+")


def unlike(before: Edition, after: Edition) -> Unlike | None:
    """Why ``after`` cannot take the place of ``before``, which was read at the same address; or None."""
    if before.language is not after.language:
        return Unlike.OTHER_LANGUAGE
    if before.from_feed:  # an entry may be longer than its page, or be a few words of it
        return None if _keeps_title(before, after) or _same_story(before, after) else Unlike.ANOTHER
    if before.complete and not after.complete:
        return Unlike.BEGINNING
    if after.words < LEAST * before.words:
        return Unlike.SHORTER
    return None if _same_story(before, after) else Unlike.ANOTHER


def _same_story(before: Edition, after: Edition) -> bool:
    text, other = _text(before), _text(after)
    if share(_runs(text), _runs(other), _FEWEST) >= _ENOUGH:
        return True
    return _keeps_title(before, after) and share(marks(text), marks(other), _FEWEST) >= _ENOUGH_NAMES


def _keeps_title(before: Edition, after: Edition) -> bool:
    return share(_words(before.title), _words(after.title), 1) >= _ENOUGH_TITLE


def _text(edition: Edition) -> str:
    return "\n".join(block.text for block in edition.blocks)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every three words that follow each other."""
    words = _WORD.findall(text.casefold())
    return set(zip(*(words[start:] for start in range(_RUN)), strict=False))
