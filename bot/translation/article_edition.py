"""The machine edition of an article: its headline, standfirst and summary in the other language."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.domain.article import Article, Block, BlockKind, Edition, Provenance, SummarySentence
from bot.domain.language import Language
from bot.domain.translation import MachineText


@dataclass(frozen=True, slots=True)
class MachineEdition:
    """What an engine made of an edition: of its headline, its standfirst, and each sentence of its summary.

    Nothing else of an article is translated.
    """

    language: Language
    title: str
    standfirst: str | None
    sentences: tuple[str, ...]
    engine: str
    version: str
    rough: bool

    @classmethod
    def of(cls, made: MachineText) -> MachineEdition:
        """What was made of :func:`lines_of`."""
        title, standfirst, *sentences = made.text.split("\n")
        return cls(
            made.language, title, standfirst or None, tuple(sentences), made.engine, made.version, made.rough
        )


def lines_of(edition: Edition) -> str:
    """What is translated of an edition, a line each, so that all of it is made by one engine."""
    lines = [edition.title, edition.standfirst or "", *(one.text for one in edition.summary)]
    return "\n".join(" ".join(line.split()) for line in lines)


def with_machine_edition(article: Article, made: MachineEdition) -> Article:
    """``article`` with what was made of its original, where the publisher has no edition in that language.

    A headline that the publisher has in that language is kept.
    """
    original = article.original
    if article.edition(made.language) is not None or len(made.sentences) != len(original.summary):
        return article
    edition = replace(
        original,
        language=made.language,
        title=article.title(made.language) or made.title,
        standfirst=made.standfirst,
        blocks=tuple(Block(BlockKind.PARAGRAPH, sentence) for sentence in made.sentences),
        sentences=made.sentences,
        summary=tuple(SummarySentence(text, place) for place, text in enumerate(made.sentences)),
        provenance=Provenance.MACHINE,
        engine=f"{made.engine} {made.version}",
    )
    return replace(article, editions=(*article.editions, edition))
