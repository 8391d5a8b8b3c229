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
        first=0.0251, second=0.3135, third=0.2256, early=0.0791, opens=-0.0543,
        central=0.1007, alike=0.105, common=-0.0892, early_terms=0.119, title=-0.0591, headline=0.4672,
        short=-0.088, personal=-0.207, question=-0.3096, quoted=-0.0778,
        names=-0.0442, repeated_names=0.0191, number=0.1017, matter=0.0182,
        repetition=-0.3222, late=-0.5868, each=-0.1166,
    ),
    Language.ES: _weights(
        first=0.0318, second=0.3283, third=0.2183, early=0.0639, opens=-0.0395,
        central=0.082, alike=0.0857, common=-0.0834, early_terms=0.0883, title=-0.026, headline=0.4881,
        short=-0.0797, personal=-0.2389, question=-0.2512, quoted=-0.0441,
        names=-0.0499, repeated_names=0.0043, number=0.0929, matter=-0.0191,
        repetition=-0.2352, late=-0.5986, each=-0.1156,
    ),
}  # fmt: skip
