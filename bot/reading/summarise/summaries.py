"""Chooses the sentences that carry an article: verbatim, in their own order, traceable to their source.

The best set of sentences is sought, not the best sentences one by one: a sentence that points back is taken
only with the one before it, a question with the one after it, a quote must be closed where it is opened, two
that say the same are never both taken, and sentences so long that two of them say enough stay two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import nlargest
from itertools import combinations

from bot.domain.article import SummarySentence
from bot.domain.language import Language
from bot.reading.summarise.features import Marks, Sentence, closed, describe, similarity
from bot.reading.summarise.weights import WEIGHTS, Weights

_ONE_OF = 3
"""A summary has at most one of this many sentences of the article, so that short ones are not said again."""

_SAME = 0.7
"""Cosine from which two sentences say the same."""

_WITHIN = 0.75
_FEWEST_TERMS = 5
"""The share of the terms of the shorter of two sentences, of so many and more, from which on it says nothing
that the longer does not."""

_LEADS = 3
_LEAD_WORDS = 8
"""Sentences among which the lead is the first of so many words; before it stand a place or a name."""
_HEADLINE = 0.3
"""The share of the headline's terms that a lead has which is the news itself, and no scene."""

_FEWEST_WORDS = 5
"""Words below which a sentence says nothing by itself."""

_POOL = 8
"""Sentences among which the best set is sought, and the opening ones: more change no figure."""

ENOUGH = {Language.EN: 26, Language.ES: 30}
TOO_LONG = {Language.EN: 30, Language.ES: 36}
"""Words per sentence of a summary: one sentence less is enough from the first on, and a full summary has at
most the second. Cards are read at a glance; on Spanish news, whose sentences are long, this brings more than
any choice of sentences does. They keep summaries about as long as the article's first three sentences."""


class Candidates:
    """The sentences that may be chosen, and what is known about each and each pair."""

    def __init__(self, described: Sequence[Sentence], weights: Weights, count: int) -> None:
        self.described = described
        self._weights = weights
        self.values = [weights.value(sentence.features) for sentence in described]
        usable = [index for index, one in enumerate(described) if one.words >= _FEWEST_WORDS and one.fit]
        usable = usable if len(usable) >= count else list(range(len(described)))
        pool = set(nlargest(max(_POOL, count + 2), usable, key=self.values.__getitem__))
        self.pool = sorted(pool.union(usable[:count]))
        self.alike = {
            pair: similarity(described[pair[0]].vector, described[pair[1]].vector)
            for pair in combinations(self.pool, 2)
        }
        self._twins = {pair for pair, cosine in self.alike.items() if cosine > _SAME or self._is_within(pair)}
        self._lead = self._news_itself()
        self._leaning = {
            index
            for index in self.pool
            if described[index].points_back or described[index].asks or not closed([described[index].marks])
        }

    def sets(self, size: int) -> Iterator[tuple[int, ...]]:
        """Every set of ``size`` candidates that reads well by itself, each in the order of the source."""
        for chosen in combinations(self.pool, size):
            if self._lead is not None and self._lead not in chosen:
                continue
            if self._twins and not self._twins.isdisjoint(combinations(chosen, 2)):
                continue
            if self._leaning.isdisjoint(chosen) or self._stands(chosen):
                yield chosen

    def _news_itself(self) -> int | None:
        """The lead, where it stands alone and says what the headline says: a summary is not without it."""
        for index, sentence in enumerate(self.described[:_LEADS]):
            stands = not (sentence.points_back or sentence.asks) and closed([sentence.marks])
            if index in self.pool and sentence.fit and sentence.words >= _LEAD_WORDS:
                return index if stands and sentence.headline >= _HEADLINE else None
        return None

    def _is_within(self, pair: tuple[int, int]) -> bool:
        """Whether one of two sentences says hardly anything that the other does not."""
        one, other = (self.described[index].vector.keys() for index in pair)
        fewer = min(len(one), len(other))
        return fewer >= _FEWEST_TERMS and len(one & other) >= _WITHIN * fewer

    def words(self, chosen: Sequence[int]) -> int:
        """How many words a set has."""
        return sum([self.described[index].words for index in chosen])

    def score(self, chosen: Sequence[int]) -> float:
        """How well a set is expected to carry the article; only worth comparing within one article."""
        alike = sum([self.alike[pair] for pair in combinations(chosen, 2)])
        return (
            sum([self.values[index] for index in chosen])
            + self._weights.repetition * alike
            + self._weights.late * chosen[0] / len(self.described)
            + self._weights.each * len(chosen)
        )

    def _stands(self, chosen: Sequence[int]) -> bool:
        """Whether nothing points back at what is left out or asks what goes unanswered, and no run of
        neighbours leaves a quote open.
        """
        run: list[Marks] = []
        for index in chosen:
            if self.described[index].asks and index + 1 not in chosen:
                return False
            if index - 1 not in chosen:
                if self.described[index].points_back or not closed(run):
                    return False
                run = []
            run.append(self.described[index].marks)
        return closed(run)


def summarize(
    sentences: Sequence[str],
    language: Language,
    *,
    title: str = "",
    paragraphs: Sequence[int] = (),
    count: int = 3,
) -> tuple[SummarySentence, ...]:
    """At most ``count`` sentences of an article, in the order of the source.

    ``paragraphs[i]`` is the index of the paragraph that sentence ``i`` stands in. A short article gets fewer
    sentences, and so does one whose sentences are long.
    """
    chosen = choose(sentences, language, title, paragraphs, count, WEIGHTS[language])
    return tuple(SummarySentence(sentences[index], index) for index in chosen)


def choose(
    sentences: Sequence[str],
    language: Language,
    title: str,
    paragraphs: Sequence[int],
    count: int,
    weights: Weights,
) -> Sequence[int]:
    """The indices of the sentences that :func:`summarize` takes, by these weights."""
    wanted = min(count, -(-len(sentences) // _ONE_OF))
    if wanted < 1:
        return ()
    candidates = Candidates(describe(sentences, language, title, paragraphs), weights, wanted)
    most, least = TOO_LONG[language] * wanted, ENOUGH[language] * (wanted - 1)
    sets = [chosen for chosen in candidates.sets(wanted) if candidates.words(chosen) <= most]
    if wanted > 1:
        sets += [chosen for chosen in candidates.sets(wanted - 1) if candidates.words(chosen) >= least]
    if not sets:
        sets = list(candidates.sets(wanted)) or list(combinations(candidates.pool, wanted))
    return max(sets, key=candidates.score)
