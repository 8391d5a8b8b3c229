"""When the pages of posted articles are read again, and from when on a page counts as gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LOOKS = (
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=7),
)
"""How long after its article was first posted a page is read again: most corrections come on the first day.
"""
MISSING_FOR = timedelta(days=7)
"""For how long a page must be missing before it counts as gone, unless its site says so at once."""
_CHANGE_SHARE = 24
"""A page that was posted a day ago is read once an hour at most, whatever its feed says."""
_WHILE_MISSING = timedelta(days=1)
_FIRST_RETRY, _LONGEST_RETRY = timedelta(hours=1), timedelta(days=1)
_MAX_FAILURES = 34
"""Failures in a row after which a site counts as dead: that takes a month."""


def next_look(since: datetime, now: datetime) -> datetime | None:
    """When the pages of an article that was first posted at ``since`` are to be read next; None: never."""
    return next((since + look for look in LOOKS if since + look > now), None)


def after_change(since: datetime, read_at: datetime | None, now: datetime) -> datetime:
    """When to read a page of which a feed says now that it changed: at once, unless it was read (``read_at``)
    not long ago for its age. The text of some feeds is another at each look, and nothing changed.
    """
    if read_at is None:
        return now
    return max(now, min(read_at, now) + (now - since) / _CHANGE_SHARE)


def next_retry(failures: int, now: datetime) -> datetime | None:
    """When to try again after so many failures in a row (at least 1); None: never."""
    if failures > _MAX_FAILURES:
        return None
    return now + min(_FIRST_RETRY * (1 << (failures - 1)), _LONGEST_RETRY)


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether a page is there: ``missing_since`` when its site first said that it is not, ``gone_at`` from
    when on it counted as gone; None otherwise.
    """

    missing_since: datetime | None = None
    gone_at: datetime | None = None

    def missing(self, now: datetime, *, is_gone: bool) -> Presence:
        """What holds once a site has said that there is no page; ``is_gone``: and will not be again."""
        since = self.missing_since or now
        gone = self.gone_at or (now if is_gone or now - since >= MISSING_FOR else None)
        return Presence(since, gone)

    def next_look(self, now: datetime) -> datetime | None:
        """When to look whether a missing page is there again; None if it is not missing, or gone."""
        if self.missing_since is None or self.gone_at is not None:
            return None
        return min(now + _WHILE_MISSING, max(now, self.missing_since + MISSING_FOR))
