"""How many translations a member may ask for."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

from bot.domain.errors import Refused
from bot.domain.message import counted
from bot.jobs.clock import Clock

REQUESTS = 30
"""Translations that one member may ask for within :data:`PERIOD`."""
PERIOD = timedelta(hours=1)
MOST_MEMBERS = 10_000
"""Members whose requests are counted: each costs a few hundred bytes."""


class Allowance:
    """Counts the requests of each member within the last hour.

    In memory: a restart, which gives everybody their requests anew, costs less than a row for every request.
    What an outside engine may get in a month is counted in rows, whoever asks.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._requests: dict[int, deque[float]] = {}

    def spend(self, member_id: int) -> None:
        """Count a request of a member, who may be on several servers.

        Raises:
            Refused: they asked too often within the last hour; it says when they may ask again.
        """
        now, seconds = self._clock.monotonic(), PERIOD.total_seconds()
        asked = self._requests.pop(member_id, deque())
        while asked and asked[0] <= now - seconds:
            asked.popleft()
        self._requests[member_id] = asked  # whoever asked last stands last
        if len(asked) >= REQUESTS:
            minutes = int((asked[0] + seconds - now) // 60) + 1
            raise Refused(
                counted(
                    "You can ask for {count} translation an hour. Please try again in {wait}.",
                    "You can ask for {count} translations an hour. Please try again in {wait}.",
                    REQUESTS,
                    wait=timedelta(minutes=minutes),
                )
            )
        asked.append(now)
        if len(self._requests) > MOST_MEMBERS:
            del self._requests[next(iter(self._requests))]
