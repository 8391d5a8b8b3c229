"""Times as feeds write them: as RFC 822 and ISO 8601 say, or nearly so, in words of English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from enum import Enum

LONGEST = 100
"""Characters of a text that are looked at: no date is longer."""
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
"""Programs write 1970 where there is no date."""
_AHEAD = timedelta(days=1)
"""How far in the future a date may be: clocks and time zones are wrong by less."""
_CENTURY_FROM = 70
"""Two-digit years from which on they are of the last century."""

_CLOCK = (
    r"(?P<hour>\d{1,2})[:h](?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)?"
)
_ZONE = r"(?:\s*\(?(?P<zone>z|[a-z]{1,5}(?![a-z])(?:\s?[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d{1,2}(?::?\d\d)?)\)?)?"
_TIME = rf"(?:[\s,t]{{1,3}}(?:at\s|a\slas\s|-\s)?{_CLOCK}{_ZONE})?"
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]{2,10})(?:[.,]{1,2}\s{0,3}|\s{1,3}))?"

_ISO = re.compile(
    rf"(?P<year>\d{{4}})(?:-?(?P<month>\d\d)(?:-?(?P<day>\d\d))?)?{_TIME}(?:\s|\(|\Z)", re.IGNORECASE
)
_ISO_SHORT = re.compile(
    rf"(?P<year>\d{{4}})[/.-](?P<month>\d{{1,2}})[/.-](?P<day>\d{{1,2}}){_TIME}(?:\s|\(|\Z)", re.IGNORECASE
)
_RFC = re.compile(
    rf"{_WEEKDAY}(?P<day>\d{{1,2}})(?:st|nd|rd|th|º)?[\s/-]{{1,3}}(?:de\s)?(?P<name>[^\W\d_]{{3,10}})[.,]?"
    rf"[\s/-]{{1,3}}(?:del?\s)?(?P<year>\d{{4}}|\d\d){_TIME}(?:\s|\(|\Z)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.?\s{{1,3}}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,3}}"
    rf"(?P<year>\d{{4}}){_TIME}(?:\s|\(|\Z)",
    re.IGNORECASE,
)
_ASCTIME = re.compile(
    rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.?\s{{1,3}}(?P<day>\d{{1,2}}),?\s{{1,3}}{_CLOCK}{_ZONE}\s{{1,3}}(?P<year>\d{{4}})\Z",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    rf"{_WEEKDAY}(?P<one>\d{{1,2}})(?P<mark>[/.-])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d\d){_TIME}(?:\s|\(|\Z)",
    re.IGNORECASE,
)
_FORMS = (_RFC, _ISO, _ISO_SHORT, _MONTH_FIRST, _ASCTIME)
_SECONDS = re.compile(r"(\d{9,10})(?:\d{3})?\Z")

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan ene",
            "feb",
            "mar",
            "apr abr",
            "may",
            "jun",
            "jul",
            "aug ago",
            "sep set",
            "oct",
            "nov",
            "dec dic",
        ),
        1,
    )
    for name in names.split()
}
"""Months by the first three letters of their names."""
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("mon lun", "tue mar", "wed mie mié", "thu jue", "fri vie", "sat sab sáb", "sun dom")
    )
    for name in names.split()
}

"""Days of the week (0 is Monday) by the first three letters of their names."""
_ZONES = {
    name: hours
    for hours, names in (
        (-10, "hst"),
        (-9, "akst"),
        (-8, "pst pt akdt"),
        (-7, "pdt mst mt"),
        (-6, "mdt cst ct"),
        (-5, "cdt est et cot pet ect"),
        (-4, "edt ast at clt bot vet"),
        (-3, "adt art brt clst uyt"),
        (0, "z ut utc gmt wet"),
        (1, "bst west cet met"),
        (2, "cest mest eet sast"),
        (3, "eest msk"),
        (8, "awst hkt sgt"),
        (9, "jst kst"),
        (10, "aest"),
        (11, "aedt"),
    )
    for name in names.split()
}
"""Hours east of Greenwich; of names with several meanings, the one of the Americas and Europe."""


class Order(Enum):
    """Which number of 1/10/2020 is the month."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def order_of(texts: Iterable[str], language: str | None) -> Order:
    """How a feed writes dates in numbers: as those of its dates that can be meant in one way only, else as in
    the United States where that is its language, else the day first.
    """
    for text in texts:
        if (match := _NUMBERS.match(text[:LONGEST].strip())) is not None:
            one, other = int(match["one"]), int(match["other"])
            if one > 12 >= other:
                return Order.DAY_FIRST
            if other > 12 >= one:
                return Order.MONTH_FIRST
    american = (language or "").lower().replace("_", "-").startswith("en-us")
    return Order.MONTH_FIRST if american else Order.DAY_FIRST


def moment(text: str, now: datetime, order: Order = Order.DAY_FIRST) -> datetime | None:
    """The time that ``text`` says, in UTC (which is meant where it names no zone); None where it says none,
    or one that is more than a day after ``now``.
    """
    try:
        found = _written(text[:LONGEST].strip(), order)
    except (ValueError, OverflowError):
        return None
    return found if found is not None and _EARLIEST <= found <= now + _AHEAD else None


def _written(text: str, order: Order) -> datetime | None:
    if (match := _SECONDS.match(text)) is not None:
        return datetime.fromtimestamp(int(match[1]), UTC)
    for form in _FORMS:
        if (match := form.match(text)) is not None:
            told = match.groupdict()
            month = int(told["month"] or 1) if "month" in told else _MONTHS.get(_short(told["name"]))
            if month:
                return _timed(match, month, int(told["day"] or 1))
    if (match := _NUMBERS.match(text)) is not None:
        return _in_numbers(match, order)
    return None


def _in_numbers(match: re.Match[str], order: Order) -> datetime | None:
    """The time of a date in numbers: the day of the week, where one stands there, goes before the order."""
    one, other = int(match["one"]), int(match["other"])
    pairs = [(other, one), (one, other)]
    if order is Order.MONTH_FIRST and match["mark"] != ".":
        pairs.reverse()
    possible = [(month, day) for month, day in pairs if month <= 12]
    weekday = WEEKDAYS.get(_short(match["weekday"] or ""))
    for month, day in possible if weekday is not None else ():
        if datetime(_full(match["year"]), month, day).weekday() == weekday:
            return _timed(match, month, day)
    return _timed(match, *possible[0]) if possible else None


def _timed(match: re.Match[str], month: int, day: int) -> datetime:
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if match["half"]:
        hour = hour % 12 + 12 * (match["half"].lower() == "p")
    date = datetime(_full(match["year"]), month, day, tzinfo=UTC)
    # 24:00 and leap seconds are written too: what is added may be more than clocks show.
    return date + timedelta(hours=hour, minutes=minute, seconds=second) - _offset(match["zone"])


def _short(name: str) -> str:
    return name[:3].lower()


def _full(year: str) -> int:
    number = int(year)
    return number if len(year) == 4 else number + (1900 if number >= _CENTURY_FROM else 2000)


def _offset(zone: str | None) -> timedelta:
    """How far east of Greenwich a zone is; unknown names are Greenwich."""
    if not zone:
        return timedelta()
    place = max(zone.find("+"), zone.find("-"))
    if place < 0:
        return timedelta(hours=_ZONES.get(zone.lower(), 0))
    digits = zone[place + 1 :].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if zone[place] == "-" else size
