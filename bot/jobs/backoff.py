"""How long to wait between attempts, and how often something may be done."""

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


class Allowance:
    """How often something may be done at once: ``most`` times in any ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._taken: list[float] = []

    def take(self, now: float) -> float:
        """Take one at the time ``now``. Returns 0.0, or in how many seconds there is one."""
        self._taken = [at for at in self._taken if at > now - self._seconds]
        if len(self._taken) >= self._most:
            return self._taken[0] + self._seconds - now
        self._taken.append(now)
        return 0.0
