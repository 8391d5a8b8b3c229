"""Why keys of background work failed, and the log of it: a line for each reason, not for each key."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Hashable

from bot.domain.message import Message
from bot.jobs.kinds import Job

_log = logging.getLogger(__name__)

PENDING = "what is pending"
"""The key of what is read from rows: which keys there are."""
REPEAT_SECONDS = 3_600.0
"""How long a reason is not logged again while it lasts."""


class Reasons:
    """The last reason of each key of one kind of work.

    A reason is logged with the first key that fails for it, then at most once an hour with how many do, and
    once none does any more.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._reasons: dict[Hashable, Message] = {}
        self._failing: Counter[str] = Counter()
        self._logged: dict[str, float] = {}

    def get(self, key: Hashable) -> Message | None:
        """Why ``key`` failed last, or None."""
        return self._reasons.get(key)

    def failed(self, key: Hashable, reason: Message, now: float) -> None:
        """Note that ``key`` failed at ``now``, in seconds of any clock that does not go back."""
        self._forget(key)
        text = str(reason)
        self._reasons[key] = reason
        self._failing[text] += 1
        logged = self._logged.get(text)
        if logged is None:
            _log.warning("%s: %s: %s", self._job, key, reason)
            # A key that fails for this and that in turn is not logged each time.
            self._logged = {
                one: at
                for one, at in self._logged.items()
                if one in self._failing or at > now - REPEAT_SECONDS
            }
        elif now - logged >= REPEAT_SECONDS:
            waiting = self._failing[text]
            _log.warning("%s: %d wait: %s", self._job, waiting, reason)
        else:
            return
        self._logged[text] = now

    def works(self, key: Hashable) -> bool:
        """Note that ``key`` works; gives whether it had failed."""
        reason = self._forget(key)
        if reason is None:
            return False
        if reason not in self._failing and self._logged.pop(reason, None) is not None:
            _log.warning("%s: works again, after: %s", self._job, reason)
        if not self._failing:
            self._logged.clear()
        return True

    def _forget(self, key: Hashable) -> str | None:
        """Drop what is known of a key; gives its last reason."""
        reason = self._reasons.pop(key, None)
        if reason is None:
            return None
        text = str(reason)
        self._failing[text] -= 1
        if not self._failing[text]:
            del self._failing[text]
        return text
