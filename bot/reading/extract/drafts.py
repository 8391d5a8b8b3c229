"""What a page, a file or a text gave when it was read, before it becomes an edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.article import Block, Headline
from bot.domain.language import Language

ENDINGS = frozenset({"txt", "md", "markdown", "html", "htm"})
"""How the names of files end that are read."""
FEWEST_WORDS = 40
"""A body with fewer words is no article."""
PARTIAL_WORDS = 150
"""What is shown of an article that is for subscribers is mostly shorter than this."""
LONGEST = 200_000
"""Characters of a body that are read."""


class Unreadable(StrEnum):
    """Why no article came of something."""

    NO_ARTICLE = "no article"
    OVERVIEW = "overview"
    PAYWALL = "paywall"
    LOGIN = "login"
    CHALLENGE = "challenge"
    GONE = "gone"
    ELSEWHERE = "elsewhere"
    """Shown in other countries alone."""
    EMPTY = "empty"
    OTHER_LANGUAGE = "other language"
    TOO_SHORT = "too short"
    TOO_LONG = "too long"
    NOT_TEXT = "not text"


class Unlike(StrEnum):
    """Why an edition cannot take the place of the one that was read at its address before."""

    OTHER_LANGUAGE = "other language"
    BEGINNING = "only its beginning"
    SHORTER = "much shorter"
    ANOTHER = "another story"


@dataclass(frozen=True, slots=True)
class Alternate:
    """A link a page gives as its edition in ``language``: ``declared`` to machines, or shown to readers."""

    url: str
    language: Language
    declared: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """One edition as it was read.

    ``url`` is the address it is known by (the canonical one where its site claims one, else the fetched one);
    files and pasted texts have none. ``alternates`` may be its edition in the other language, the likeliest
    first. ``headlines`` are those in the other language that stand on the page.
    """

    language: Language
    title: str
    blocks: tuple[Block, ...]
    url: str | None = None
    standfirst: str | None = None
    site: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    picture: str | None = None
    section: str | None = None
    complete: bool = True
    alternates: tuple[Alternate, ...] = ()
    headlines: tuple[Headline, ...] = ()

    @property
    def text(self) -> str:
        """The body as one text."""
        return "\n".join(block.text for block in self.blocks)
