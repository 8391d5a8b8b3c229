"""How long to wait between attempts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential backoff: ``first`` seconds after the first failure, doubled up to ``longest``.

    ``attempts`` is how many are made before giving up, the first included; None is without end.
    """

    first: float
    longest: float
    attempts: int | None = None

    def delay(self, failures: int) -> float | None:
        """Seconds to wait after ``failures`` in a row (at least 1), or None where it is time to give up."""
        if self.attempts is not None and failures >= self.attempts:
            return None
        doublings = min(failures - 1, 60)  # a float holds no more than 2 ** 1023
        return float(min(self.first * 2**doublings, self.longest))
