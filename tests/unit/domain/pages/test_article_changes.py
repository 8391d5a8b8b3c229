"""What differs between two versions of an edition."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.article import Block, BlockKind, Edition
from bot.domain.language import Language
from bot.domain.pages.article_changes import Changes, Part, changes


def _edition(*paragraphs: str) -> Edition:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in paragraphs)
    return Edition(Language.EN, "A title", blocks, (), (), url="https://news.example/1")


BEFORE = _edition("The bridge cost 12 million euros.", "It opened on Monday.")


def test_what_is_the_same_has_no_changes() -> None:
    assert changes(BEFORE, replace(BEFORE, summary=())) == Changes(())


def test_each_part_is_named() -> None:
    after = replace(
        BEFORE,
        title="Another",
        standfirst="New",
        picture="https://news.example/1.jpg",
        url="https://news.example/2",
        blocks=(),
    )
    assert set(changes(BEFORE, after).parts) == set(Part)


def test_words_are_counted_as_often_as_they_stand_there() -> None:
    after = _edition("The bridge cost 13 million million euros.", "It opened on Monday.")
    assert changes(BEFORE, after) == Changes((Part.TEXT,), added=2, removed=1)


def test_another_order_adds_no_words() -> None:
    after = replace(BEFORE, blocks=BEFORE.blocks[::-1])
    assert changes(BEFORE, after) == Changes((Part.TEXT,))
