"""When something that happens every day or every week at a time of the clock happens next."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.times.time_zones import moment_at

DAYS = 7


def next_at(after: datetime, minute: int, weekday: int | None, there: ZoneInfo) -> datetime:
    """The first moment (in UTC) later than ``after`` when the clocks of a zone show so many minutes after
    midnight; on that day of the week (0 is Monday), or on any.
    """
    at = time(minute // 60, minute % 60)
    day = after.astimezone(there).date() - timedelta(days=1)
    for number in range(2 * DAYS + 2):
        date = day + timedelta(days=number)
        if weekday is None or date.weekday() == weekday:
            moment = moment_at(datetime.combine(date, at), there)
            if moment > after:
                return moment
    raise AssertionError("each week has every day")
