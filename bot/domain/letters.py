"""Unicode forms of letters with accents, in time linear in the text's length."""

from __future__ import annotations

import re
import unicodedata

_PILE = re.compile(r"[^\w\s\x00-\x7f]{31,}")
"""A run that may hold more accents on one letter than Unicode's Stream-Safe Text Format allows."""

_JOINED = re.compile(
    r"\u200d|.[\u200d\u0300-\u036f\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]", re.DOTALL
)
"""Two characters that clients show as one: joined by U+200D, or the second changes the first."""
_LONGEST = 30
"""Code points of an emoji, at the most."""


def composed(text: str) -> str:
    """``text`` in Unicode's form NFC. Piles of dozens of accents, which no language has, are left out: Python
    sorts the accents of one letter in quadratic time.
    """
    return unicodedata.normalize("NFC", text if text.isascii() else _PILE.sub(_without_marks, text))


def folded(word: str) -> str:
    """``word`` without accents and capitals."""
    folded = word.casefold()
    if folded.isascii():
        return folded
    # Letter by letter, so that Python sorts no accents.
    letters = "".join([unicodedata.normalize("NFD", letter) for letter in folded])
    return "".join([letter for letter in letters if not unicodedata.combining(letter)])


def slug(title: str, max_length: int = 80) -> str:
    """``title`` as the name of a file: plain letters and digits, with hyphens between words."""
    return "-".join(re.findall(r"[a-z0-9]+", folded(title[: 4 * max_length])))[:max_length].strip("-")


def whole_characters(text: str, max_length: int) -> str:
    """Cut ``text`` to ``max_length`` code points, and not within a joined emoji or an accented letter."""
    end = max_length
    while 0 < end < len(text) and max_length - end < _LONGEST and _JOINED.match(text, end - 1):
        end -= 1
    return text[:end]


def _without_marks(pile: re.Match[str]) -> str:
    return "".join([sign for sign in pile[0] if not unicodedata.category(sign).startswith("M")])
