"""Measures the summariser beside the article's first three sentences and sumy's methods.

``python -m benchmarks.summaries --data DIR [--json]`` reads ``DIR/summaries/articles.jsonl``, and the pages
of ``DIR/extraction``, if there are any, with their own descriptions. Each contestant chooses three of the
same sentences; ROUGE-1, -2 and -L F1 against the article's own highlights, standfirst or description, in
points of 100. The interval is that of the paired difference to the first three sentences, bootstrapped over
articles.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from benchmarks.measure import arguments, interleaved, table
from benchmarks.news import News, read_described, read_news
from bot.domain.language import Language
from bot.reading.summarise.summaries import summarize

Chooser = Callable[[News], Sequence[int]]

_COUNT = 3
_SAMPLES = 2_000


def ours(news: News) -> Sequence[int]:
    """The sentences we choose."""
    chosen = summarize(
        news.sentences, news.language, title=news.title, paragraphs=news.paragraphs, count=_COUNT
    )
    return [sentence.sentence for sentence in chosen]


def lead(news: News) -> Sequence[int]:
    """The first sentences."""
    return news.lead(_COUNT)


def sumy_methods() -> dict[str, Chooser]:
    """sumy's methods put behind the same signature; none where it is not installed.

    sumy's own tokenizer wants a download; it is given the words as we find them.
    """
    try:
        from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
        from sumy.nlp.stemmers import Stemmer
        from sumy.summarizers.lex_rank import LexRankSummarizer
        from sumy.summarizers.luhn import LuhnSummarizer
        from sumy.summarizers.text_rank import TextRankSummarizer
        from sumy.utils import get_stop_words
    except ImportError:
        return {}
    from benchmarks.rouge import words

    class Words:
        def to_words(self, text: str) -> list[str]:
            return words(text)

    names = {Language.EN: "english", Language.ES: "spanish"}
    stemmers = {language: Stemmer(name) for language, name in names.items()}
    stop_words = {language: get_stop_words(name) for language, name in names.items()}

    def method(kind: Any) -> Chooser:
        def choose(news: News) -> Sequence[int]:
            summarizer = kind(stemmers[news.language])
            summarizer.stop_words = stop_words[news.language]
            sentences = [Sentence(sentence, Words()) for sentence in news.sentences]
            found = {
                id(sentence) for sentence in summarizer(ObjectDocumentModel([Paragraph(sentences)]), _COUNT)
            }
            return [index for index, sentence in enumerate(sentences) if id(sentence) in found]

        return choose

    return {
        "LexRank": method(LexRankSummarizer),
        "TextRank": method(TextRankSummarizer),
        "Luhn": method(LuhnSummarizer),
    }


def interval(differences: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval of their mean."""
    chance = random.Random(0)
    size = len(differences)
    means = sorted(sum(chance.choices(differences, k=size)) / size for _ in range(_SAMPLES))
    return means[int(0.025 * _SAMPLES)], means[int(0.975 * _SAMPLES)]


def measure(articles: Sequence[News], contestants: Mapping[str, Chooser], rounds: int) -> dict[str, Any]:
    """The figures for one language's articles."""
    rouge = {name: [news.rouge(choose(news)) for news in articles] for name, choose in contestants.items()}
    seconds = interleaved(
        {
            name: lambda choose=choose: [choose(news) for news in articles]
            for name, choose in contestants.items()
        },
        rounds,
    )
    low, high = interval([mine - other for mine, other in zip(rouge["ours"], rouge["lead-3"], strict=True)])
    lengths = {
        name: sum(news.words(choose(news)) for news in articles) for name, choose in contestants.items()
    }
    return {
        "rouge": {name: sum(values) / len(values) for name, values in rouge.items()},
        "ci": [low, high],
        "words": {name: length / lengths["lead-3"] for name, length in lengths.items()},
        "milliseconds": {name: 1_000 * taken / len(articles) for name, taken in seconds.items()},
        "time": seconds["ours"] / seconds["LexRank"] if "LexRank" in seconds else None,
    }


def main(argv: Sequence[str] | None = None) -> None:
    """Measure, and print the table or the JSON."""
    options = arguments(__doc__ or "", argv)
    contestants: dict[str, Chooser] = {"ours": ours, "lead-3": lead, **sumy_methods()}
    logging.disable(logging.CRITICAL)
    sets = {"": list(read_news(options.data)), "described ": list(read_described(options.data))}
    for news in chain.from_iterable(sets.values()):
        _ = news.tokens
    figures = {
        f"{kind}{language}": measure(
            [news for news in articles if news.language is language], contestants, options.rounds
        )
        for kind, articles in sets.items()
        for language in Language
        if any(news.language is language for news in articles)
    }
    if options.json:
        print(
            json.dumps(
                {
                    language: {
                        **figure["rouge"],
                        "ci": figure["ci"],
                        "words": figure["words"]["ours"],
                        "time": figure["time"],
                    }
                    for language, figure in figures.items()
                }
            )
        )
        return
    for language, figure in figures.items():
        rows = [
            [
                name,
                f"{value:.2f}",
                f"{value / figure['rouge']['lead-3']:.3f}",
                f"{figure['words'][name]:.2f}",
                f"{figure['milliseconds'][name]:.2f}",
            ]
            for name, value in figure["rouge"].items()
        ]
        print(table([language, "mean ROUGE", "lead-3 = 1", "words, lead-3 = 1", "ms"], rows))
        low, high = figure["ci"]
        print(f"ours less lead-3: {low:+.2f} to {high:+.2f} points (95 %)")
        if figure["time"] is not None:
            print(f"time, LexRank = 1: {figure['time']:.3f}")
        print()


if __name__ == "__main__":
    main()
