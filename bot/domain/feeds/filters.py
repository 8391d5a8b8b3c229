"""Which entries of a feed are kept away, by words, categories, authors and regular expressions.

Accents and case never count, on neither side. Words are matched as whole words, a phrase as its words in a
row; a star at an end stands for any letters more of that word. Regular expressions are RE2's, which take time
linear in the text, and are still evaluated in a thread: a text may be long and filters many.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import re2

from bot.domain.errors import BadInput
from bot.domain.feeds.following import Filter, FilterField
from bot.domain.letters import composed, folded
from bot.domain.message import Message, message

MOST_FILTERS = 50
"""Of one feed that a server follows."""
LONGEST_FILTER = 200
LONGEST_TEXT = 20_000
"""Characters of an entry's text that are looked at: more than most articles have."""
LARGEST_PATTERN = 5_000
"""Steps of a compiled expression: each is taken at most once for each character."""
SHORTEST_STEM = 2
"""Letters that stand beside a star, at the least."""

_WORD = re.compile(r"[^\W_]+")
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>[^<]*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_OPTIONS = re2.Options()
_OPTIONS.case_sensitive = False
_OPTIONS.log_errors = False
_OPTIONS.max_mem = 1 << 20
_NONE_LETS_IN = "+"
"""What is stored where an entry matches none of the filters that let entries through."""

_WHAT = {
    FilterField.WORDS: message("its text has {text}"),
    FilterField.CATEGORY: message("its category is {text}"),
    FilterField.AUTHOR: message("its author is {text}"),
    FilterField.PATTERN: message("its text fits the expression {text}"),
}


@dataclass(frozen=True, slots=True)
class Filtered:
    """What filters look at. ``text`` is plain."""

    title: str
    text: str = ""
    categories: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def plain_text(source: str) -> str:
    """The words of HTML, cut to :data:`LONGEST_TEXT` characters: enough for filters, not for readers."""
    without_tags = _TAG.sub(" ", _HIDDEN.sub(" ", source[: 10 * LONGEST_TEXT]))
    return " ".join(html.unescape(without_tags).split())[:LONGEST_TEXT]


def check(field: FilterField, text: str) -> str:
    """The text of a new filter, cleaned.

    Raises:
        BadInput: it is empty, too long, or no expression that can be used.
    """
    cleaned = " ".join(text.split()) if field is not FilterField.PATTERN else text.strip()
    if len(cleaned) > LONGEST_FILTER:
        raise BadInput(message("A filter has at most {count} characters.", count=LONGEST_FILTER))
    if field is FilterField.PATTERN:
        if not cleaned:
            raise BadInput(message("Tell me what to filter by."))
        _compiled(cleaned)
    elif sum(map(len, _WORD.findall(cleaned))) < (SHORTEST_STEM if "*" in cleaned else 1):
        raise BadInput(message("A filter needs at least one word; beside a * at least two letters."))
    return cleaned


def which(filters: Iterable[Filter], entry: Filtered) -> str | None:
    """The filter that keeps an entry away, as :func:`in_words` reads it; None if it passes.

    An entry is kept away by any filter that excludes it and, where there are filters that include, unless one
    of them matches. Evaluate it in a thread. An expression that can no longer be read matches nothing.
    """
    seen = _Seen(entry)
    including: list[Filter] = []
    for one in filters:
        if one.include:
            including.append(one)
        elif _matches(one, seen):
            return f"{one.field} {one.text}"
    if including and not any(_matches(one, seen) for one in including):
        return _NONE_LETS_IN
    return None


def in_words(stored: str) -> Message:
    """Why an entry was kept away, of what :func:`which` gave. The text of the filter is not escaped."""
    if stored == _NONE_LETS_IN:
        return message("it matches none of the filters that let entries through")
    field, _, text = stored.partition(" ")
    try:
        return message(_WHAT[FilterField(field)].text, text=text)
    except ValueError:
        return message("a filter keeps it away")


class _Seen:
    """An entry as it is compared, each part made once and only if a filter asks for it."""

    def __init__(self, entry: Filtered) -> None:
        self._entry = entry
        self._words: dict[FilterField, list[str]] = {}
        self._plain: str | None = None

    def words(self, field: FilterField) -> list[str]:
        if field not in self._words:
            self._words[field] = [_words(one) for one in self._parts(field)]
        return self._words[field]

    @property
    def plain(self) -> str:
        """Headline and text without accents, each on a line."""
        if self._plain is None:
            self._plain = _without_accents(f"{self._entry.title}\n{self._entry.text[:LONGEST_TEXT]}")
        return self._plain

    def _parts(self, field: FilterField) -> Iterable[str]:
        if field is FilterField.CATEGORY:
            return self._entry.categories
        if field is FilterField.AUTHOR:
            return self._entry.authors
        return (self._entry.title, self._entry.text[:LONGEST_TEXT])


def _matches(one: Filter, seen: _Seen) -> bool:
    if one.field is FilterField.PATTERN:
        try:
            return _compiled(one.text)(seen.plain)
        except BadInput:
            return False
    words = _words(one.text).strip()
    if not words:
        return False
    text = one.text.strip()
    key = f"{'' if text.startswith('*') else ' '}{words}{'' if text.endswith('*') else ' '}"
    return any(key in part for part in seen.words(one.field))


def _words(text: str) -> str:
    """The folded words of a text, with one space between them and around them all."""
    return f" {' '.join(_WORD.findall(folded(composed(text))))} "


def _without_accents(text: str) -> str:
    """A text without accents, in the case it was written: a class such as ``\\S`` is no other then."""
    if text.isascii():
        return text
    # Letter by letter, so that Python sorts no accents.
    letters = "".join([unicodedata.normalize("NFD", letter) for letter in composed(text)])
    return "".join([letter for letter in letters if not unicodedata.combining(letter)])


def _compiled(pattern: str) -> Callable[[str], bool]:
    """What tells whether a text has a match.

    Raises:
        BadInput: the expression cannot be read, or is too large.
    """
    try:
        compiled = re2.compile(_without_accents(pattern), _OPTIONS)
    except re2.error as error:
        raise BadInput(_fault(error)) from error
    if compiled.programsize > LARGEST_PATTERN:
        raise BadInput(_TOO_LARGE)
    return lambda text: compiled.search(text) is not None


_TOO_LARGE = message("That regular expression is too large. Use fewer or smaller repetitions.")


def _fault(error: Exception) -> Message:
    """One sentence on what is wrong with an expression; RE2 names a reason and the part it is about."""
    told = error.args[0] if error.args else b""
    said = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    reason, _, part = said.partition(": ")
    if "too large" in reason or "repetition size" in reason:
        return _TOO_LARGE
    if "perl operator" in reason or (part[:1] == "\\" and part[1:2].isdigit()):
        return message(
            "Regular expressions here have neither look-around nor back-references: those can take forever."
        )
    if part:
        return message("I cannot read that regular expression. The trouble is here: {part}", part=part)
    return message("I cannot read that regular expression.")
