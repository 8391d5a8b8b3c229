"""Escaping other people's text, so that Discord shows it as written."""

from __future__ import annotations

import re

from bot.reading.fetch.addresses import opened

_BACKSLASH = "\\"
_MARKS = str.maketrans({mark: _BACKSLASH + mark for mark in "\\`*_~|[]<>"})
_AT_LINE_START = re.compile(r"^[^\S\n]*+(?:[-+#]|\d++(?=[.)]))", re.MULTILINE)
"""Discord's markup: emphasis, code, spoilers, links, mentions, and at a line's start lists and headings. A
bare URL is unlinked: beside a masked link, Discord would not render that."""
_PINGS = re.compile(r"@(?=everyone|here|[!&]?\d{17,20})")
"""A word joiner after the sign defuses these, and lets no line break there."""
_IN_LINKS = str.maketrans(
    {"(": "%28", ")": "%29", "[": "%5B", "]": "%5D", "<": "%3C", ">": "%3E", "|": "%7C"}
)


def escaped(text: str) -> str:
    """Return ``text`` with markup and mentions escaped."""
    marked = text.translate(_MARKS).replace("://", f":/{_BACKSLASH}/")
    return _PINGS.sub("@\N{WORD JOINER}", _AT_LINE_START.sub(_backslashed, marked))


def _backslashed(match: re.Match[str]) -> str:
    found = match.group()
    if found[-1].isdigit():  # of a list's number, the mark after it is escaped
        return f"{found}\\"
    return f"{found[:-1]}\\{found[-1]}"


def link_target(url: str) -> str | None:
    """Return ``url`` encoded for a masked link, or None if it is no http(s) URL."""
    try:
        parsed = opened(url)
        is_web = parsed.scheme in ("http", "https") and bool(parsed.host)
    except ValueError:
        return None
    if not is_web:
        return None
    return str(parsed).translate(_IN_LINKS).replace(" ", "%20")
