"""How often something new appears in a feed, by the dates of its entries."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.domain.message import Message, counted, message

_DAY = timedelta(days=1)
_WEEK = 7
_MONTH = 30


def frequency(published: Iterable[datetime | None], now: datetime) -> Message | None:
    """About how many entries appear in a day, a week or a month, up to ``now``; None where too few of them
    have a date.
    """
    dates = sorted(one for one in published if one is not None and one <= now + _DAY)
    if len(dates) < 3:
        return None
    days = max((max(now, dates[-1]) - dates[0]) / _DAY, 1 / 24)
    a_day = len(dates) / days
    if a_day >= 1:
        return counted("about {count} a day", "about {count} a day", round(a_day))
    if a_day * _WEEK >= 1:
        return counted("about {count} a week", "about {count} a week", round(a_day * _WEEK))
    if a_day * _MONTH >= 1:
        return counted("about {count} a month", "about {count} a month", round(a_day * _MONTH))
    return message("less than one a month")
