"""Learns the summariser's weights, and says what they give on articles they were not learnt from.

``python -m benchmarks.learning --data DIR`` prints the weights as they stand in ``bot/reading/weights.py``,
after the result of cross-validation. From every article come all the sets of two and three sentences that the
summariser might choose; ridge regression then learns how a set's features go with its ROUGE.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import arguments, table
from benchmarks.news import News, read_news
from benchmarks.summaries import interval
from bot.domain.language import Language
from bot.reading.summarise.features import FEATURES, describe
from bot.reading.summarise.summaries import Candidates, choose
from bot.reading.summarise.weights import Weights

RIDGE = 0.3
"""How strongly weights are held near nothing: results change little between 0.2 and 0.8."""
OWN = 1.5
"""How much more an article of the language counts than one of the other."""
LEAD_BONUS = 0.1
"""Added for each of the first three sentences. Their place is learnt like any other feature; this keeps a set
from leaving the opening for a gain smaller than the regression's own error. Chosen by cross-validation."""
HEADLINE_BONUS = 0.3
"""Added where the first sentence has all of the title's terms: it is the news itself, which a reader misses
more than highlights written beside it show. On articles with titles it changes ROUGE within its error."""
SCALE = 8.0
"""Points of ROUGE taken as one, the spread of sets within an article."""
START = Weights(
    tuple(
        {"early": 1.2, "central": 1.0, "title": 0.5, "short": -2.0, "personal": -0.3}.get(name, 0.0)
        for name in FEATURES
    ),
    0.0,
    0.0,
    0.0,
)
"""Only decides which sets are looked at."""

Vectors = NDArray[np.float64]


@dataclass(frozen=True)
class Lesson:
    """One article's sets as rows of features, and the ROUGE of each, both less their mean."""

    news: News
    rows: Vectors
    rouge: Vectors


def lesson(news: News) -> Lesson:
    """All sets of two and three sentences that might be chosen from an article."""
    candidates = Candidates(describe(news.sentences, news.language, news.title, news.paragraphs), START, 3)
    features = np.array([sentence.features for sentence in candidates.described])
    sets = [chosen for size in (2, 3) for chosen in candidates.sets(min(size, len(news.sentences)))]
    sets = list(dict.fromkeys(sets)) or [tuple(candidates.pool[:1])]
    rows = np.array(
        [
            [
                *features[list(chosen)].sum(axis=0),
                sum(candidates.alike[pair] for pair in combinations(chosen, 2)),
                chosen[0] / len(news.sentences),
                len(chosen),
            ]
            for chosen in sets
        ]
    )
    rouge = np.array([news.rouge(chosen) for chosen in sets]) / SCALE
    return Lesson(news, rows - rows.mean(axis=0), rouge - rouge.mean())


def learn(lessons: Sequence[Lesson], language: Language) -> Weights:
    """The weights for one language."""
    spread = np.concatenate([each.rows for each in lessons]).std(axis=0)
    spread[spread == 0] = 1.0
    size = len(spread)
    left, right, total = np.zeros((size, size)), np.zeros(size), 0.0
    for each in lessons:
        share = OWN if each.news.language is language else 1.0
        rows = each.rows / spread
        left += share * rows.T @ rows / len(rows)
        right += share * rows.T @ each.rouge / len(rows)
        total += share
    found = np.linalg.solve(left + RIDGE * total * np.eye(size), right) / spread
    found[:3] += LEAD_BONUS
    found[FEATURES.index("headline")] += HEADLINE_BONUS
    rounded = [round(float(weight), 4) for weight in found]
    return Weights(tuple(rounded[:-3]), *rounded[-3:])


Learner = Callable[[Sequence[Lesson], Language], Weights]


def cross_validated(
    lessons: Sequence[Lesson], learner: Learner = learn, *, folds: int = 5, rounds: int = 4
) -> list[list[tuple[float, float, int, int]]]:
    """For each article, over all rounds: ROUGE of ours and of the lead, and the words of both."""
    results: list[list[tuple[float, float, int, int]]] = [[] for _ in lessons]
    for seed in range(rounds):
        fold = np.random.default_rng(seed).permutation(len(lessons)) % folds
        for number in range(folds):
            taught = [each for each, mine in zip(lessons, fold, strict=True) if mine != number]
            weights = {language: learner(taught, language) for language in Language}
            for index in np.flatnonzero(fold == number):
                news = lessons[index].news
                ours = choose(
                    news.sentences, news.language, news.title, news.paragraphs, 3, weights[news.language]
                )
                results[index].append(
                    (news.rouge(ours), news.rouge(news.lead()), news.words(ours), news.words(news.lead()))
                )
    return results


def main(argv: Sequence[str] | None = None) -> None:
    """Cross-validate, learn from everything, and print both."""
    options = arguments(__doc__ or "", argv)
    lessons = [lesson(news) for news in read_news(options.data)]
    results = cross_validated(lessons)
    rows = []
    for language in Language:
        own = np.array(
            [
                np.mean(result, axis=0)
                for each, result in zip(lessons, results, strict=True)
                if each.news.language is language
            ]
        )
        ours, lead, words, lead_words = own.mean(axis=0)
        low, high = interval(list(own[:, 0] - own[:, 1]))
        rows.append(
            [
                str(language),
                f"{ours:.2f}",
                f"{lead:.2f}",
                f"{ours / lead:.3f}",
                f"{low:+.2f} to {high:+.2f}",
                f"{words / lead_words:.2f}",
            ]
        )
    print(table(["language", "ours, not taught", "lead-3", "ratio", "difference, 95 %", "words"], rows))
    for language in Language:
        weights = learn(lessons, language)
        print(f"\n{language}:")
        for name, weight in zip(FEATURES, weights.features, strict=True):
            print(f"    {name}={weight},")
        print(f"    repetition={weights.repetition}, late={weights.late}, each={weights.each},")


if __name__ == "__main__":
    main()
