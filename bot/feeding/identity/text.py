"""Whether two entries say the same, where nothing that names them does."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata

from bot.domain.letters import composed
from bot.reading.feeds.feed import Entry

COMPARED = 4_000
"""Characters of a text that are compared: its beginning."""
_TITLE = 300
_TAG = re.compile(r"<[^<>]*>")
_ORIGIN = re.compile(r"\A[a-z]+://[^/?#]*", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_RUN = 3
"""Words of a run: texts are alike where they share such runs."""
_FEWEST = 5
"""Runs that a text must have; with fewer it is alike only if it is the same."""
_ENOUGH = 0.6
"""Share of the runs of the shorter text that the other must have too: an edit that replaces one sentence of
five leaves .7; two forecasts written on one pattern share .4."""


def digest(entry: Entry) -> str:
    """A hash of what is shown of an entry. Its dates are left out, its markup, and from where its picture is
    loaded: feeds change those with every document, and nothing that people read is another then.
    """
    picture = _ORIGIN.sub("", entry.picture or "").partition("?")[0]
    shown = [entry.title, entry.authors, entry.categories, picture, words_of(entry.html)]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


def folded(title: str) -> str:
    """The words of a title in lower case, without accents and signs."""
    return " ".join(_words(title[:_TITLE]))


def words_of(text: str) -> str:
    """The words of some HTML, with one space between two."""
    return " ".join(html.unescape(_TAG.sub(" ", text)).split())


def alike(one: str, other: str) -> bool:
    """Whether two pieces of HTML begin with much the same words. What is empty is like nothing."""
    runs, other_runs = _runs(one), _runs(other)
    fewer = min(len(runs), len(other_runs))
    if fewer < _FEWEST:
        return bool(runs) and runs == other_runs
    return len(runs & other_runs) >= _ENOUGH * fewer


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _words(words_of(text[:COMPARED]))
    if len(words) < _RUN:
        return {tuple(words)} if words else set()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _words(text: str) -> list[str]:
    plain = text.casefold()
    if not plain.isascii():
        # Some signs are many letters in that form: no more are looked at than of other texts.
        letters = unicodedata.normalize("NFKD", composed(plain))[:COMPARED]
        plain = "".join([one for one in letters if not unicodedata.combining(one)])
    return _WORD.findall(plain)
