"""Lists of words as files: a term in each line, or CSV for spreadsheets."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.domain.errors import BadInput
from bot.domain.message import message
from bot.domain.rules import ListedTerm
from bot.moderating.rules.word_list import LONGEST_TERM, MOST_TERMS, SHORTEST_STEM, Term

LARGEST_FILE = 500_000
"""Bytes; 5,000 of the longest terms take less."""
EXCEPTION = "!"
"""What stands before an exception in a file of lines."""
_COLUMNS = ("text", "exception")
_YES = frozenset({"yes", "y", "true", "1", "x", "sí", "si"})
_PLAIN = re.compile(r"\*?[^\W_][^,;\"*]*\*?")
"""A term begins with a letter or a digit, so that no spreadsheet takes it for a formula; what separates cells
or terms stands in none.
"""


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a file holds: the terms, each once, and those lines that are none."""

    terms: tuple[ListedTerm, ...]
    unusable: tuple[str, ...]


def usable(text: str) -> bool:
    """Whether a text can stand in a list: a word or phrase, with stars at its ends only and at least three
    letters beside one.
    """
    if len(text) > LONGEST_TERM or not text.isprintable() or not _PLAIN.fullmatch(text):
        return False
    words = Term(text).words
    return len(words) >= SHORTEST_STEM if "*" in text else bool(words)


def read_list(name: str, content: bytes) -> ReadList:
    """What the file ``name`` holds: CSV if it is called so, else a term in each line. It reads no further
    than to one term more than a list holds. A large file takes a second: not for the event loop.

    Raises:
        BadInput: it is no UTF-8 text, or no CSV.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(message("This file is not UTF-8 text. Save it in UTF-8.")) from error
    read = _from_csv(text) if name.lower().endswith(".csv") else _from_lines(text)
    found: dict[str, ListedTerm] = {}
    unusable: list[str] = []
    for one in read:
        if usable(one.text):
            found[one.text] = one
        elif one.text:
            unusable.append(one.text)
        if len(found) > MOST_TERMS:
            break
    return ReadList(tuple(found.values()), tuple(unusable))


def write_lines(terms: Iterable[ListedTerm]) -> bytes:
    """The file of lines that :func:`read_list` reads."""
    lines = [f"{EXCEPTION if one.exception else ''}{one.text}\n" for one in terms]
    return "".join(lines).encode()


def write_csv(terms: Iterable[ListedTerm]) -> bytes:
    """The CSV file that :func:`read_list` reads, with the mark by which spreadsheets know UTF-8."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows([one.text, "yes" if one.exception else ""] for one in terms)
    return written.getvalue().encode("utf-8-sig")


def _from_lines(text: str) -> Iterator[ListedTerm]:
    for line in text.splitlines():
        is_exception = line.lstrip().startswith(EXCEPTION)
        yield ListedTerm(_spaced(line.strip().removeprefix(EXCEPTION)), is_exception)


def _from_csv(text: str) -> Iterator[ListedTerm]:
    first, _, _ = text.partition("\n")
    delimiter = ";" if ";" in first and "," not in first else ","
    try:
        rows: Sequence[Sequence[str]] = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise BadInput(message("This is not a CSV file: {detail}", detail=str(error))) from error
    for number, row in enumerate(rows):
        if row and not (number == 0 and row[0].strip().lower() == _COLUMNS[0]):
            yield ListedTerm(_spaced(row[0]), len(row) > 1 and row[1].strip().lower() in _YES)


def _spaced(text: str) -> str:
    return " ".join(text.split())
