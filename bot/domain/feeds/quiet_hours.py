"""The hours of a day in which nothing is posted, as an editor writes them."""

from __future__ import annotations

import re

Span = tuple[int, int]
"""From and to, in minutes after midnight; it may pass midnight."""
LONGEST = 20
"""Characters of what is read as a span."""
_TIME = r"(\d{1,2})(?:[:.h](\d{2}))?h?"
_SPAN = re.compile(rf"{_TIME}(?:-|–|to|a){_TIME}")  # dashes as people write them


def read_span(text: str) -> Span | None:
    """The span in ``text``, as "22:00-07:00" or "22-7"; None if that is none, or no time at all."""
    found = _SPAN.fullmatch("".join(text[:LONGEST].split()).casefold())
    if found is None or len(text) > LONGEST:
        return None
    hours = int(found[1]), int(found[3])
    minutes = int(found[2] or 0), int(found[4] or 0)
    if max(hours) > 23 or max(minutes) > 59:
        return None
    begin, end = (60 * hour + minute for hour, minute in zip(hours, minutes, strict=True))
    return None if begin == end else (begin, end)


def write_span(span: Span) -> str:
    """A span as it is shown: "22:00-07:00"."""
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in span)
