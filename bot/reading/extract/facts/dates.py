"""Calendar dates as pages and texts write them, in numbers and in words of either language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

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
MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
"""A pattern of the names of months, short and long."""
_WEEKDAYS = ("mon lun", "tue mar", "wed mie mié", "thu jue", "fri vie", "sat sab sáb", "sun dom")
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = r"(?:st|nd|rd|th|ro|er|do|\.?[ºª°o])?"
_DATE = re.compile(
    rf"""
    (?<![\d.])(?P<year_1>{_YEAR})(?P<mark_1>[-/.])(?P<month_1>\d{{1,2}})(?P=mark_1)(?P<day_1>\d{{1,2}})(?!\d)
  | (?<!\d)(?P<year_2>{_YEAR})(?P<month_2>0[1-9]|1[0-2])(?P<day_2>[0-3]\d)(?!\d)
  | \b(?P<name_3>{MONTH})[\s/-]*+(?P<day_3>\d{{1,2}}){_ORDINAL}(?:[\s,./-]++(?:del?\s++|of\s++)?
      |\s++\d\d:\d\d(?::\d\d)?(?:\s++[a-z]{{2,5}})?\s++)(?P<year_3>{_YEAR})(?!\d)
  | (?<![\d.,])(?P<day_4>\d{{1,2}}|primero){_ORDINAL}[\s/.·-]*+(?:of\s++|de\s++)?(?P<name_4>{MONTH})
      [\s,./·-]*+(?:del?\s++|of\s++)?(?P<year_4>{_YEAR}(?!\d)|(?<=[/-])\d\d(?![\d:]))
  | (?<![\d.,/-])(?P<one_5>\d{{1,2}})(?P<mark_5>\s?[/.-]\s?)(?P<other_5>\d{{1,2}})(?P=mark_5)
      (?P<year_5>{_YEAR})(?!\d)
  | (?<![\d.,/-])(?P<one_6>\d{{1,2}})(?P<mark_6>[/.-])(?P<other_6>\d{{1,2}})(?P=mark_6)(?P<year_6>\d\d)
      (?![\d/]|[.:,-]\d)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_SECONDS = re.compile(r"(?:/Date\()?([01]\d{9})(?:\d{3})?(?:\)/)?\Z")
"""Seconds, or milliseconds, since 1970, up to 2033."""
_IN_PATH = re.compile(
    r"/((?:19|20)\d\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|\Z)"
    r"|[_-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:\.\w+)?/?\Z"
)
_PLACEHOLDERS = frozenset({date(1970, 1, 1), date(1969, 12, 31), date(1900, 1, 1)})
"""What programs write where there is no date."""
_LONGEST, _LONGEST_LINE, _LONGEST_CLOCK, _MOST_SPACES = 400, 120, 30, 15
_BEFORE = 20
"""Characters before a date in which the day of its week may stand."""
_WORD_BEFORE = re.compile(r"([^\W\d_]{3,10})[.,]?\s*\Z")


@dataclass(frozen=True, slots=True)
class Written:
    """A date as it stands in a text, from ``start`` to ``end``."""

    when: date
    start: int
    end: int


def dates_in(text: str, *, month_first: bool = False) -> Iterator[Written]:
    """The dates written in ``text``, in order. Of 3/4/2022 the month comes first where
    ``month_first`` says so, unless the day of the week that stands before it says otherwise. Of 3.4.2022 the
    day does: nobody writes the month first with full stops.
    """
    for match in _DATE.finditer(text[:_LONGEST]):
        if found := _meant(match, month_first):
            yield Written(found, match.start(), match.end())


def from_words(text: str, *, month_first: bool = False) -> date | None:
    """The first date written in ``text``."""
    return next((found.when for found in dates_in(text, month_first=month_first)), None)


def from_stamp(stamp: str | None, *, month_first: bool = False) -> date | None:
    """The calendar date of a time stamp (as its publisher wrote it), or of a date in words."""
    if not stamp:
        return None
    if match := _SECONDS.match(stamp.strip()):
        return _known(datetime.fromtimestamp(int(match[1]), UTC).date())
    return from_words(stamp, month_first=month_first)


def from_path(url: str) -> date | None:
    """The date in the path of an address such as ``/2022/01/28/story``."""
    match = _IN_PATH.search(url[:2_000])
    if match is None:
        return None
    year, month, day = match.groups()[:3] if match[1] else match.groups()[3:]
    return _date(year, month, day)


def _meant(match: re.Match[str], month_first: bool) -> date | None:
    told = match.groupdict()
    for form in ("1", "2"):
        if year := told[f"year_{form}"]:
            return _date(year, told[f"month_{form}"], told[f"day_{form}"])
    for form in ("3", "4"):
        if (year := told[f"year_{form}"]) and (name := told[f"name_{form}"]):
            day = told[f"day_{form}"]
            month = _MONTHS[name.lower().rstrip(".")]
            return _date(_full(year), str(month), "1" if day.lower() == "primero" else day)
    form = "5" if told["year_5"] else "6"
    year, one, other = _full(told[f"year_{form}"]), told[f"one_{form}"], told[f"other_{form}"]
    orders = [_date(year, other, one), _date(year, one, other)]
    if month_first and told[f"mark_{form}"].strip() != ".":
        orders.reverse()
    possible = [found for found in orders if found]
    return next((found for found in possible if _is_on(found, match)), next(iter(possible), None))


def _full(year: str) -> str:
    return year if len(year) == 4 else f"20{year}"


def _is_on(found: date, match: re.Match[str]) -> bool:
    """Whether the word before a date is its day of the week."""
    word = _WORD_BEFORE.search(match.string[max(0, match.start() - _BEFORE) : match.start()])
    return word is not None and word[1].lower().startswith(tuple(_WEEKDAYS[found.weekday()].split()))


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return _known(date(int(year), int(month), int(day)))
    except ValueError:
        return None


def _known(found: date) -> date | None:
    return None if found in _PLACEHOLDERS else found


_TIME = (
    r"\d{1,2}(?:[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?|\s?[ap]\.?\s?m\b\.?)(?:\s?(?:hrs?|horas|h|hs)\b\.?)?"
    r"(?:\s?\(?(?-i:[A-Z]{1,4}T|GMT|UTC)\b(?:[+-]\d{1,2}(?::?\d\d)?)?\)?)?"
)
CLOCK = re.compile(_TIME, re.IGNORECASE)
"""A time of the day."""
_AROUND_DATES = re.compile(
    rf"""
    \b(?:(?:first|last|originally|newly)\s)?(?:published|updated|modified|posted|edited|created|printed
      |publicad[oa]s?|actualizad[oa]s?|modificad[oa]s?|editad[oa]s?|cread[oa]s?|actualizaci[óo]n|publicaci[óo]n
      |fecha|date|[úu]ltima\sactualizaci[óo]n|[úu]ltima\smodificaci[óo]n|last\supdate|hora|time|el\sd[íi]a)
      (?:\s(?:date|time|el|on|at|a\slas?|de))?\b\s?:?
  | \b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b
  | \b(?:mon|tue|wed|thu|fri|sat|sun|lun|mar|mi[ée]|jue|vie|s[áa]b|dom)\b
      (?=[\s,.]{{1,4}}(?:[\d|]|{MONTH}))
  | \b(?:lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b
  | \b{MONTH}\s?\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?%) | \b\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s|de\s)?{MONTH}
  | \b(?:hace\s(?:una?|\d{{1,3}})\s\w{{3,8}}
      |(?:an?|\d{{1,3}})\s(?:sec\w*|min\w*|hours?|hrs?|days?|weeks?|months?|years?)\sago)\b
  | \b(?:\d{{1,3}}\s?(?:min(?:ute)?s?\.?\s(?:read|de\slectura|lectura)))\b | \b(?:yesterday|today|hoy|ayer)\b
  | {_TIME}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BETWEEN_DATES = re.compile(
    r"\b(?:at|on|to|the|and|a(?: las?)?|el|las?|los?|de|del|of|in|hrs?|horas|[ecmp][ds]t|ces?t|gmt|utc|bst)"
    r"\b",
    re.IGNORECASE,
)


_BEGINS_DATE = re.compile(
    rf"\W*(?:(?:el|on|an?|the|las?|de)\s)?(?:\d|{MONTH}|primero|hace|(?:mon|tue|wed|thu|fri|sat|sun)|(?:lun|mar|mi[ée]|jue|vie"
    r"|s[áa]b|dom)|(?:first|last|originally|newly|published|updated|modified|posted|edited|created|printed|publica|actual"
    r"|modifica|edita|creado|fecha|date|[úu]ltim|hora|time|hour|day|week|month|year|min|yesterday|today|hoy|ayer))",
    re.IGNORECASE,
)
"""What a line begins with that is a date; looking for dates all over it takes ten times as long."""


_HAS_DATE = re.compile(
    rf"\d{{4}}|\d\s?[:/.·h-]\s?\d|\d\s?[ap]\.?\s?m|{MONTH}|\b(?:ago|hace|min|hoy|ayer|today|yesterday|hrs?|horas)\b",
    re.IGNORECASE,
)
"""What stands in every date; most lines that begin with a number have none of it."""


def without_dates(text: str) -> str:
    """``text`` with bars in place of dates, times and what says of what they are."""
    return _AROUND_DATES.sub(" | ", _DATE.sub(" | ", text[:_LONGEST]))


def is_clock(line: str) -> bool:
    """Whether a line is a time of the day and nothing else."""
    return len(line) <= _LONGEST_CLOCK and CLOCK.fullmatch(line.strip()) is not None


def is_date(line: str) -> bool:
    """Whether a line says when something was written, and nothing else. A time alone is no date."""
    if len(line) > _LONGEST_LINE or line.count(" ") > _MOST_SPACES or not any(map(str.isdigit, line)):
        return False
    if not _BEGINS_DATE.match(line) or not _HAS_DATE.search(line):
        return False
    rest = without_dates(line)
    if rest == line or is_clock(line):
        return False
    return not any(map(str.isalnum, _BETWEEN_DATES.sub(" ", rest)))
