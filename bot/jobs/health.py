"""The health of background work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class Health:
    """The health of one kind of background work."""

    job: Job
    backlog: int
    """Keys that wait or are being worked on."""
    failing: int
    """Keys whose last attempt failed and that are retried."""
    given_up: int
    """Keys that are not retried until something changes."""
    attempts: int
    """Attempts since the program's start, ``retries`` of them at keys whose attempt before had failed."""
    retries: int
    faults: int
    """Attempts that ended by a fault of the program, since its start."""
    faulting: int
    """Keys whose last attempt ended so, and one more if the loop itself did."""
    last_failure: str | None
    last_failed_at: datetime | None
