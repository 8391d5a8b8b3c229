"""How long a mirror waits for its translation before it is sent without it."""

from __future__ import annotations

from bot.jobs.clock import Clock
from bot.translating.translation_worker import TranslationWorker

LONGEST_WAIT = 2.0
"""Seconds that a mirror waits at most."""


class TranslationWait:
    """Knows of each thread since when its next mirror waits."""

    def __init__(self, clock: Clock, worker: TranslationWorker) -> None:
        self._clock = clock
        self._worker = worker
        self._until: dict[int, tuple[int, float]] = {}
        """By thread, the mirror that waits there, and until when."""

    @property
    def is_on(self) -> bool:
        """Whether there are translations at all."""
        return self._worker.is_on

    def left(self, channel_id: int, mirror_id: int) -> float:
        """Seconds that a mirror, the next of its thread, is still to wait. It does not wait while the engines
        have more to do than they can do meanwhile.
        """
        now = self._clock.monotonic()
        waiting, until = self._until.get(channel_id, (0, 0.0))
        if waiting != mirror_id:
            until = now + LONGEST_WAIT
        self._until[channel_id] = mirror_id, until
        return 0.0 if self._worker.seconds_left > LONGEST_WAIT else max(0.0, until - now)

    def sent(self, channel_id: int) -> None:
        """The next mirror of a thread was sent: none waits there."""
        self._until.pop(channel_id, None)
