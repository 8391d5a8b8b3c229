"""Word lists see through what does not count and through disguises, and take no word for another."""

from __future__ import annotations

import pytest

from bot.moderating.rules.folding import fold, fold_term
from bot.moderating.rules.word_list import Term, WordList


def readings(text: str) -> tuple[str, ...]:
    folded = fold(text)
    return (folded.plain, *folded.undisguised)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("¡Qué ÁRBOL!", " que arbol "),
        ("piña y pina", " piña y pina "),
        ("ｗｉｄｅ", " wide "),
        ("zer\u200bo wi\u00addth", " zero width "),
        ("раyра1", " paypa1 "),
        ("İstanbul", " istanbul "),
        ("one,two;  three", " one two three "),
        ("", "  "),
    ],
    ids=["accents and case", "ñ is a letter", "width", "unseen", "Cyrillic", "dotted I", "spaces", "nothing"],
)
def test_what_does_not_count_is_left_out(text: str, plain: str) -> None:
    assert fold(text).plain == plain


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("l0ser", "loser"),
        ("1d1ota", "idiota"),
        ("f|at", "flat"),
        ("m1erd@", "mierda"),
        ("a$$hole", "asshole"),
        ("looooser", "loser"),
        ("coooool", "cool"),
        ("l o s e r", "loser"),
        ("l-o-s-e-r", "loser"),
        ("l.o.s.e.r", "loser"),
        ("L  O  S  E  R", "loser"),
        ("L 0 S 3 R", "loser"),
    ],
)
def test_a_disguised_word_is_read_as_what_it_stands_for(text: str, word: str) -> None:
    assert any(f" {word} " in reading for reading in readings(f"You are a {text}, really"))


@pytest.mark.parametrize(
    "text",
    [
        "the 20th, 1st and 2nd",
        "5km in 10s",
        "an mp3, a ps4",
        "covid19",
        "the U.S.A. and EE.UU.",
        "B-52",
    ],
)
def test_numbers_units_and_abbreviations_are_no_disguise(text: str) -> None:
    assert fold(text).undisguised == ()


def found(text: str, *terms: str, exceptions: tuple[str, ...] = ()) -> str | None:
    term = WordList(map(Term, terms), map(Term, exceptions)).found(fold(text))
    return term.text if term else None


@pytest.mark.parametrize(
    ("text", "terms", "expected"),
    [
        ("What an idiot!", ("idiot",), "idiot"),
        ("idiotic", ("idiot",), None),
        ("idiotic", ("idiot*",), "idiot*"),
        ("superidiot", ("*idiot",), "*idiot"),
        ("superidiotic", ("*idiot*",), "*idiot*"),
        ("hijo,  de\npulga", ("hijo de pulga",), "hijo de pulga"),
        ("hijos de pulga", ("hijo de pulga",), None),
        ("IDÍOTA", ("idiota",), "idiota"),
        ("un año", ("ano",), None),
        ("nothing here", (), None),
    ],
)
def test_whole_words_and_phrases_are_found_and_never_inside_others(
    text: str, terms: tuple[str, ...], expected: str | None
) -> None:
    assert found(text, *terms) == expected


def test_an_exception_counts_only_where_it_stands() -> None:
    assert found("the pulga madre", "pulga*", exceptions=("pulga madre",)) is None
    assert found("the pulga madre and a pulga", "pulga*", exceptions=("pulga madre",)) == "pulga*"


@pytest.mark.parametrize(
    ("text", "term", "where"),
    [
        ("So you say: L.o.s.e.r, and more", "loser", "L.o.s.e.r,"),
        ("un Hijo, de  Pulga más", "hijo de pulga", "Hijo, de Pulga"),
        ("tu l o s e r tú", "loser", "l o s e r"),
        ("loser", "loser", "loser"),
    ],
)
def test_moderators_read_what_was_found_as_it_was_written(text: str, term: str, where: str) -> None:
    assert WordList([Term(term)]).where(text, Term(term)) == where


def test_a_term_is_folded_as_texts_are() -> None:
    assert fold_term("  ¡IDÍOTA  total! ") == "idiota total"
