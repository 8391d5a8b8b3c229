"""The last step of reading: a draft becomes an edition with its sentences and its summary."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.article import BlockKind, Edition
from bot.reading.extract.drafts import Draft
from bot.reading.extract.lines.people_lines import without_dateline
from bot.reading.summarise.article_kinds import telling
from bot.reading.summarise.sentences import split
from bot.reading.summarise.summaries import summarize


def edition_of(draft: Draft) -> Edition:
    """The draft as an edition, split into sentences and summarised. Runs in a worker."""
    texts = [
        (number, block) for number, block in enumerate(draft.blocks) if block.kind is not BlockKind.HEADING
    ]
    pairs = [
        (number, sentence)
        for place, (number, block) in enumerate(texts)
        for sentence in split(block.text if place else without_dateline(block.text), draft.language)
    ]
    sentences = tuple(sentence for _, sentence in pairs)
    told = telling(draft.blocks, [number for number, _ in pairs])
    chosen = summarize(
        [sentences[index] for index in told],
        draft.language,
        title=draft.title,
        paragraphs=[pairs[index][0] for index in told],
    )
    return Edition(
        language=draft.language,
        title=draft.title,
        blocks=draft.blocks,
        sentences=sentences,
        summary=tuple(replace(one, sentence=told[one.sentence]) for one in chosen),
        standfirst=draft.standfirst,
        url=draft.url,
        site=draft.site,
        authors=draft.authors,
        published=draft.published,
        updated=draft.updated,
        picture=draft.picture,
        section=draft.section,
        complete=draft.complete,
    )
