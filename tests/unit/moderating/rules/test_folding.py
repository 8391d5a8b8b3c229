"""Word lists see through what does not count and through disguises, and take no word for another."""

from __future__ import annotations

import pytest

from bot.domain.language import Language
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


@pytest.mark.parametrize(("spoken", "is_found"), [(None, True), (Language.EN, True), (Language.ES, False)])
def test_what_is_ordinary_in_the_other_language_is_an_exception_in_texts_in_that_language(
    spoken: Language | None, is_found: bool
) -> None:
    english, spanish = Term("memo", Language.EN), Term("memo", Language.ES)
    listed = WordList([english], [spanish])
    text = "Léeme el memo otra vez"
    assert (listed.found(fold(text), lambda: spoken) == english) is is_found
    assert listed.where(text, english, lambda: spoken) == ("memo" if is_found else "")


@pytest.mark.parametrize("spoken", [None, *Language])
def test_an_exception_counts_for_its_own_list_in_texts_in_any_language(spoken: Language | None) -> None:
    listed = WordList([Term("fool*", Language.EN)], [Term("fool's gold", Language.EN)])
    assert listed.found(fold("Es fool's gold, dice"), lambda: spoken) is None
    assert listed.found(fold("Es un fool, dice"), lambda: spoken) is not None


def test_a_term_of_both_lists_is_found_though_the_other_one_is_excepted() -> None:
    both = [Term("memo", language) for language in Language]
    listed = WordList(both, [Term("el memo", Language.EN)])
    assert listed.found(fold("el memo"), lambda: Language.ES) == both[1]


def test_the_language_of_a_text_is_asked_for_only_where_a_term_stands_and_exceptions_are_listed() -> None:
    def spoken() -> Language | None:
        raise AssertionError

    assert WordList([Term("memo")]).found(fold("a memo"), spoken) is not None
    assert WordList([Term("memo")], [Term("gold")]).found(fold("calm words"), spoken) is None


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
