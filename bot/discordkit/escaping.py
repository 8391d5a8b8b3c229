"""Other people's text, so that it is shown as it was written and does nothing else."""

from __future__ import annotations

import re

import discord

from bot.reading.fetch.addresses import opened

_BACKSLASH = "\\"
_MARKS = str.maketrans({mark: _BACKSLASH + mark for mark in "\\`*_~|[]<>"})
_AT_LINE_START = re.compile(r"^[^\S\n]*+(?:[-+#]|\d++(?=[.)]))", re.MULTILINE)
"""What Discord reads as markup: emphasis, code, spoilers, links, mentions, and at a line's start lists and
headings. A bare address loses its link: beside a masked one it would keep that from being one."""
_IN_LINKS = str.maketrans(
    {"(": "%28", ")": "%29", "[": "%5B", "]": "%5D", "<": "%3C", ">": "%3E", "|": "%7C"}
)


def escaped(text: str) -> str:
    """``text`` as Discord shows it letter by letter, pinging nobody."""
    marked = text.translate(_MARKS).replace("://", f":/{_BACKSLASH}/")
    return discord.utils.escape_mentions(_AT_LINE_START.sub(_backslashed, marked))


def _backslashed(match: re.Match[str]) -> str:
    found = match.group()
    if found[-1].isdigit():  # a list's number: it is the mark after it that must not count
        return f"{found}\\"
    return f"{found[:-1]}\\{found[-1]}"


def link_target(url: str) -> str | None:
    """``url`` as it stands in a masked link, or None for what is no http(s) address."""
    try:
        parsed = opened(url)
        is_web = parsed.scheme in ("http", "https") and bool(parsed.host)
    except ValueError:
        return None
    if not is_web:
        return None
    return str(parsed).translate(_IN_LINKS).replace(" ", "%20")
