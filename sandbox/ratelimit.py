"""Discord's pace, and faults on demand.

Discord tells its limits only in the headers of its answers; these are figures it has been seen to send.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sandbox.clock import Clock, created_at
from sandbox.errors import DiscordError

_MESSAGES = "/channels/{channel}/messages"
_LIMITS: Mapping[tuple[str, str], tuple[int, float]] = {
    ("POST", _MESSAGES): (5, 5.0),
    ("PATCH", _MESSAGES + "/{message}"): (5, 5.0),
    ("DELETE", _MESSAGES + "/{message}"): (5, 1.0),
    ("GET", _MESSAGES): (5, 5.0),
    ("PUT", _MESSAGES + "/{message}/reactions/{emoji}/@me"): (1, 0.25),
    ("POST", "/webhooks/{webhook}/{token}"): (5, 2.0),
    ("PATCH", "/webhooks/{webhook}/{token}/messages/{message}"): (5, 2.0),
    ("DELETE", "/webhooks/{webhook}/{token}/messages/{message}"): (5, 2.0),
}
"""Requests and seconds, for each channel or webhook by itself."""
_OTHERWISE = (10, 1.0)
_GLOBAL = 50
"""Requests a second over all routes; interactions and webhooks don't count."""
_RENAMES = (2, 600.0)
_OLD_EDITS = (10, 30.0)
"""Edits of messages older than an hour, for each channel; Discord's own figure is not known."""


class Window:
    """At most ``most`` uses within ``seconds``."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most = most
        self.seconds = seconds
        self._uses: deque[float] = deque()

    def wait(self, now: float) -> float:
        """How many seconds are left until it may be used again; 0 if it may now."""
        while self._uses and self._uses[0] <= now - self.seconds:
            self._uses.popleft()
        return self._uses[0] + self.seconds - now if len(self._uses) >= self.most else 0.0

    def use(self, now: float) -> None:
        """Count a use."""
        self._uses.append(now)

    def remaining(self) -> int:
        """How many uses are left."""
        return self.most - len(self._uses)

    def reset_after(self, now: float) -> float:
        """In how many seconds the first use is forgotten."""
        return max(0.0, self._uses[0] + self.seconds - now) if self._uses else self.seconds


class RateLimits:
    """Every limit that Discord keeps. Where ``enforced`` is False nothing is refused or told.

    ``asked`` counts requests by method, path and channel or webhook, ``refused`` those that came too early.
    """

    def __init__(self, clock: Clock, *, enforced: bool = True) -> None:
        self.enforced = enforced
        self.asked: Counter[tuple[str, str, str]] = Counter()
        self.refused = 0
        self._clock = clock
        self._windows: dict[tuple[str, ...], Window] = {}
        self._global = Window(_GLOBAL, 1.0)

    def _window(self, key: tuple[str, ...], limit: tuple[int, float]) -> Window:
        return self._windows.setdefault(key, Window(*limit))

    def take(self, method: str, path: str, major: str, *, counts: bool) -> dict[str, str]:
        """Count a request, over all routes too if it ``counts`` there; returns headers that tell the limit.

        Raises:
            DiscordError: 429, with ``retry_after`` in seconds.
        """
        self.asked[method, path, major] += 1
        if not self.enforced or path.startswith("/interactions/"):
            return {}
        now = self._clock.now().timestamp()
        if counts:
            if wait := self._global.wait(now):
                self.refused += 1
                raise too_many(wait, everywhere=True)
            self._global.use(now)
        window = self._window((method, path, major), _LIMITS.get((method, path), _OTHERWISE))
        wait = window.wait(now)
        if not wait:
            window.use(now)
        headers = {
            "X-RateLimit-Limit": str(window.most),
            "X-RateLimit-Remaining": str(window.remaining()),
            "X-RateLimit-Reset": f"{now + window.reset_after(now):.3f}",
            "X-RateLimit-Reset-After": f"{window.reset_after(now):.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(f"{method} {path}".encode()).hexdigest()[:32],
        }
        if wait:
            self.refused += 1
            raise too_many(wait, headers=headers)
        return headers

    def take_rename(self, channel_id: str) -> None:
        """Count a new name for a channel or thread: two in ten minutes.

        Raises:
            DiscordError: 429.
        """
        self._take_one(("rename", channel_id), _RENAMES, "You are being rate limited.", 0)

    def take_edit(self, channel_id: str, message_id: str) -> None:
        """Count an edit, if the message is older than an hour.

        Raises:
            DiscordError: 30046.
        """
        if message_id.isdigit() and self._clock.now() - created_at(message_id) > timedelta(hours=1):
            sentence = "Maximum number of edits to messages older than 1 hour reached. Try again later"
            self._take_one(("old edit", channel_id), _OLD_EDITS, sentence, 30046)

    def _take_one(self, key: tuple[str, ...], limit: tuple[int, float], sentence: str, code: int) -> None:
        if not self.enforced:
            return
        now = self._clock.now().timestamp()
        window = self._window(key, limit)
        if wait := window.wait(now):
            raise DiscordError(429, code, sentence, retry_after=round(wait, 3), **{"global": False})
        window.use(now)


class TooMany(DiscordError):
    """A 429 with the headers that tell of it."""

    def __init__(self, wait: float, headers: Mapping[str, str], *, everywhere: bool) -> None:
        super().__init__(
            429,
            0,
            "You are being rate limited.",
            retry_after=round(wait + 0.001, 3),
            **{"global": everywhere},
        )
        self.headers = dict(headers) | {"Retry-After": str(int(wait) + 1)}
        self.headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        if everywhere:
            self.headers["X-RateLimit-Global"] = "true"


def too_many(wait: float, headers: Mapping[str, str] | None = None, *, everywhere: bool = False) -> TooMany:
    """The refusal of a request that came ``wait`` seconds too early."""
    return TooMany(wait, headers or {}, everywhere=everywhere)


@dataclass
class Fault:
    """A status to answer with instead of (or, ``after``, in spite of) doing what was asked; or the true
    answer, ``late`` seconds after it was done.
    """

    method: str
    path: re.Pattern[str]
    status: int
    times: int
    code: int = 0
    message: str = "Something broke on purpose"
    retry_after: float = 0.1
    after: bool = False
    late: float = 0.0


@dataclass
class Faults:
    """Faults that are still to happen."""

    waiting: list[Fault] = field(default_factory=list)

    def add(
        self,
        method: str,
        path: str,
        status: int,
        times: int = 1,
        *,
        code: int = 0,
        message: str = "Something broke on purpose",
        retry_after: float = 0.1,
        after: bool = False,
    ) -> Fault:
        """Answer the next ``times`` calls of ``method`` whose path (under /api/v10) matches with ``status``.

        With ``after`` what was asked is done first and only its answer is lost. ``retry_after`` goes with a
        429. Status 0 cuts the connection.
        """
        fault = Fault(method, re.compile(path), status, times, code, message, retry_after, after)
        self.waiting.append(fault)
        return fault

    def delay(self, method: str, path: str, seconds: float) -> None:
        """Do what the next such call asks at once, and answer it only ``seconds`` later."""
        self.waiting.append(Fault(method, re.compile(path), 200, 1, after=True, late=seconds))

    def next(self, method: str, path: str, *, after: bool) -> Fault | None:
        """The fault that meets this call now, if one does."""
        for fault in self.waiting:
            if fault.after == after and fault.method in (method, "*") and fault.path.search(path):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """No faults any more."""
        self.waiting.clear()
