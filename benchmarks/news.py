"""Articles with a summary by people: what the summariser learns from and is measured on."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.measure import records
from benchmarks.rouge import Reference, words
from bot.domain.article import BlockKind
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft
from bot.reading.extract.facts.head import read_head
from bot.reading.extract.facts.linked_data import html_free
from bot.reading.extract.facts.titles import agree
from bot.reading.extract.markup import decoded, tree_of
from bot.reading.extract.pages import read_page
from bot.reading.summarise.sentences import split


@dataclass(frozen=True)
class News:
    """One article as sentences, and its own highlights or standfirst as the reference."""

    language: Language
    title: str
    sentences: tuple[str, ...]
    paragraphs: tuple[int, ...]
    reference: Reference

    @cached_property
    def tokens(self) -> list[list[str]]:
        """The words of each sentence as ROUGE compares them."""
        return [words(sentence) for sentence in self.sentences]

    def lead(self, count: int = 3) -> list[int]:
        """The first sentences."""
        return list(range(min(count, len(self.sentences))))

    def rouge(self, chosen: Sequence[int]) -> float:
        """Mean ROUGE of the chosen sentences, in points of 100."""
        return self.reference.mean([word for index in chosen for word in self.tokens[index]])

    def words(self, chosen: Sequence[int]) -> int:
        """How many words the chosen sentences have."""
        return sum(len(self.sentences[index].split()) for index in chosen)


def read_news(data: Path) -> Iterator[News]:
    """The articles in ``data/summaries/articles.jsonl``, each paragraph split by our own splitter."""
    for row in records(data / "summaries" / "articles.jsonl"):
        language = Language(row["language"])
        pairs = [
            (sentence, number)
            for number, paragraph in enumerate(row["paragraphs"])
            for sentence in split(paragraph, language)
        ]
        sentences, paragraphs = zip(*pairs, strict=True)
        yield News(language, row["title"], sentences, paragraphs, Reference(row["reference"]))


_FEWEST_WORDS = 8
"""Words of a description; shorter ones name the site, or a section of it."""
_FEWEST_SENTENCES = 6
"""Sentences of an article that leave a choice."""
_SAME = 0.8
"""The share of a sentence's words in the description from which on it is taken for the description itself."""


def read_described(data: Path) -> Iterator[News]:
    """The articles on the pages in ``data/extraction``, if any, with their own descriptions as references.

    Sentences that are the description, as where it was cut from the text, are taken out of the article.
    """
    folder = data / "extraction"
    if not (folder / "pages.jsonl").exists():
        return
    for row in records(folder / "pages.jsonl"):
        page = gzip.decompress((folder / row["file"]).read_bytes())
        draft = read_page(page, None, "")
        if not isinstance(draft, Draft):
            continue
        description = described(draft, page)
        if description is None:
            continue
        told = set(words(description))
        pairs = [
            (sentence, number)
            for number, block in enumerate(draft.blocks)
            if block.kind is not BlockKind.HEADING
            for sentence in split(block.text, draft.language)
            if not _is_of(words(sentence), told)
        ]
        if len(pairs) >= _FEWEST_SENTENCES:
            sentences, paragraphs = zip(*pairs, strict=True)
            yield News(draft.language, draft.title, sentences, paragraphs, Reference(description))


def described(draft: Draft, page: bytes) -> str | None:
    """A page's own description, where it says something of this article."""
    tree = tree_of(decoded(page, None))
    if tree is None:
        return None
    meta = read_head(tree).meta
    text = html_free(meta.get("description") or meta.get("og:description") or "")
    if len(words(text)) < _FEWEST_WORDS or text.rstrip().endswith(("...", "…")):
        return None
    return None if agree(text, draft.title) and len(words(text)) < 2 * len(words(draft.title)) else text


def _is_of(sentence: Sequence[str], described: set[str]) -> bool:
    return bool(sentence) and sum(word in described for word in sentence) >= _SAME * len(sentence)
