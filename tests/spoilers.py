"""What a client shows of what members write."""

from __future__ import annotations

import re


def open_words(markup: str) -> str:
    """What a client shows of a markup at once: it parses escapes and code before spoilers."""
    return re.sub(r"\\[^\w\s]|(`+).+?(?<!`)\1(?!`)|\|\|.+?\|\|", _opened, markup, flags=re.DOTALL)


def _opened(match: re.Match[str]) -> str:
    return "" if match[0].startswith("||") else match[0]
