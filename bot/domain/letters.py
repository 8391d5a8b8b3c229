"""Unicode forms of letters with accents, in time linear in the text's length."""

from __future__ import annotations

import re
import unicodedata

_PILE = re.compile(r"[^\w\s\x00-\x7f]{31,}")
"""A run that may hold more accents on one letter than Unicode's Stream-Safe Text Format allows."""


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


def _without_marks(pile: re.Match[str]) -> str:
    return "".join([sign for sign in pile[0] if not unicodedata.category(sign).startswith("M")])
