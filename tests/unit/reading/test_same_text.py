"""What takes the place of a text that was read at an address before, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.article import Block, BlockKind, Edition
from bot.domain.language import Language
from bot.reading.extract.drafts import Unlike
from bot.reading.same_text import unlike

PARAGRAPHS = (
    "The old bridge over the river reopened on Monday, two years after a flood had damaged its pillars. "
    "Hundreds of people crossed it on foot before the first bus was let through at noon.",
    "The mayor, Ana Ruiz, said that the repairs had cost 12 million euros, three more than planned. "
    "Engineers led by Lucía Ferrer replaced 14 stones and strengthened the arches with steel.",
    "The 35 shops of Plaza Mayor lost a third of their customers while the bridge was closed, says the "
    "chamber of commerce of the town. Many of them expect the summer to bring the customers back.",
)
REWRITTEN = (
    "People of the town cross their river once more, since Monday and for the first time in two years.",
    "It took Lucía Ferrer and her team 14 stones, much steel and 12 million euros, mayor Ana Ruiz explains.",
    "Trade suffered meanwhile: the 35 owners of shops in Plaza Mayor had a third less to do than before.",
    "Buses go again as well, and in summer the visitors should be back whom everybody there waits for.",
)
ANOTHER = (
    "The council of the village decided on Tuesday evening to plant ninety oak trees along the old road.",
    "Farmers had asked for them since the storm of last autumn, when the poplars fell within one night.",
    "Walkers will find shade there in some twenty years, says the forester, who has chosen each of them.",
)


def _edition(*paragraphs: str, title: str = "The bridge over the river reopens") -> Edition:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return Edition(Language.EN, title, blocks, (), ())


BEFORE = _edition(*PARAGRAPHS)


@pytest.mark.parametrize(
    "after",
    [
        BEFORE,
        _edition(*PARAGRAPHS, title="At last"),
        _edition(PARAGRAPHS[0], *PARAGRAPHS[1:], *ANOTHER),
        _edition(*PARAGRAPHS[:2], title="Shortened"),
        _edition(PARAGRAPHS[0].replace("Monday", "Tuesday"), *PARAGRAPHS[1:]),
        _edition(*REWRITTEN),
    ],
)
def test_what_was_corrected_or_goes_on_takes_its_place(after: Edition) -> None:
    assert unlike(BEFORE, after) is None


@pytest.mark.parametrize(
    ("after", "why"),
    [
        (_edition(*ANOTHER, title="Ninety oaks for the village"), Unlike.ANOTHER),
        (_edition(*ANOTHER), Unlike.ANOTHER),
        (_edition(PARAGRAPHS[0]), Unlike.SHORTER),
        (replace(BEFORE, complete=False), Unlike.BEGINNING),
        (replace(BEFORE, language=Language.ES), Unlike.OTHER_LANGUAGE),
    ],
)
def test_what_has_become_something_else_does_not(after: Edition, why: Unlike) -> None:
    assert unlike(BEFORE, after) is why


def test_the_page_takes_the_place_of_a_feeds_entry() -> None:
    entry = replace(_edition(*ANOTHER * 3), from_feed=True)
    assert unlike(entry, _edition(*PARAGRAPHS)) is None
    assert unlike(entry, _edition(*PARAGRAPHS, title="Ninety oaks")) is Unlike.ANOTHER


def test_a_beginning_is_completed() -> None:
    assert unlike(replace(_edition(PARAGRAPHS[0]), complete=False), BEFORE) is None
