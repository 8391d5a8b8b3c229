"""Terms that a translation keeps as they are, or always puts in one way."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.domain.message import counted, message
from bot.translation.tokens import Kind, Piece, pieces

LONGEST_TERM = 80
MOST_TERMS = 500
_SAME_START = 20
"""Terms that may begin with the same word: each of them is held against a place where that word stands."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Term:
    """A term in English and in Spanish; both are the same where it is kept as it is."""

    en: str
    es: str

    def text(self, language: Language) -> str:
        """The term in ``language``."""
        return self.en if language is Language.EN else self.es


class Glossary:
    """The terms of a server, found by their first word: a text costs no more the more terms there are."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self.terms = tuple(dict.fromkeys(terms))
        self._starts: dict[Language, dict[str, list[Term]]] = {language: {} for language in Language}
        for term in self.terms:
            for language in Language:
                starts = self._starts[language].setdefault(_first_word(term.text(language)), [])
                starts.append(term)
        for language in Language:
            for starts in self._starts[language].values():
                starts.sort(key=lambda one: -len(one.text(language)))

    def pieces(self, text: str, source: Language) -> Iterator[Piece]:
        """``text`` cut into pieces, with the terms that stand in it."""
        if not self.terms:
            yield from pieces(text)
            return
        for piece in pieces(text):
            if piece.kind is Kind.TEXT:
                yield from self._terms(piece.text, source)
            else:
                yield piece

    def _terms(self, text: str, source: Language) -> Iterator[Piece]:
        place = 0
        for word in _WORD.finditer(text):
            if word.start() < place:
                continue
            for term in self._starts[source].get(word[0].casefold(), ()):
                end = word.start() + len(term.text(source))
                found = text[word.start() : end]
                if found.casefold() == term.text(source).casefold() and not text[end : end + 1].isalnum():
                    if word.start() > place:
                        yield Piece(text[place : word.start()], Kind.TEXT, text[place : word.start()])
                    yield Piece(found, Kind.TERM, _shown(found, term, source))
                    place = end
                    break
        if place < len(text):
            yield Piece(text[place:], Kind.TEXT, text[place:])


def merged(glossary: Glossary, terms: Iterable[Term]) -> Glossary:
    """A glossary with more terms, each in the place of one that is the same in English but for capitals."""
    by_english = {one.en.casefold(): one for one in (*glossary.terms, *terms)}
    return Glossary(by_english.values())


def _first_word(term: str) -> str:
    word = _WORD.match(term)
    return word[0].casefold() if word else ""


def require_fit(glossary: Glossary) -> None:
    """Require that a glossary can be used.

    Raises:
        BadInput: a term is empty, too long, or holds markup; or there are too many.
    """
    if len(glossary.terms) > MOST_TERMS:
        raise BadInput(
            counted(
                "A glossary has {count} term at most.", "A glossary has {count} terms at most.", MOST_TERMS
            )
        )
    for language in Language:
        starts = Counter(_first_word(term.text(language)) for term in glossary.terms)
        for term in glossary.terms:
            _require_plain(term.text(language))
        word, count = starts.most_common(1)[0] if starts else ("", 0)
        if count > _SAME_START:
            raise BadInput(message("Too many terms begin with {word!r}.", word=word))


def _require_plain(term: str) -> None:
    is_one_line = len(term) <= LONGEST_TERM and term.isprintable() and term == " ".join(term.split())
    # What begins with a word is no formula for a spreadsheet.
    if not is_one_line or not _WORD.match(term) or len(list(pieces(term))) != 1:
        raise BadInput(
            message(
                "A term must begin with a word and be plain text of at most {count} characters: {term!r}",
                count=LONGEST_TERM,
                term=term[:LONGEST_TERM],
            )
        )


def _shown(found: str, term: Term, source: Language) -> str:
    """What stands for a term: as it is where both languages have it so, else as the glossary writes it."""
    shown = term.text(source.other)
    if shown.casefold() == found.casefold():
        return found
    return shown[:1].upper() + shown[1:] if found[:1].isupper() else shown


def read_csv(text: str) -> Glossary:
    """The glossary of a file: a line for each term, English and Spanish; one column for what is kept. Cells
    are separated by commas or, as Excel writes them in Spanish, by semicolons.

    Raises:
        BadInput: a line is no term.
    """
    text = text.removeprefix("\ufeff")
    first, _, _ = text.partition("\n")
    delimiter = ";" if ";" in first and "," not in first else ","
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    except csv.Error as error:
        raise BadInput(message("This is not a CSV file: {detail}", detail=str(error))) from error
    if wide := next((number for number, row in enumerate(rows, 1) if any(row[2:])), None):
        raise BadInput(
            message(
                "Row {row} has more than two columns. Put a term that has a comma or semicolon into quotes.",
                row=wide,
            )
        )
    if rows and [cell.lower() for cell in rows[0][:2]] == ["en", "es"]:
        rows = rows[1:]
    terms = (Term(row[0], row[1] if len(row) > 1 and row[1] else row[0]) for row in rows if any(row))
    glossary = merged(Glossary(), terms)
    require_fit(glossary)
    return glossary


def write_csv(glossary: Glossary) -> str:
    """The file that :func:`read_csv` reads."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["en", "es"])
    rows.writerows([one.en, one.es] for one in glossary.terms)
    return written.getvalue()
