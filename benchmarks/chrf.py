"""chrF2 of a corpus, as sacrebleu computes it: how much of a translation's characters a reference shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_ORDER, _BETA = 6, 2


def chrf(translated: Iterable[str], references: Iterable[str]) -> float:
    """The score, from 0 to 100, of translations beside one reference each."""
    counts = [[0, 0, 0] for _ in range(_ORDER)]
    for one, other in zip(translated, references, strict=True):
        told, wanted = ("".join(text.split()) for text in (one, other))
        for order, count in enumerate(counts, 1):
            ours, theirs = _grams(told, order), _grams(wanted, order)
            count[0] += ours.total()
            count[1] += theirs.total()
            count[2] += (ours & theirs).total()
    right = [(shared / ours, shared / theirs) for ours, theirs, shared in counts if ours and theirs]
    if not right:
        return 0.0
    precision, recall = (sum(column) / len(right) for column in zip(*right, strict=True))
    if not precision + recall:
        return 0.0
    return 100 * (1 + _BETA**2) * precision * recall / (_BETA**2 * precision + recall)


def _grams(text: str, order: int) -> Counter[str]:
    return Counter(text[place : place + order] for place in range(len(text) - order + 1))
