"""When the next entry of a feed may be posted: so many in an hour, none in quiet hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.times import time_zones

HOUR = timedelta(hours=1)
Quiet = tuple[int, int]
"""A span of minutes after midnight, its end not in it; it may pass midnight."""


def next_allowed(
    now: datetime, posted: Sequence[datetime], *, per_hour: int | None, quiet: Quiet | None, zone: ZoneInfo
) -> datetime:
    """The first moment (in UTC) from ``now`` on at which one more may be posted.

    ``posted`` is when entries were posted in the hour before ``now``, oldest first. A span of quiet hours
    that begins and ends at the same minute is none.
    """
    at = now
    if per_hour is not None and len(posted) >= per_hour:
        at = max(at, posted[-per_hour] + HOUR)
    return end_of_quiet(at, quiet, zone)


def end_of_quiet(at: datetime, quiet: Quiet | None, zone: ZoneInfo) -> datetime:
    """When quiet hours end that ``at`` is in, by the clocks of the zone; ``at`` where it is in none."""
    if quiet is None or not _is_quiet(at, quiet, zone):
        return at
    local = at.astimezone(zone)
    for days in range(3):
        day = (local + timedelta(days=days)).date()
        midnight = datetime(day.year, day.month, day.day)
        end = time_zones.moment_at(midnight + timedelta(minutes=quiet[1]), zone)
        if end > at:
            return end
    return at


def _is_quiet(at: datetime, quiet: Quiet, zone: ZoneInfo) -> bool:
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    begin, end = quiet
    if begin <= end:
        return begin <= minute < end
    return minute >= begin or minute < end
