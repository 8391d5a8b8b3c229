"""A list of words and phrases, and where they stand in a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.domain.language import Language
from bot.moderating.rules.folding import Folded, fold, fold_term

if TYPE_CHECKING:
    import ahocorasick

MOST_TERMS = 5_000
LONGEST_TERM = 80
_WINDOW, _OVERLAP = 100, 30
"""Words of a text that are looked at together, and how many of them again with the next: as many as a spaced
term has."""
SHORTEST_STEM = 3
"""Letters that stand beside a star, at the least."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as a manager wrote it, cut to :data:`LONGEST_TERM` characters, of the list in a
    language. A star at an end stands for any letters more of that word.
    """

    text: str
    language: Language = Language.EN

    @property
    def key(self) -> str:
        """The term folded, with a space at each end where a word has to begin or end."""
        return (
            f"{'' if self.text.startswith('*') else ' '}{self.words}{'' if self.text.endswith('*') else ' '}"
        )

    @property
    def words(self) -> str:
        """The term folded, without stars."""
        return fold_term(self.text[:LONGEST_TERM].strip("*"))


Spoken = Callable[[], Language | None]
"""Gives the language of a text, which is asked for only where it matters."""


def _unknown() -> Language | None:
    return None


class WordList:
    """Finds the terms of a list, in both languages, in a folded text: in a time that does not depend on how
    many terms there are.

    A term that stands within one of the ``exceptions`` in its language does not count there; in a text in
    the other language, those in that language count too.
    """

    def __init__(self, terms: Iterable[Term] = (), exceptions: Iterable[Term] = ()) -> None:
        self.terms = tuple(dict.fromkeys(terms))
        self.exceptions = tuple(dict.fromkeys(exceptions))
        self._finder, self._all_exempt = _finder(self.terms), _finder(self.exceptions)
        self._exempt = {
            language: _finder(one for one in self.exceptions if one.language is language)
            for language in Language
        }

    def found(self, folded: Folded, spoken: Spoken = _unknown) -> Term | None:
        """The first term that stands in a text."""
        return next(self.all_found(folded, spoken), None)

    def all_found(self, folded: Folded, spoken: Spoken = _unknown) -> Iterator[Term]:
        """Each term that stands in a text, as often as it does."""
        if self._finder is not None:
            for one in (folded.plain, *folded.undisguised):
                yield from self._in(self._finder, one, spoken)

    def where(self, text: str, term: Term, spoken: Spoken = _unknown) -> str:
        """The words of ``text`` in which ``term`` was found, as they were written."""
        alone = WordList([term], self.exceptions)
        chunks = text.split()
        for first in range(0, len(chunks), _WINDOW - _OVERLAP):
            window = chunks[first : first + _WINDOW]
            if alone.found(fold(" ".join(window)), spoken):
                return _narrowed(alone, window, spoken)
        return ""

    def _in(self, finder: ahocorasick.Automaton, words: str, spoken: Spoken) -> Iterator[Term]:
        exempt: dict[ahocorasick.Automaton, _Exempt] = {}
        for last, (terms, length) in finder.iter(words):
            for term in terms:
                exceptions = self._exceptions_to(term, spoken)
                if exceptions is not None:
                    if exceptions not in exempt:
                        exempt[exceptions] = _Exempt(exceptions, words)
                    if exempt[exceptions].covers(last - length + 1, last):
                        continue
                yield term

    def _exceptions_to(self, term: Term, spoken: Spoken) -> ahocorasick.Automaton | None:
        """What finds the exceptions that count for a term in a text."""
        if self._all_exempt is None:
            return None
        in_the_other = spoken() is term.language.other
        return self._all_exempt if in_the_other else self._exempt[term.language]


def _narrowed(listed: WordList, chunks: list[str], spoken: Spoken) -> str:
    """The shortest run of ``chunks``, words of a text, in which a term of the list is found."""

    def ends_before(end: int) -> bool:
        return listed.found(fold(" ".join(chunks[:end])), spoken) is not None

    def begins_after(start: int) -> bool:
        return listed.found(fold(" ".join(chunks[start:end])), spoken) is None

    if len(chunks) == 1:
        return chunks[0]
    end = bisect_left(range(len(chunks)), True, key=ends_before)
    start = bisect_left(range(end), True, key=begins_after) - 1
    return " ".join(chunks[max(start, 0) : end])


class _Exempt:
    """Where exceptions stand in a text, each up to the ends of its words."""

    def __init__(self, finder: ahocorasick.Automaton, words: str) -> None:
        ends: dict[int, int] = {}
        for last, (_, length) in finder.iter(words):
            start, end = words.rfind(" ", 0, last - length + 2), words.find(" ", last)
            ends[start] = max(end, ends.get(start, 0))
        self._starts = sorted(ends)
        self._reach = list(accumulate((ends[start] for start in self._starts), max))

    def covers(self, start: int, end: int) -> bool:
        """Whether an exception that begins at ``start`` or before reaches up to ``end``."""
        place = bisect_right(self._starts, start)
        return place > 0 and self._reach[place - 1] >= end


def _finder(terms: Iterable[Term]) -> ahocorasick.Automaton | None:
    """What finds all of the terms at once; None where there are none."""
    if not (listed := [term for term in terms if term.words]):
        return None
    import ahocorasick  # most servers have no list

    by_key: dict[str, list[Term]] = {}
    for term in listed:
        by_key.setdefault(term.key, []).append(term)
    finder = ahocorasick.Automaton()
    for key, same in by_key.items():
        finder.add_word(key, (same, len(key)))
    finder.make_automaton()
    return finder
