"""What the summariser knows about each sentence of an article, all of it from the text alone.

Time grows with the length of the text: similarity to the whole article is taken to the sum of its sentences,
never from each sentence to each.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from bot.domain.language import Language
from bot.domain.letters import composed
from bot.reading.summarise.dangling import is_fit, names_nobody, points_back
from bot.reading.summarise.vocabulary import FIRST_PERSON, STOP_WORDS

Vector = Mapping[str, float]
"""A sentence's terms with their weights; of length one unless empty."""

Marks = tuple[int, int, int, int]
"""How many straight double quotes a sentence has, and its opening less its closing “”, «» and ()."""

FEATURES = (
    "first", "second", "third", "early", "opens", "central", "alike", "common", "early_terms",
    "title", "headline", "short", "personal", "question", "quoted", "names", "repeated_names",
    "number", "matter",
)  # fmt: skip
"""The names of ``Sentence.features``, in order; :func:`describe` says what each is."""

_WORD = re.compile(r"[^\W_]+")
_NAME = re.compile(r"(?<=[\w,;’'] )[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+")
_ASKS = re.compile(r"\?[\"'”’»)\s]*\Z")
_DIGIT = re.compile(r"\d")
_PLAIN = str.maketrans("áàâäãåéèêëíìîïóòôöõúùûüñçý", "aaaaaaeeeeiiiiooooouuuuncy")
_QUOTES = frozenset("\"“«'‘")
_STEM = 6
"""Characters of a word that count: its endings differ from sentence to sentence, in Spanish more so."""
_SHORT = 8
"""Words below which a sentence is called short."""
_INTERVIEW = 3
"""Questions from which on a text is an interview, whose answers do not stand without them."""
_EARLY, _EARLY_TERMS = 4.0, 5.0
"""Sentences after which being early counts for 1/e, for a sentence and for a term."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as the summariser sees it; ``features`` are those that ``FEATURES`` names."""

    words: int
    features: tuple[float, ...]
    vector: Vector
    points_back: bool
    asks: bool
    fit: bool
    headline: float
    marks: Marks


def fold(text: str) -> str:
    """Lower case without accents."""
    lowered = text.lower()
    return lowered if lowered.isascii() else composed(lowered).translate(_PLAIN)


def terms(text: str, language: Language) -> list[str]:
    """The words of ``text`` that carry its matter, folded and cut to their stems."""
    return _matter(_WORD.findall(fold(text)), language)


def _matter(words: Sequence[str], language: Language) -> list[str]:
    stop = STOP_WORDS[language]
    return [word[:_STEM] for word in words if word not in stop and (len(word) > 2 or word.isdigit())]


def similarity(one: Vector, other: Vector) -> float:
    """The cosine of two vectors of length one."""
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])


def marks(sentence: str) -> Marks:
    """What must add up to nothing open over the sentences of a summary that follow each other."""
    count = sentence.count
    return (
        count('"'),
        count("“") - count("”"),
        count("«") - count("»"),
        count("(") - count(")"),
    )


def closed(run: Iterable[Marks]) -> bool:
    """Whether sentences that follow each other close every quote and bracket they open."""
    straight = curly = angled = brackets = 0
    for mark in run:
        straight, curly = straight + mark[0], curly + mark[1]
        angled, brackets = angled + mark[2], brackets + mark[3]
    return not (straight % 2 or curly or angled or brackets)


def describe(
    sentences: Sequence[str], language: Language, title: str, paragraphs: Sequence[int]
) -> list[Sentence]:
    """What is known about each sentence of an article, in order.

    *first, second, third, early*: where it stands; *opens*: a paragraph, where the article has several.
    *central*: cosine to the sum of all sentences, by terms that recur; *alike*: mean cosine to the others;
    *common*: how frequent its terms are; *early_terms*: how much it shares with the opening. These four are
    relative to the article's highest. *title*: the share of the title's terms it has; *headline*: that of
    the first sentence alone. *short*; *personal*: words of the first and second person; *question*; *quoted*:
    it opens with a quote; *names* and *repeated_names*; *number*; *matter*: its terms' share in its words.
    """
    folded = [_WORD.findall(fold(sentence)) for sentence in sentences]
    counts = [Counter(_matter(words, language)) for words in folded]
    scores = _Scores(counts)
    wanted = frozenset(terms(title, language))
    shared = [sum(map(count.__contains__, wanted)) / (len(wanted) or 1) for count in counts]
    names = [[match.lower() for match in _NAME.findall(sentence)] for sentence in sentences]
    named = Counter(name for found in names for name in set(found))
    personal = FIRST_PERSON[language]
    questions = _questions(sentences, paragraphs)
    described = []
    for index, sentence in enumerate(sentences):
        words, found = len(sentence.split()), names[index]
        features = (
            *_standing(index, paragraphs),
            scores.central[index],
            scores.alike[index],
            scores.common[index],
            scores.early[index],
            shared[index],
            shared[index] if index == 0 else 0.0,
            float(words < _SHORT),
            min(3, sum(map(personal.__contains__, folded[index]))) / 2,
            float("?" in sentence),
            float(sentence[:1] in _QUOTES),
            min(8, len(found)) / 4,
            min(4, sum(named[name] > 1 for name in set(found))) / 2,
            float(_DIGIT.search(sentence) is not None),
            counts[index].total() / (words or 1),
        )
        back = points_back(sentence, language) if index else names_nobody(sentence)
        leans = index - 1 in questions or back
        asks = _ASKS.search(sentence) is not None
        fit = is_fit(sentence, language) and (not asks or index in questions)
        described.append(
            Sentence(words, features, scores.vectors[index], leans, asks, fit, shared[index], marks(sentence))
        )
    return described


def _questions(sentences: Sequence[str], paragraphs: Sequence[int]) -> frozenset[int]:
    """The sentences that are an interviewer's: questions with a paragraph to themselves, several of them."""
    alone = Counter(paragraphs)
    found = [
        index
        for index, (sentence, paragraph) in enumerate(zip(sentences, paragraphs, strict=False))
        if alone[paragraph] == 1 and _ASKS.search(sentence)
    ]
    return frozenset(found if len(found) >= _INTERVIEW else ())


def _standing(index: int, paragraphs: Sequence[int]) -> tuple[float, float, float, float, float]:
    """*first, second, third, early, opens* of the sentence at ``index``."""
    several = bool(paragraphs) and paragraphs[-1] != paragraphs[0]
    return (
        float(index == 0),
        float(index == 1),
        float(index == 2),
        math.exp(-index / _EARLY),
        float(several and (index == 0 or paragraphs[index] != paragraphs[index - 1])),
    )


class _Scores:
    """How each sentence's terms stand to those of the whole article. Only terms that recur tie sentences."""

    def __init__(self, counts: Sequence[Counter[str]]) -> None:
        spread = Counter(chain.from_iterable(counts))
        rarity = {term: math.log(1 + len(counts) / n) for term, n in spread.items()}
        self.vectors = [
            _unit({term: (1 + math.log(n) if n > 1 else 1.0) * rarity[term] for term, n in count.items()})
            for count in counts
        ]
        recurring = {term for term, n in spread.items() if n > 1}
        ties = [
            [(term, weight) for term, weight in vector.items() if term in recurring]
            for vector in self.vectors
        ]
        whole: dict[str, float] = dict.fromkeys(recurring, 0.0)
        for tie in ties:
            for term, weight in tie:
                whole[term] += weight
        central = [sum([weight * whole[term] for term, weight in tie]) for tie in ties]
        own = [sum([weight * weight for _, weight in tie]) for tie in ties]
        self.central = _relative(central)
        self.alike = _relative([all_ - mine for all_, mine in zip(central, own, strict=True)])
        self.common = _relative(_frequencies(counts))
        self.early = _relative(_early(ties))


def _frequencies(counts: Sequence[Counter[str]]) -> list[float]:
    """How often, on average, each sentence's terms stand in the article."""
    frequency: dict[str, int] = {}
    for count in counts:
        for term, n in count.items():
            frequency[term] = frequency.get(term, 0) + n
    return [
        sum([frequency[term] * n for term, n in count.items()]) / (count.total() or 1) for count in counts
    ]


def _early(ties: Sequence[Sequence[tuple[str, float]]]) -> list[float]:
    """How much each sentence shares with the others, those near the beginning counting most."""
    opening: dict[str, float] = {}
    ages = [math.exp(-index / _EARLY_TERMS) for index in range(len(ties))]
    for age, tie in zip(ages, ties, strict=True):
        for term, _ in tie:
            opening[term] = opening.get(term, 0.0) + age
    return [
        sum([weight * (opening[term] - age) for term, weight in tie])
        for age, tie in zip(ages, ties, strict=True)
    ]


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = math.hypot(*vector.values())
    return {term: weight / length for term, weight in vector.items()} if length else vector


def _relative(values: list[float]) -> list[float]:
    highest = max(values, default=0.0)
    return [value / highest for value in values] if highest > 0 else [0.0] * len(values)
