"""How background work is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.jobs.kinds import Job


@dataclass(frozen=True, slots=True)
class Health:
    """How one kind of background work is doing."""

    job: Job
    backlog: int
    """Keys that wait or are being worked on."""
    failing: int
    """Keys whose last attempt failed and that are tried again."""
    given_up: int
    """Keys that were left alone, as what they failed by does not pass by itself."""
    faults: int
    """Errors of the program's own since it was started."""
    last_failure: str | None
    last_failed_at: datetime | None
