"""How the attempts at one kind of background work ended."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from datetime import datetime

from bot.domain.errors import TertuliaError
from bot.domain.message import Message
from bot.jobs.clock import Clock
from bot.jobs.health import Health
from bot.jobs.kinds import Job
from bot.jobs.reasons import Reasons
from bot.logs.errors import sentence_about

_log = logging.getLogger(__name__)


class Outcomes:
    """Counts the attempts at one kind of work, and keeps how the last one at each key ended if it failed."""

    def __init__(self, job: Job, clock: Clock) -> None:
        self._job = job
        self._clock = clock
        self._reasons = Reasons(job)
        self._faulting: set[Hashable] = set()
        self.attempts = self.retries = self.faults = 0
        """Attempts in all; those at a key whose last attempt had failed; faults of the program."""
        self.last_failure: tuple[str, datetime] | None = None
        """What failed last, with the reason, and when."""

    def health(self, backlog: int, failing: int, given_up: int, *, ended: bool) -> Health:
        """What is known, with the numbers of the keys. ``ended``: the loop itself ended by a fault."""
        text, at = self.last_failure or (None, None)
        counts = (self.attempts, self.retries, self.faults, len(self._faulting) + ended)
        return Health(self._job, backlog, failing, given_up, *counts, text, at)

    def reason(self, key: Hashable) -> Message | None:
        """Why the last attempt at ``key`` failed, or None."""
        return self._reasons.get(key)

    def began(self, key: Hashable) -> None:
        """An attempt at ``key`` begins."""
        self.attempts += 1
        if key in self._faulting or self._reasons.get(key) is not None:
            self.retries += 1

    def works(self, key: Hashable) -> bool:
        """An attempt succeeded. Returns whether there was a reason why the one before failed."""
        self._faulting.discard(key)
        return self._reasons.works(key)

    def failed(self, key: Hashable, error: Exception) -> bool:
        """An attempt failed; it is logged. Returns whether by a fault of the program."""
        self.last_failure = (f"{key}: {sentence_about(error)}", self._clock.utcnow())
        if isinstance(error, TertuliaError):
            self._faulting.discard(key)
            self._reasons.failed(key, error.message, self._clock.monotonic())
            return False
        self._faulting.add(key)
        self.faults += 1
        _log.critical("%s: %s failed by a fault; it is tried again", self._job, key, exc_info=error)
        return True
