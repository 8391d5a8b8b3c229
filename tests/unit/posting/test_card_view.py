"""What a card and its reading view say."""

from bot.domain.article import Edition, SummarySentence
from bot.domain.card import Card
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.posting.card_view import reading_view

STANDFIRST = "The quays will glow amber after ten."


def reading(standfirst: str) -> str:
    sentences = (STANDFIRST, "It replaces 412 lamps.")
    edition = Edition(
        language=Language.EN,
        title="Harbour lights",
        blocks=(),
        sentences=sentences,
        summary=tuple(SummarySentence(text, number) for number, text in enumerate(sentences)),
        standfirst=standfirst,
    )
    card = Card("p", Language.EN, edition.title, None, edition, None, 0)
    return str(reading_view(card, Catalog.load(), None).to_components())


def test_a_standfirst_that_the_text_begins_with_is_read_once():
    said = reading(STANDFIRST)
    assert said.count(STANDFIRST) == 1
    assert "It replaces 412 lamps." in said


def test_a_standfirst_of_its_own_stands_before_the_summary():
    said = reading("Darkness helps the birds.")
    assert said.index("Darkness helps the birds.") < said.index(STANDFIRST)
