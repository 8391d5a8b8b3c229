"""When a feed is looked at again: often enough for what it brings, no oftener than its site wants.

Everything that depends on chance is given ``chance``, a number from 0 to 1: looks that would come at one
moment are spread by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.feeds.following import PauseReason

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)
"""Between two looks, whatever a site or its entries say; only skipped hours and days come on top."""
FIRST = timedelta(hours=1)
"""Where nothing is known of when entries appear."""
MOST_MOMENTS = 20
"""Newest moments that tell how often entries appear."""
JITTER = 0.1
"""Share of a wait that chance adds to it."""
TOLD_AFTER = timedelta(hours=24)
"""For how long a feed fails before people are told."""
PAUSED_AFTER = timedelta(days=30)
"""For how long a feed fails before it is paused."""
MOVED_AFTER = timedelta(days=1)
"""For how long an address redirects for good before the new one is kept."""
_QUIET_SHARE = 24
"""A feed that brought nothing for a day is looked at once an hour, one of a week every seven hours."""
_DAYS_AHEAD = 8


@dataclass(frozen=True, slots=True)
class Wishes:
    """How often a site wants its feed to be looked at: ``ttl`` and ``max_age`` in seconds; at these hours (0
    to 23) and on these days (0 is Monday), both in UTC, not at all.
    """

    ttl: int | None = None
    max_age: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()


def usual_interval(appeared: Iterable[datetime]) -> timedelta:
    """How often to look at a feed whose entries appeared at these moments: twice for each new one."""
    newest = sorted(set(appeared))[-MOST_MOMENTS:]
    if len(newest) < 2:
        return FIRST
    return _within((newest[-1] - newest[0]) / (len(newest) - 1) / 2)


def next_look(
    now: datetime,
    usual: timedelta,
    last_entry: datetime | None,
    wishes: Wishes,
    chance: float,
    every: timedelta | None = None,
) -> datetime:
    """When to look again after a look that succeeded. A feed that has been quiet for longer than usual is
    looked at more and more seldom, until it brings something. ``every`` is how often it is looked at instead
    if its operator says so; what the site wants counts all the same.
    """
    quiet = now - last_entry if last_entry else timedelta()
    wanted = timedelta(seconds=max(wishes.ttl or 0, wishes.max_age or 0))
    if every is not None:
        return _allowed(now + _spread(max(every, min(wanted, LONGEST)), chance), wishes)
    at = now + _spread(_within(max(usual, quiet / _QUIET_SHARE, wanted)), chance)
    return _allowed(at, wishes)


def retry(
    now: datetime, failures: int, failing_since: datetime, retry_after: int | None, chance: float
) -> datetime:
    """When to look again after ``failures`` in a row (at least 1): after an hour, then two, up to a day, and
    when it has failed for as long as people are told after. ``retry_after`` are seconds that the site wants.
    """
    wait = _spread(min(timedelta(hours=2 ** min(failures - 1, 10)), LONGEST), chance)
    told_at = failing_since + TOLD_AFTER
    if now < told_at < now + wait:
        wait = told_at - now
    return now + max(wait, min(timedelta(seconds=retry_after or 0), LONGEST))


def is_told(now: datetime, failing_since: datetime) -> bool:
    """Whether a feed fails for so long that people are told."""
    return now - failing_since >= TOLD_AFTER


def pause(now: datetime, failing_since: datetime, *, is_gone: bool) -> PauseReason | None:
    """Why a feed that failed is looked at no longer; None where it still is."""
    if is_gone:
        return PauseReason.GONE
    return PauseReason.FAILING if now - failing_since >= PAUSED_AFTER else None


@dataclass(frozen=True, slots=True)
class Move:
    """Where an address has redirected for good since when, as looks found it. ``is_settled``: it has done so
    for long enough, in two looks at least, for the new address to be kept.
    """

    to: str | None = None
    since: datetime | None = None
    is_settled: bool = False


def move(before: Move, to: str | None, now: datetime) -> Move:
    """What a look that found a permanent redirect ``to`` another address, or none, makes of what was found
    before.
    """
    if to is None:
        return Move()
    if to != before.to or before.since is None:
        return Move(to, now)
    return Move(to, before.since, now - before.since >= MOVED_AFTER)


def _within(interval: timedelta) -> timedelta:
    return min(max(interval, SHORTEST), LONGEST)


def _spread(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 + JITTER * chance)


def _allowed(at: datetime, wishes: Wishes) -> datetime:
    """The first moment from ``at`` on that is in no skipped hour and on no skipped day; one as far into its
    hour as ``at``, so that not all look at once. Where everything is skipped nothing is.
    """
    hours, days = wishes.skip_hours & set(range(24)), wishes.skip_days & set(range(7))
    if len(hours) == 24 or len(days) == 7:
        return at
    at = at.astimezone(UTC)
    for _ in range(_DAYS_AHEAD * 24):
        if at.hour not in hours and at.weekday() not in days:
            break
        at += timedelta(hours=1)
    return at
