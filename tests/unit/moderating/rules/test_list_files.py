"""Lists of words come back from their files as they were, and hold nothing that is no word."""

from __future__ import annotations

import csv
import io

import pytest

from bot.domain.errors import BadInput
from bot.domain.rules import ListedTerm
from bot.moderating.rules.list_files import read_list, usable, write_csv, write_lines
from bot.moderating.rules.lists import domain_named

TERMS = (
    ListedTerm("fool*"),
    ListedTerm("año nuevo"),
    ListedTerm("*tonto*"),
    ListedTerm("2 girls"),
    ListedTerm("fool's gold", exception=True),
)


@pytest.mark.parametrize(("name", "write"), [("a.txt", write_lines), ("A.CSV", write_csv)])
def test_a_list_comes_back_as_it_was(name: str, write):
    read = read_list(name, write(TERMS))
    assert (read.terms, read.unusable) == (TERMS, ())


def test_a_spreadsheet_in_spain_separates_cells_by_semicolons():
    read = read_list("a.csv", "text;exception\ntonto;\n tonto  del bote ;sí\n".encode("utf-8-sig"))
    assert read.terms == (ListedTerm("tonto"), ListedTerm("tonto del bote", exception=True))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+fool",
        "-fool",
        "@fool",
        "\tfool",
        "🖕",
        "***",
        "a*",
        "f*ol",
        "x" * 81,
        "a, b",
        'a"b',
        "a;=1",
        "a\nb",
    ],
)
def test_what_is_no_word_or_would_be_a_formula_stands_in_no_list(text: str):
    assert not usable(text)


@pytest.mark.parametrize("text", ["fool", "foo*", "*ool", "s&m", "a_s_s", "ñoño", "f00l", "it's", "e.g."])
def test_what_can_be_compared_is_usable(text: str):
    assert usable(text)


def test_lines_that_are_no_words_are_left_out_and_named():
    read = read_list("a.txt", b"fool\n\n=cmd()\n  fool  \n!wise fool\n\xf0\x9f\x96\x95\n")
    assert read.terms == (ListedTerm("fool"), ListedTerm("wise fool", exception=True))
    assert read.unusable == ("=cmd()", "🖕")


def test_no_cell_of_a_written_file_is_a_formula():
    rows = csv.reader(io.StringIO(write_csv(TERMS).decode("utf-8-sig")))
    assert not [cell for row in rows for cell in row if cell[:1] in {*"=+-@\t\r"} and cell]


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_what_is_no_text_is_refused(name: str):
    with pytest.raises(BadInput, match="UTF-8"):
        read_list(name, b"\xff\xfe\x00f")


def test_a_cell_that_never_ends_is_no_csv():
    with pytest.raises(BadInput, match="not a CSV"):
        read_list("a.csv", b'"' + b"x" * 200_000)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("example.org", "example.org"),
        ("HTTPS://www.Example.ORG/path?x=1#y", "example.org"),
        ("*.example.org", "example.org"),
        ("añejo.example", "xn--aejo-gqa.example"),
        ("example.org:8080", "example.org"),
    ],
)
def test_a_domain_is_known_however_it_is_written(text: str, expected: str):
    assert domain_named(text) == expected


@pytest.mark.parametrize(
    "text", ["", "org", "no domain", "https://", "a@example.org", "..", "example.org example.com"]
)
def test_what_is_no_domain_is_refused(text: str):
    with pytest.raises(BadInput):
        domain_named(text)
