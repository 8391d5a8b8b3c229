"""Filters keep away what they name, and nothing else."""

from __future__ import annotations

import pytest

from bot.domain.errors import BadInput
from bot.domain.feeds.filters import LONGEST_TEXT, Filtered, check, in_words, plain_text, which
from bot.domain.feeds.following import Filter, FilterField

ENTRY = Filtered(
    title="El Ayuntamiento aprueba la ampliación del tranvía",
    text="La línea 4 llegará al hospital en 2028, dice la alcaldesa.",
    categories=("Local", "Obras públicas"),
    authors=("María García",),
)


def excluded(field: FilterField, text: str, entry: Filtered = ENTRY) -> bool:
    return which([Filter(1, field, False, text)], entry) is not None


@pytest.mark.parametrize(
    ("field", "text", "found"),
    [
        (FilterField.WORDS, "tranvia", True),
        (FilterField.WORDS, "TRANVÍA", True),
        (FilterField.WORDS, "tran", False),
        (FilterField.WORDS, "tran*", True),
        (FilterField.WORDS, "*via", True),
        (FilterField.WORDS, "*ranvi*", True),
        (FilterField.WORDS, "linea 4", True),
        (FilterField.WORDS, "línea, 4", True),
        (FilterField.WORDS, "linea 40", False),
        (FilterField.WORDS, "tranvía la línea", False),
        (FilterField.WORDS, "garcia", False),
        (FilterField.WORDS, "***", False),
        (FilterField.CATEGORY, "local", True),
        (FilterField.CATEGORY, "obras publicas", True),
        (FilterField.CATEGORY, "tranvía", False),
        (FilterField.AUTHOR, "garcía", True),
        (FilterField.AUTHOR, "maria garcia", True),
        (FilterField.AUTHOR, "Gar", False),
        (FilterField.PATTERN, r"l[ií]nea\s+\d\b", True),
        (FilterField.PATTERN, "TRANVÍA$", False),
        (FilterField.PATTERN, "(?m)TRANVÍA$", True),
        (FilterField.PATTERN, r"\S{30}", False),
        (FilterField.PATTERN, r"^el ayuntamiento", True),
        (FilterField.PATTERN, "(", False),
    ],
)
def test_a_filter_finds_what_it_names(field: FilterField, text: str, found: bool) -> None:
    assert excluded(field, text) is found


def test_entries_pass_that_match_one_of_the_filters_that_include() -> None:
    local, sport = (
        Filter(1, FilterField.CATEGORY, True, "local"),
        Filter(2, FilterField.WORDS, True, "fútbol"),
    )
    assert which([sport], ENTRY) is not None
    assert which([sport, local], ENTRY) is None
    assert which([local, Filter(3, FilterField.AUTHOR, False, "maria")], ENTRY) is not None
    assert which([], ENTRY) is None


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Filter(1, FilterField.WORDS, False, "tranvía"), "its text has tranvía"),
        (Filter(1, FilterField.CATEGORY, False, "Obras públicas"), "its category is Obras públicas"),
        (Filter(1, FilterField.AUTHOR, False, "garcía"), "its author is garcía"),
        (Filter(1, FilterField.PATTERN, False, "l.nea \\d"), "its text fits the expression l.nea \\d"),
        (
            Filter(1, FilterField.WORDS, True, "fútbol"),
            "it matches none of the filters that let entries through",
        ),
    ],
)
def test_why_an_entry_was_kept_away_is_said_in_words(one: Filter, words: str) -> None:
    stored = which([one], ENTRY)
    assert stored is not None
    assert str(in_words(stored)) == words


def test_a_reason_that_cannot_be_read_any_more_is_still_said() -> None:
    assert str(in_words("title tranvía")) == "a filter keeps it away"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (FilterField.WORDS, "  ", "at least one word"),
        (FilterField.WORDS, "a*", "at least one word"),
        (FilterField.WORDS, "x" * 201, "at most 200 characters"),
        (FilterField.PATTERN, " ", "Tell me"),
        (FilterField.PATTERN, "(abc", "The trouble is here: (abc"),
        (FilterField.PATTERN, "(?=abc)", "look-around"),
        (FilterField.PATTERN, r"(a)\1", "look-around"),
        (FilterField.PATTERN, "a{1001}", "too large"),
        (FilterField.PATTERN, r"(\pL{1,20}\s){1,20}x", "too large"),
        (FilterField.PATTERN, r"\pL{1,40}", "too large"),
    ],
)
def test_a_filter_that_cannot_be_used_is_refused_in_one_sentence(
    field: FilterField, text: str, sentence: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        check(field, text)
    assert sentence in str(refusal.value)


def test_a_filter_is_kept_cleaned() -> None:
    assert check(FilterField.WORDS, "  Unión   Europea ") == "Unión Europea"
    assert check(FilterField.PATTERN, " a  b ") == "a  b"


def test_plain_text_is_what_readers_read() -> None:
    source = "<style>p{color:red}</style><p>Uno &amp; <b>dos</b></p><script>var tres = 3;</script>cuatro"
    assert plain_text(source) == "Uno & dos cuatro"
    assert len(plain_text("a " * 50_000)) <= LONGEST_TEXT
