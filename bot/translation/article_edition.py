"""The machine edition of an article: its headline, standfirst and summary in the other language."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.article import Article, Block, BlockKind, Edition, Provenance, SummarySentence
from bot.translation.chain import Chain, Translation, Untranslated
from bot.translation.direction import Direction


async def machine_edition(chain: Chain, article: Article) -> tuple[Edition, Translation] | Untranslated:
    """The original in the other language, all of it by one engine, and its translation; or why there is none.

    Its text is the translated summary: nothing else of the article is translated. A headline that the
    publisher has in that language is kept.
    """
    edition = article.original
    lines = [edition.title, edition.standfirst or "", *(one.text for one in edition.summary)]
    direction = Direction(edition.language, edition.language.other)
    told = await chain.translate("\n".join(" ".join(line.split()) for line in lines), direction)
    if isinstance(told, Untranslated):
        return told
    title, standfirst, *sentences = told.text.split("\n")
    translated = replace(
        edition,
        language=direction.target,
        title=article.title(direction.target) or title,
        standfirst=standfirst or None,
        blocks=tuple(Block(BlockKind.PARAGRAPH, sentence) for sentence in sentences),
        sentences=tuple(sentences),
        summary=tuple(SummarySentence(sentence, place) for place, sentence in enumerate(sentences)),
        provenance=Provenance.MACHINE,
        engine=f"{told.engine} {told.version}",
    )
    return translated, told
