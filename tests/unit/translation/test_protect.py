"""Tokens come through a translation byte for byte, or the text is not shown."""

from __future__ import annotations

import random

import pytest

from bot.domain.language import Language
from bot.domain.spoilers import parts
from bot.translation.glossary import Glossary, Term
from bot.translation.protect import take_apart
from bot.translation.tokens import tokens
from bot.translation.unit import Markup, Violation
from tests import messages
from tests.translators import Hostile, unchanged

MESSAGES = 400
"""Of each language; the benchmark takes 20,000."""


def translated(
    text: str, word: object, source: Language = Language.EN, glossary: Glossary | None = None
) -> str:
    assert callable(word)
    plan = take_apart(text, source, glossary or Glossary())
    for unit in plan.units:
        try:
            unit.fill(word(unit.masked()))
        except Violation:
            unit.fill_pieces([word(one) for one in unit.texts()])
    return plan.whole()


@pytest.fixture(params=["en", "es"])
def written(request: pytest.FixtureRequest) -> list[str]:
    chance = random.Random(11)
    return [messages.message(chance, messages.SENTENCES[request.param]) for _ in range(MESSAGES)]


def test_what_an_engine_leaves_as_it_is_comes_back_byte_for_byte(written: list[str]) -> None:
    assert [one for one in written if translated(one, unchanged) != one] == []


def test_a_hostile_engine_changes_no_token(written: list[str]) -> None:
    hostile, refused = Hostile(5), 0
    for text in written:
        try:
            shown = translated(text, hostile)
        except Violation:
            refused += 1
            continue
        assert tokens(shown) == tokens(text)
        assert shown.count("@everyone") == text.count("@everyone")
        assert "evil" not in shown or "://evil" not in shown
        assert "\u202e" not in shown
        assert shown.count("\n") == text.count("\n")
        assert [part.hidden for part in parts(shown)] == [part.hidden for part in parts(text)]
    assert refused < len(written) / 2, "most of them are mended piece by piece"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("> - Hello <@123456789012345678> there", ["Hello XQ0Z there"]),
        ("say **no** to it", ["say XQ0Z no XQ1Z to it"]),
        ("See [the page](https://example.org/a) now.", ["See XQ0Z the page XQ1Z now."]),
        ("One ends. Two ends.\nThree", ["One ends.", "Two ends.", "Three"]),
        ("He ||did not do it|| at all", ["He", "did not do it", "at all"]),
        ("<:blob:123456789012345678> https://example.org `code` 😀", []),
        ("(see https://example.org/a), he said", ["(see XQ0Z), he said"]),
    ],
)
def test_only_words_are_sent(text: str, sent: list[str]) -> None:
    assert [unit.masked() for unit in take_apart(text, Language.EN).units] == sent


@pytest.mark.parametrize(
    "answer",
    [
        "Hola @everyone",
        "Hola <@123456789012345678>",
        "# Hola",
        "- Hola",
        "Hola https://evil.example",
        "**Hola**",
        "Hola `x`",
        "Hola XQ0Z",
        "",
    ],
)
def test_what_an_engine_adds_is_a_violation(answer: str) -> None:
    (unit,) = take_apart("Hello", Language.EN).units
    with pytest.raises(Violation):
        unit.fill(answer)


def test_an_engine_cannot_add_a_line_or_turn_the_direction_of_writing() -> None:
    assert translated("Hello", lambda _: "Hola\n\u202e\x07mundo") == "Hola mundo"


@pytest.mark.parametrize("mark", ["# ", "-# ", "> ", ">>> ", "- ", "1. ", "> # - ", "# # # "])
def test_an_engine_begins_no_heading_quote_or_list(mark: str) -> None:
    shown = translated("The bridge.\n- <@123456789012345678> The town.", lambda text: f"{mark}{text}")
    assert shown.startswith("The bridge.")
    assert shown.splitlines()[1].startswith("- <@123456789012345678> ")
    assert translated("- > # The bridge.", unchanged) == "- > # The bridge."


@pytest.mark.parametrize(
    "added", ["x@everyone", "@everyone", "x@here", "@everyonex", "steam://run/1", "_@everyone"]
)
def test_what_pings_or_links_is_not_added_whatever_stands_beside_it(added: str) -> None:
    for answer in (f"El puente {added}", f"{added} el puente", f"El {added}, puente"):
        shown = translated("The bridge is open.", lambda text, answer=answer: answer)
        assert "@everyone" not in shown
        assert "@here" not in shown
        assert "://" not in shown
    kept = f"See {added}: it is open"
    assert tokens(translated(kept, lambda text: text.replace("See", "Ve"))) == tokens(kept)


def test_a_backslash_that_would_free_a_spoiler_is_refused() -> None:
    with pytest.raises(Violation):
        translated("a word ||hidden||", lambda text: f"{text}\\")


def test_marks_stay_beside_their_words() -> None:
    spanish = {"say XQ0Z no XQ1Z to it": "di XQ0Z que no XQ1Z a eso"}
    assert translated("say **no** to it", lambda text: spanish[text]) == "di **que no** a eso"


def test_a_sentence_whose_tokens_are_lost_is_translated_in_pieces() -> None:
    spanish = {"say": "di", "no": "no", "to it": "a eso"}
    assert translated("say **no** to it", lambda text: spanish.get(text, "di que no")) == "di **no** a eso"


def test_terms_of_the_glossary_are_kept_or_put_as_it_says() -> None:
    glossary = Glossary([Term("Town Hall", "Casa Consistorial"), Term("Tertulia", "Tertulia")])
    plan = take_apart("the town hall of Tertulia is open", Language.EN, glossary)
    (unit,) = plan.units
    assert unit.masked() == "the XQ0Z of XQ1Z is open"
    unit.fill("la XQ0Z de XQ1Z está abierta")
    assert plan.whole() == "la Casa Consistorial de Tertulia está abierta"
    assert unit.plain == "the town hall of Tertulia is open"
    assert unit.words == "la Casa Consistorial de Tertulia está abierta"


def test_too_much_markup_is_refused() -> None:
    for text in ("a*" * 300, "a\n" * 300, "It is. " * 300):
        with pytest.raises(Violation):
            take_apart(text, Language.EN)


@pytest.mark.parametrize("markup", Markup)
def test_a_markup_gives_back_what_it_wraps(markup: Markup) -> None:
    text = 'if a < b & "c" > XQ0Z then'
    sent = markup.wrap(text)
    assert markup.unwrap(sent) == text
    assert (markup is Markup.PLAIN) is (sent == text)
