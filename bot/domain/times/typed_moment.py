"""Moments as people type them, in English or Spanish: *18:30*, *tomorrow 9:00*, *mañana 9:00*."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.times import time_zones

MAX_LENGTH = 60
"""Characters that are read."""
_TIME = re.compile(
    r"(?:^|[ t])(?:at |a las? )?(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))? ?(?P<half>[ap]\.? ?m\.?|h)?$"
)
_DAY = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
_AHEAD = {
    "": 0,
    "today": 0,
    "hoy": 0,
    "tomorrow": 1,
    "manana": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "pasado manana": 2,
}
_WEEKDAYS = {
    "monday": 0,
    "tuesday": 1,
    "wednesday": 2,
    "thursday": 3,
    "friday": 4,
    "saturday": 5,
    "sunday": 6,
    "lunes": 0,
    "martes": 1,
    "miercoles": 2,
    "jueves": 3,
    "viernes": 4,
    "sabado": 5,
    "domingo": 6,
}
_WEEK = 7


def read_moment(typed: str, now: datetime, there: ZoneInfo) -> datetime | None:
    """The moment (in UTC) that somebody means who types a time of a zone at ``now``; None if it cannot be
    read. It may be in the past. A day of the week is the next such day whose time is still to come.
    """
    text = _folded(typed)
    if (found := _TIME.search(text)) is None or (clock := _clock(found)) is None:
        return None
    words = text[: found.start()].strip(" ,").removeprefix("on ").removeprefix("el ")
    local_now = now.astimezone(there).replace(tzinfo=None)
    if words in _WEEKDAYS:
        ahead = (_WEEKDAYS[words] - local_now.weekday()) % _WEEK
        local = datetime.combine(local_now.date() + timedelta(days=ahead), clock)
        return time_zones.moment_at(local if local > local_now else local + timedelta(days=_WEEK), there)
    day = _day(words, local_now.date())
    return None if day is None else time_zones.moment_at(datetime.combine(day, clock), there)


def _day(words: str, today: date) -> date | None:
    if words in _AHEAD:
        return today + timedelta(days=_AHEAD[words])
    if found := _DAY.fullmatch(words):
        try:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            return None
    return None


def _clock(found: re.Match[str]) -> time | None:
    """The time of day, which needs minutes or what tells that it is one."""
    hour, half = int(found["hour"]), (found["half"] or "")[:1]
    if found["minute"] is None and not half:
        return None
    if half in ("a", "p"):
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    minute = int(found["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _folded(typed: str) -> str:
    decomposed = unicodedata.normalize("NFKD", typed[:MAX_LENGTH])
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    return " ".join(kept.casefold().split())
