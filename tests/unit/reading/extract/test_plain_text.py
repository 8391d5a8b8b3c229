"""Pasted text is understood as the page it was copied from: headlines, sections, what is not the article."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest

from bot.domain.article import Block, BlockKind
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft, Unreadable
from bot.reading.extract.markdown import read_markdown
from bot.reading.extract.plain_text import read_text
from tests.unit.reading_site import ENGLISH, SPANISH

TITLE = "Council of Valdemar Approves Its Plan for the Old Harbour"
TWIN = "El concejo de Valdemar aprueba su plan para el viejo puerto"


def read(text: str, title: str | None = None) -> Draft:
    found = read_text(text, title)
    assert isinstance(found, Draft)
    return found


def copied(*body: str) -> str:
    """A text as it is copied from a bilingual page."""
    lines = ("Skip to content", TITLE, TWIN, "Leer en Español", "[Leer en español]", *body, "Leave a Reply")
    return "\n\n".join(lines)


def test_a_copied_page_gives_both_headlines_and_its_sections() -> None:
    draft = read(copied(ENGLISH[0], "The work", *ENGLISH[1:]))
    assert (draft.language, draft.title) == (Language.EN, TITLE)
    assert [(line.language, line.title) for line in draft.headlines] == [(Language.ES, TWIN)]
    assert draft.blocks == (
        Block(BlockKind.PARAGRAPH, ENGLISH[0]),
        Block(BlockKind.HEADING, "The work"),
        Block(BlockKind.PARAGRAPH, ENGLISH[1]),
        Block(BlockKind.PARAGRAPH, ENGLISH[2]),
    )


def test_the_headline_in_the_bodys_language_is_the_title_whichever_stands_first() -> None:
    draft = read(copied(*SPANISH))
    assert (draft.language, draft.title) == (Language.ES, TWIN)
    assert [(line.language, line.title) for line in draft.headlines] == [(Language.EN, TITLE)]


def test_byline_and_date_are_no_titles() -> None:
    draft = read("\n".join((TITLE, "By Ana Gil and Luis Prado | January 28, 2022", *ENGLISH)))
    assert draft.title == TITLE
    assert draft.authors == ("Ana Gil", "Luis Prado")
    assert draft.published == date(2022, 1, 28)
    spanish = read("\n".join((TWIN, "Por Ana Gil", "28 de enero de 2022", *SPANISH)))
    assert (spanish.authors, spanish.published) == (("Ana Gil",), date(2022, 1, 28))


def test_a_given_title_goes_before_the_first_line() -> None:
    assert read("\n\n".join(ENGLISH), "Harbour").title == "Harbour"


def test_a_text_without_a_title_is_named_by_how_it_begins() -> None:
    title = read("\n\n".join(ENGLISH)).title
    assert title.endswith("…")
    assert ENGLISH[0].startswith(title[:-1])
    assert len(title) <= 111


def test_lists_and_quotes_stay_what_they_are() -> None:
    draft = read(
        "\n\n".join((TITLE, ENGLISH[0], "- a footbridge\n- 120 places", "> We will see.", *ENGLISH[1:]))
    )
    assert [block.kind for block in draft.blocks[1:4]] == [BlockKind.ITEM, BlockKind.ITEM, BlockKind.QUOTE]
    assert draft.blocks[1].text == "a footbridge"


@pytest.mark.parametrize(
    ("width", "between"), [(40, "\n\n"), (55, "\n\n"), (72, "\n\n"), (110, "\n\n"), (120, "\n\n"), (72, "\n")]
)
def test_paragraphs_broken_to_fit_a_screen_are_put_together(width: int, between: str) -> None:
    heads = (TITLE, "By Ana Gil", "28 January 2022")
    draft = read(between.join(textwrap.fill(line, width) for line in (*heads, *ENGLISH)))
    assert [block.text for block in draft.blocks] == list(ENGLISH)
    assert (draft.title, draft.authors) == (TITLE, ("Ana Gil",))


def test_lines_that_are_paragraphs_stay_apart() -> None:
    sentences = [f"{sentence}." for text in ENGLISH for sentence in text.rstrip(".").split(". ")]
    assert [block.text for block in read("\n".join((TITLE, *sentences))).blocks] == sentences
    body = "\n\n".join(ENGLISH)
    titles = read(f"{TITLE}\n{TWIN}\n\n{body}")
    assert (titles.title, [line.title for line in titles.headlines]) == (TITLE, [TWIN])


def test_broken_items_and_quotes_are_put_together() -> None:
    quote = "We will see what the harbour looks like when the work is done, said the mayor of Valdemar."
    items = (
        "- a footbridge over the harbour mouth",
        "- 120 places for cars behind the lighthouse of San Telmo",
    )
    listed = "\n".join(textwrap.fill(item, 40, subsequent_indent="  ") for item in items)
    quoted = textwrap.indent(textwrap.fill(quote, 38), "> ")
    wrapped = [textwrap.fill(text, 40) for text in ENGLISH]
    draft = read("\n\n".join((TITLE, wrapped[0], listed, quoted, *wrapped[1:])))
    assert draft.blocks[1:4] == (
        Block(BlockKind.ITEM, items[0][2:]),
        Block(BlockKind.ITEM, items[1][2:]),
        Block(BlockKind.QUOTE, quote),
    )


def test_an_empty_line_within_a_quote_parts_its_paragraphs() -> None:
    first, second = ENGLISH[0], ENGLISH[1]
    quoted = "\n>\n".join(textwrap.indent(textwrap.fill(text, 60), "> ") for text in (first, second))
    draft = read("\n\n".join((TITLE, *(textwrap.fill(text, 60) for text in ENGLISH), quoted)))
    assert draft.blocks[-2:] == (Block(BlockKind.QUOTE, first), Block(BlockKind.QUOTE, second))


def test_other_lines_of_the_site_are_dropped_and_the_reply_box_ends_the_text() -> None:
    noise = ("Read also: The lighthouse of San Telmo", "Share this", "Comentarios")
    draft = read(
        "\n\n".join((TITLE, ENGLISH[0], *noise, *ENGLISH[1:], "Leave a comment", "Name", ENGLISH[0][::-1]))
    )
    assert [block.text for block in draft.blocks] == list(ENGLISH)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Unreadable.TOO_SHORT),
        ("Only a few words, which is no article.", Unreadable.TOO_SHORT),
        ("word " * 50_000, Unreadable.TOO_LONG),
        (
            "Der Rat der Stadt hat am Dienstag einen Plan für den alten Hafen beschlossen, sagte die "
            "Bürgermeisterin. "
            "Die Arbeiten beginnen im März und sollen anderthalb Jahre dauern, wie der leitende "
            "Ingenieur mitteilte. "
            "Die Anwohner wünschen sich mehr Plätze für ihre Autos und eine Brücke für die Fußgänger "
            "am Leuchtturm.",
            Unreadable.OTHER_LANGUAGE,
        ),
    ],
)
def test_what_is_no_article_says_why(text: str, fault: Unreadable) -> None:
    assert read_text(text) is fault


def test_markdown_says_what_is_a_heading_a_quote_and_a_list() -> None:
    text = f"""---
title: "{TITLE}"
author: Ana Gil
date: 2022-01-28
lang: en
---
{ENGLISH[0]} See [the plan](https://example.org/plan) and ![a map](map.png).

## The *work*

{ENGLISH[1]}

> **We** will see.

* one
* two

```
code is no text
```

Questions
---------

{ENGLISH[2]}
"""
    draft = read_markdown(text)
    assert isinstance(draft, Draft)
    assert (draft.title, draft.authors, draft.published) == (TITLE, ("Ana Gil",), date(2022, 1, 28))
    assert draft.blocks[0].text.endswith("See the plan and .")
    kinds = [(block.kind, block.text) for block in draft.blocks[1:]]
    assert kinds == [
        (BlockKind.HEADING, "The work"),
        (BlockKind.PARAGRAPH, ENGLISH[1]),
        (BlockKind.QUOTE, "We will see."),
        (BlockKind.ITEM, "one"),
        (BlockKind.ITEM, "two"),
        (BlockKind.HEADING, "Questions"),
        (BlockKind.PARAGRAPH, ENGLISH[2]),
    ]


def test_markdown_without_front_matter_takes_its_first_heading() -> None:
    draft = read_markdown(f"# {TITLE}\n\n## First\n\n" + "\n\n".join(ENGLISH))
    assert isinstance(draft, Draft)
    assert draft.title == TITLE
    assert draft.blocks[0] == Block(BlockKind.HEADING, "First")
    assert read_markdown("# Short\n\nToo short.") is Unreadable.TOO_SHORT
    assert read_markdown("a" * 200_001) is Unreadable.TOO_LONG
