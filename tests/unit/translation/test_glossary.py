"""Terms that a translation keeps or always puts in one way."""

from __future__ import annotations

import time

import pytest

from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.translation.glossary import MOST_TERMS, Glossary, Term, read_csv, require_fit, write_csv
from bot.translation.tokens import Kind


def terms(glossary: Glossary, text: str, source: Language = Language.EN) -> list[tuple[str, str]]:
    return [(one.text, one.shown) for one in glossary.pieces(text, source) if one.kind is Kind.TERM]


def test_the_longest_term_is_found_as_a_whole_word_in_any_case() -> None:
    glossary = Glossary([Term("bridge", "puente"), Term("Bridge Street", "calle del Puente")])
    found = terms(glossary, "On bridge street a Bridge, bridges and a footbridge.")
    assert found == [("bridge street", "calle del Puente"), ("Bridge", "Puente")]


def test_a_term_is_found_in_the_language_of_the_text() -> None:
    glossary = Glossary([Term("bridge", "puente")])
    assert terms(glossary, "El puente bridge", Language.ES) == [("puente", "bridge")]


def test_what_is_kept_stays_as_it_was_written() -> None:
    assert terms(Glossary([Term("Tertulia", "Tertulia")]), "a TERTULIA") == [("TERTULIA", "TERTULIA")]


def test_no_term_is_found_within_a_link_or_code() -> None:
    assert terms(Glossary([Term("bridge", "puente")]), "https://example.org/bridge `bridge`") == []


def test_a_file_comes_back_as_it_was_written() -> None:
    glossary = Glossary([Term("Town Hall", "Casa Consistorial"), Term("Tertulia", "Tertulia")])
    assert read_csv(write_csv(glossary)).terms == glossary.terms
    assert read_csv("\ufeffTertulia\nbridge,puente\n\n").terms == (
        Term("Tertulia", "Tertulia"),
        Term("bridge", "puente"),
    )


def test_a_term_with_a_comma_outside_quotes_is_no_other_term() -> None:
    assert read_csv('"Faro, S.A.","Lantern, Ltd"\n').terms == (Term("Faro, S.A.", "Lantern, Ltd"),)
    with pytest.raises(BadInput) as caught:
        read_csv("en,es\nbridge,puente,\nFaro, S.A.,Lantern\n")
    assert caught.value.message.params["row"] == 3


@pytest.mark.parametrize(
    "term", ["", "**bridge**", "@everyone", "a\nb", "x" * 90, "<@123456789012345678>", " a"]
)
def test_a_term_is_plain_words(term: str) -> None:
    with pytest.raises(BadInput):
        require_fit(Glossary([Term(term, term)]))


def test_there_are_so_many_terms_at_most() -> None:
    with pytest.raises(BadInput):
        require_fit(Glossary(Term(f"term{number}", "x") for number in range(MOST_TERMS + 1)))
    with pytest.raises(BadInput):
        require_fit(Glossary(Term(f"the {number}", f"x{number}") for number in range(30)))


def test_a_file_of_many_terms_that_begin_alike_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(BadInput, match="at most"):
        read_csv("\n".join(f"a {number}" for number in range(26_000)))
    assert time.process_time() - began < 2, "each was sorted in among those before it: minutes"
