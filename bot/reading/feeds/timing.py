"""How often a feed asks its readers to look, and when not to."""

from __future__ import annotations

from collections.abc import Iterable

from bot.reading.feeds.dates import WEEKDAYS

_PERIODS = {
    "hourly": 3_600,
    "daily": 24 * 3_600,
    "weekly": 7 * 24 * 3_600,
    "monthly": 30 * 24 * 3_600,
    "yearly": 365 * 24 * 3_600,
}
_LONGEST_NUMBER = 7


def seconds_of_minutes(text: str) -> int | None:
    """Seconds of RSS's ``ttl``, which is in minutes."""
    minutes = _number(text)
    return 60 * minutes if minutes else None


def seconds_of_period(period: str, frequency: str) -> int | None:
    """Seconds between two updates, of which there are ``frequency`` (1 where it is empty) in a period."""
    seconds = _PERIODS.get(period.strip().lower()[:10])
    return seconds // (_number(frequency) or 1) or None if seconds else None


def hours_of(texts: Iterable[str]) -> set[int]:
    """Hours of the day as ``skipHours`` has them: 24 is midnight too."""
    numbers = (_number(text) for text in texts)
    return {number % 24 for number in numbers if number is not None and number <= 24}


def days_of(texts: Iterable[str]) -> set[int]:
    """Days of the week (0 is Monday) as ``skipDays`` has them."""
    days = (WEEKDAYS.get(text.strip()[:3].lower()) for text in texts)
    return {day for day in days if day is not None}


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER else None
