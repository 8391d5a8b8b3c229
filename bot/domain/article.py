"""Articles: one story, its editions in English and Spanish, and their summaries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from bot.domain.language import Language


class Provenance(StrEnum):
    """Where an edition's text comes from."""

    PUBLISHER = "publisher"
    MACHINE = "machine"


class BlockKind(StrEnum):
    """What a block of an edition's body is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTE = "quote"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, section heading, quote or list item, as plain text on one line."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence chosen from an edition, verbatim, and its index in ``Edition.sentences`` (from 0)."""

    text: str
    sentence: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The article in one language.

    ``sentences`` are those of every block but headings, in order, the first without its dateline. ``summary``
    is in the order of the source. ``published`` and ``updated`` are calendar dates as the publisher gives
    them. ``complete`` is False where only the first paragraphs could be read. ``engine`` names what
    translated a machine edition, ``rough`` whether it translates word by word, and ``original_words`` is how
    many words the body has that it was made of: only the summary is translated. ``from_feed``: its page could
    not be had; the text is that of its entry in a feed. ``corrected_at`` is when its text was found to have
    changed last, ``gone_at`` when its page was found to be gone. ``edited`` names what moderators changed for
    their server's cards.
    """

    language: Language
    title: str
    blocks: tuple[Block, ...]
    sentences: tuple[str, ...]
    summary: tuple[SummarySentence, ...]
    provenance: Provenance = Provenance.PUBLISHER
    engine: str | None = None
    standfirst: str | None = None
    url: str | None = None
    site: str | None = None
    authors: tuple[str, ...] = ()
    published: date | None = None
    updated: date | None = None
    picture: str | None = None
    section: str | None = None
    complete: bool = True
    rough: bool = False
    original_words: int | None = None
    from_feed: bool = False
    corrected_at: datetime | None = None
    gone_at: datetime | None = None
    edited: tuple[str, ...] = ()

    @property
    def words(self) -> int:
        """How many words the body has."""
        if self.original_words is not None:
            return self.original_words
        return sum(len(block.text.split()) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline in a language that we have no text in: it is not an edition. ``url`` if it is known."""

    language: Language
    title: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One story: at most one edition for each language, first the one it was read from.

    ``aliases`` are the normalised URLs it is known by, all of the site it was fetched from; pasted text and
    files have none.
    """

    editions: tuple[Edition, ...]
    headlines: tuple[Headline, ...] = ()
    aliases: tuple[str, ...] = ()

    @property
    def published(self) -> Article:
        """The article without its machine editions."""
        own = tuple(one for one in self.editions if one.provenance is Provenance.PUBLISHER)
        return self if own == self.editions else replace(self, editions=own)

    @property
    def original(self) -> Edition:
        """The edition the article was read from."""
        return self.editions[0]

    def edition(self, language: Language) -> Edition | None:
        """The edition in ``language``: the publisher's before a machine's, or None."""
        found = [edition for edition in self.editions if edition.language is language]
        return min(found, key=lambda edition: edition.provenance is not Provenance.PUBLISHER, default=None)

    def title(self, language: Language) -> str | None:
        """The headline in ``language``, whether or not there is an edition in it."""
        if edition := self.edition(language):
            return edition.title
        return next((headline.title for headline in self.headlines if headline.language is language), None)
