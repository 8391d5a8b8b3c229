"""What differs between two versions of an edition."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.article import Edition


class Part(StrEnum):
    """A part of an edition."""

    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    PICTURE = "picture"
    TEXT = "text"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Changes:
    """The parts of an edition that changed, and how many words of its text were added and removed: none if
    they only stand in another order.
    """

    parts: tuple[Part, ...]
    added: int = 0
    removed: int = 0


def changes(before: Edition, after: Edition) -> Changes:
    """What changed of an edition between two of its versions."""
    differs = {
        Part.HEADLINE: before.title != after.title,
        Part.STANDFIRST: before.standfirst != after.standfirst,
        Part.TEXT: before.blocks != after.blocks,
        Part.PICTURE: before.picture != after.picture,
        Part.ADDRESS: before.url != after.url,
    }
    words, words_now = _words(before), _words(after)
    return Changes(
        tuple(part for part, is_different in differs.items() if is_different),
        added=(words_now - words).total(),
        removed=(words - words_now).total(),
    )


def _words(edition: Edition) -> Counter[str]:
    return Counter(word for block in edition.blocks for word in block.text.split())
