"""The machine edition of an article: its headline, standfirst and summary in the other language."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.article import Article, Block, BlockKind, Edition, Provenance, SummarySentence
from bot.domain.translation import MachineEdition


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
        rough=made.rough,
        original_words=original.words,
    )
    return replace(article, editions=(*article.editions, edition))
