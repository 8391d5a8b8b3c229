"""How much each feature of a sentence counts in a summary.

Learnt by ``python -m benchmarks.learning`` with ridge regression from sets of sentences to how much of an
article's own highlights or standfirst each set has; each language leans on its own articles half as much
again as on the other's. It also prints what articles give that the weights were not learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.language import Language
from bot.reading.summarise.features import FEATURES


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight for each of ``FEATURES``, one for what two share, one for a late beginning, one for each
    sentence more.
    """

    features: tuple[float, ...]
    repetition: float
    late: float
    each: float

    def value(self, features: Sequence[float]) -> float:
        """What a sentence is worth by itself."""
        return sum(map(float.__mul__, self.features, features))


def _weights(*, repetition: float, late: float, each: float, **features: float) -> Weights:
    return Weights(tuple(features[name] for name in FEATURES), repetition, late, each)


WEIGHTS = {
    Language.EN: _weights(
        first=0.038, second=0.3314, third=0.2397, early=0.1124, opens=-0.0772,
        central=0.1041, alike=0.1114, common=-0.1041, early_terms=0.1076, title=-0.114, headline=0.3303,
        short=-0.0577, personal=-0.1919, question=-0.2037, quoted=-0.0918,
        names=-0.0507, repeated_names=0.0363, number=0.0918, matter=0.0073,
        repetition=-0.308, late=-0.3044, each=-0.1128,
    ),
    Language.ES: _weights(
        first=0.0635, second=0.3486, third=0.2286, early=0.1096, opens=-0.0597,
        central=0.0841, alike=0.0931, common=-0.1037, early_terms=0.0641, title=-0.0711, headline=0.3609,
        short=-0.0575, personal=-0.2322, question=-0.2452, quoted=-0.0533,
        names=-0.0572, repeated_names=0.0257, number=0.0838, matter=-0.0321,
        repetition=-0.2142, late=-0.0978, each=-0.106,
    ),
}  # fmt: skip
