"""Articles with a summary by people: what the summariser learns from and is measured on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.measure import records
from benchmarks.rouge import Reference, words
from bot.domain.language import Language
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
