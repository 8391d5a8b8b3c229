"""Exponential backoff, and a rate limit."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential backoff: ``first`` seconds after the first failure, then doubled up to ``longest``.

    ``attempts`` is how many are made in all before giving up; None: never give up.
    """

    first: float
    longest: float
    attempts: int | None = None

    def delay(self, failures: int) -> float | None:
        """Seconds to wait after ``failures`` in a row (at least 1), or None to give up."""
        if self.attempts is not None and failures >= self.attempts:
            return None
        doublings = min(failures - 1, 60)  # a float holds no more than 2 ** 1023
        return float(min(self.first * 2**doublings, self.longest))


class RateLimit:
    """Allows something ``count`` times in any ``seconds``."""

    def __init__(self, count: int, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._times: list[float] = []

    def take(self, now: float) -> float:
        """Count one use at the time ``now``. Returns 0.0, or the seconds until one is allowed."""
        self._times = [at for at in self._times if at > now - self._seconds]
        if len(self._times) >= self._count:
            return self._times[0] + self._seconds - now
        self._times.append(now)
        return 0.0
