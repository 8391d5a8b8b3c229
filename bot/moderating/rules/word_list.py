"""A list of words and phrases, and where they stand in a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

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
    """A word or phrase as a manager wrote it, cut to :data:`LONGEST_TERM` characters. A star at an end
    stands for any letters more of that word.
    """

    text: str

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


class WordList:
    """Finds the terms of a list in a folded text: in a time that does not depend on how many terms there are.

    A term that stands within one of the ``exceptions`` does not count there.
    """

    def __init__(self, terms: Iterable[Term] = (), exceptions: Iterable[Term] = ()) -> None:
        self.terms = tuple(dict.fromkeys(terms))
        self.exceptions = tuple(dict.fromkeys(exceptions))
        self._finder, self._exempt = _finder(self.terms), _finder(self.exceptions)

    def found(self, folded: Folded) -> Term | None:
        """The first term that stands in a text."""
        return next(self.all_found(folded), None)

    def all_found(self, folded: Folded) -> Iterator[Term]:
        """Each term that stands in a text, as often as it does."""
        if self._finder is not None:
            for one in (folded.plain, *folded.undisguised):
                yield from self._in(self._finder, one)

    def where(self, text: str, term: Term) -> str:
        """The words of ``text`` in which ``term`` was found, as they were written."""
        alone = WordList([term], self.exceptions)
        chunks = text.split()
        for first in range(0, len(chunks), _WINDOW - _OVERLAP):
            window = chunks[first : first + _WINDOW]
            if alone.found(fold(" ".join(window))):
                return _narrowed(alone, window)
        return ""

    def _in(self, finder: ahocorasick.Automaton, words: str) -> Iterator[Term]:
        exempt: _Exempt | None = None
        for last, (term, length) in finder.iter(words):
            if self._exempt is not None:
                exempt = exempt or _Exempt(self._exempt, words)
                if exempt.covers(last - length + 1, last):
                    continue
            yield term


def _narrowed(listed: WordList, chunks: list[str]) -> str:
    """The shortest run of ``chunks``, words of a text, in which a term of the list is found."""

    def ends_before(end: int) -> bool:
        return listed.found(fold(" ".join(chunks[:end]))) is not None

    def begins_after(start: int) -> bool:
        return listed.found(fold(" ".join(chunks[start:end]))) is None

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

    finder = ahocorasick.Automaton()
    for term in listed:
        finder.add_word(term.key, (term, len(term.key)))
    finder.make_automaton()
    return finder
