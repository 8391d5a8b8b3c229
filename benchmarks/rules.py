"""Measures the word rules: what folding and matching cost a comment, and what is found that is not there.

``python -m benchmarks.rules --data DIR [--json]`` takes the sentences of ``DIR/parallel``, ``DIR/summaries``
and ``DIR/extraction``. ``fold_us`` and ``match_us`` are microseconds of CPU for a comment of 140 characters
and a list of 5,000 terms, made up so that the whole text is read. ``false_matches`` counts sentences in which
a term is found only because a word is read as a disguise of another. For that the terms are the most frequent
words and pairs of the data themselves, as a word is likely to be taken for one of those.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from benchmarks.measure import arguments, interleaved, records, table
from bot.domain.language import Language
from bot.moderating.rules.folding import Folded, fold
from bot.moderating.rules.word_list import MOST_TERMS, Term, WordList
from bot.reading.summarise.sentences import split

LENGTH = 140
WORDS = 4_600
TIMED = 4_000
"""Comments that are timed: whoever reads all sentences measures the cache more than the code."""
_SYLLABLES = [consonant + vowel for consonant in "bcdfglmnñpqrstvz" for vowel in "aeiou"]
_WORD = re.compile(r"[^\W\d_]{3,}")


def sentences(data: Path) -> Iterator[str]:
    """Every sentence of the data."""
    for document in records(data / "parallel" / "documents.jsonl"):
        yield from (*document["en"], *document["es"])
    for article in records(data / "summaries" / "articles.jsonl"):
        for paragraph in article["paragraphs"]:
            yield from split(paragraph, Language(article["language"]))
    for page in records(data / "extraction" / "pages.jsonl"):
        if language := Language.from_tag(page["language"]):
            yield from split(page.get("body") or "", language)


def frequent_terms(told: Sequence[str]) -> list[Term]:
    """The most frequent words, and the most frequent pairs of them."""
    counted: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for sentence in told:
        found = _WORD.findall(sentence.lower())
        counted.update(found)
        pairs.update(" ".join(two) for two in pairwise(found))
    listed = [*counted.most_common(WORDS), *pairs.most_common(MOST_TERMS - WORDS)]
    return [Term(text) for text, _ in listed]


def made_up_terms(count: int, taken: Collection[str], chance: random.Random) -> list[Term]:
    """Terms that hardly ever stand in a text, as those of a real list: the time to read past everything."""
    found: dict[str, None] = {}
    while len(found) < count:
        word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        if word not in taken:
            found[word] = None
    return [Term(word) for word in found]


def by_disguise_alone(listed: WordList, folded: Folded) -> bool:
    """Whether terms are found in a text only in what disguised words may stand for."""
    plain = set(listed.all_found(Folded(folded.plain)))
    return bool(set(listed.all_found(folded)) - plain)


def measure(told: Sequence[str], rounds: int) -> dict[str, float]:
    """The figures, by the names they have in JSON."""
    chance = random.Random(1)
    text = " ".join(chance.sample(told, min(len(told), TIMED)))
    comments = [text[start : start + LENGTH] for start in range(0, len(text) - LENGTH, LENGTH)][:TIMED]
    folded = [fold(one) for one in comments]
    taken = {word for one in told for word in _WORD.findall(one.lower())}
    listed = WordList(made_up_terms(MOST_TERMS, taken, chance))
    times = interleaved(
        {
            "fold_us": lambda: [fold(one) for one in comments],
            "match_us": lambda: [listed.found(one) for one in folded],
        },
        rounds,
    )
    frequent = WordList(frequent_terms(told))
    wrong = [one for one in told if by_disguise_alone(frequent, fold(one))]
    return {
        **{name: round(seconds / len(comments) * 1e6, 1) for name, seconds in times.items()},
        "false_matches": len(wrong),
        "sentences": len(told),
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    found = measure(list(sentences(options.data)), options.rounds)
    if options.json:
        print(json.dumps(found))
    else:
        print(table(["", "measured"], [[name, f"{value:g}"] for name, value in found.items()]))


if __name__ == "__main__":
    main()
