"""Calendar dates as pages and texts write them, in numbers and in words of either language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from bot.domain.language import Language

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sep sept septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_ISO = re.compile(r"((?:19|20)\d\d)-?(\d\d)-?(\d\d)(?!\d)")
_SECONDS = re.compile(r"([01]\d{9})(?:\d{3})?\Z")
"""Seconds, or milliseconds, since 1970, up to 2033."""
_MONTH_FIRST = re.compile(
    _MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:del?\s+)?((?:19|20)\d\d)\b", re.IGNORECASE
)
_DAY_FIRST = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th|º)?\s+(?:of\s+|de\s+)?" + _MONTH + r",?\s+(?:del?\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-]((?:19|20)\d\d)\b")
_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:/|-)")


def from_stamp(stamp: str | None) -> date | None:
    """The calendar date of an ISO 8601 time stamp (as its publisher wrote it), or of a date in words."""
    if not stamp:
        return None
    if match := _SECONDS.match(stamp.strip()):
        return datetime.fromtimestamp(int(match[1]), UTC).date()
    match = _ISO.match(stamp.strip())
    return _date(match[1], match[2], match[3]) if match else from_words(stamp[:200], None)


def from_path(url: str) -> date | None:
    """The date in the path of an address such as ``/2022/01/28/story``."""
    match = _IN_PATH.search(url)
    return _date(match[1], match[2], match[3]) if match else None


def from_words(text: str, language: Language | None) -> date | None:
    """The first date written in ``text``. Of 3/4/2022 the month comes first in English, the day otherwise."""
    if match := _MONTH_FIRST.search(text):
        return _date(match[3], str(_MONTHS[match[1].lower()]), match[2])
    if match := _DAY_FIRST.search(text):
        return _date(match[3], str(_MONTHS[match[2].lower()]), match[1])
    if match := _ISO.search(text):
        return _date(match[1], match[2], match[3])
    if match := _NUMBERS.search(text):
        first, second, year = match.groups()
        month_first = language is Language.EN
        day, month = (second, first) if month_first else (first, second)
        return _date(year, month, day) or _date(year, day, month)
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
