"""The article that an entry's own text makes."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.domain.article import BlockKind
from bot.domain.language import Language
from bot.reading.extract.drafts import Draft, Unreadable
from bot.reading.feeds.entry_draft import entry_draft
from bot.reading.feeds.feed import Entry
from bot.reading.tasks import entry_draft as as_a_task
from tests.unit.reading_site import ENGLISH, SPANISH

PARAGRAPHS = "".join(f"<p>{line}</p>" for line in SPANISH)
URL = "https://elfaro.example/muelle?utm_source=rss"


def draft_of(html: str, feed_language: str | None = None, title: str = "La ciudad abre el muelle") -> Draft:
    entry = Entry("1", URL, title, html=html)
    found = entry_draft(entry, feed_language, URL)
    assert isinstance(found, Draft), found
    assert as_a_task(entry, feed_language, URL) == found
    return found


def test_an_article() -> None:
    entry = Entry(
        guid="1",
        link=URL,
        title="La ciudad abre el muelle",
        authors=("Por Ana Ruiz",),
        published=datetime(2026, 2, 28, 10, tzinfo=UTC),
        updated=datetime(2026, 3, 1, 10, tzinfo=UTC),
        picture="https://elfaro.example/muelle.jpg",
        html=f"<h2>El plan</h2>{PARAGRAPHS}<blockquote>Así fue todo.</blockquote>",
    )
    draft = entry_draft(entry, "en", URL)
    assert isinstance(draft, Draft)
    assert (draft.language, draft.title) == (Language.ES, "La ciudad abre el muelle")
    assert draft.url == "https://elfaro.example/muelle"
    assert (draft.published, draft.updated) == (date(2026, 2, 28), date(2026, 3, 1))
    assert (draft.authors, draft.picture) == (("Ana Ruiz",), "https://elfaro.example/muelle.jpg")
    assert draft.blocks[0].kind is BlockKind.HEADING
    assert [block.text for block in draft.blocks[1:4]] == list(SPANISH)
    assert draft.complete


def test_text_without_markup_is_read_by_its_lines() -> None:
    draft = draft_of(
        "\n\n".join(line.replace("'", "&#39;") for line in ENGLISH), title="Council approves the plan"
    )
    assert draft.language is Language.EN
    assert [block.text for block in draft.blocks] == list(ENGLISH)


def test_text_with_line_breaks_alone() -> None:
    draft = draft_of("<br /><br>".join(SPANISH))
    assert [block.text for block in draft.blocks] == list(SPANISH)


@pytest.mark.parametrize(
    "added",
    [
        '<p>La entrada <a href="/x">El muelle</a> se publicó primero en <a href="/">El Faro</a>.</p>',
        '<p>The post <a href="/x">The pier</a> appeared first on <a href="/">The Lighthouse</a>.</p>',
    ],
)
def test_where_an_entry_is_from_is_no_text_of_it(added: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in SPANISH * 3)
    assert draft_of(text + added).blocks == draft_of(text).blocks


@pytest.mark.parametrize(
    ("html", "is_complete"),
    [
        ("".join(f"<p>{line}</p>" for line in SPANISH * 3), True),
        ("".join(f"<p>{line}</p>" for line in SPANISH * 3) + "<p>Y además [&#8230;]</p>", False),
        ("".join(f"<p>{line}</p>" for line in SPANISH * 3) + '<p><a href="/x">Leer más</a></p>', True),
        (f"<p>{SPANISH[0]} Y así fue… Seguir leyendo</p>", False),
        (SPANISH[0], False),
        ("<p>El muelle abre hoy con dos barcos y una banda de música.</p>", False),
    ],
)
def test_a_summary_is_not_complete(html: str, is_complete: bool) -> None:
    assert draft_of(html).complete is is_complete


def test_the_language_a_feed_claims_decides_where_the_text_says_nothing() -> None:
    numbers = "<p>ATP 2026: 6-4, 6-3 12:30 7-6 (7-5), 3-6 14:00 6-1, 6-2 16:30</p>"
    assert [draft_of(numbers, claimed, "ATP 2026").language for claimed in ("es-CO", "en")] == ["es", "en"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (Entry("1", URL, "El muelle", html=""), Unreadable.TOO_SHORT),
        (Entry("1", URL, "El muelle", html="<p>Abre hoy.</p>"), Unreadable.TOO_SHORT),
        (
            Entry("1", URL, "El muelle", html='<img src="/a.jpg"><script>a = 1</script>'),
            Unreadable.TOO_SHORT,
        ),
        (
            Entry(
                "1",
                URL,
                "Der Hafen",
                html="<p>Die Stadt öffnet heute den neuen Hafen, und viele kommen.</p>",
            ),
            Unreadable.OTHER_LANGUAGE,
        ),
    ],
)
def test_what_makes_no_article(entry: Entry, reason: Unreadable) -> None:
    assert entry_draft(entry, "es", URL) is reason


def test_scripts_are_left_out() -> None:
    text = PARAGRAPHS
    draft = draft_of(
        f"{text}<script>alert(1)</script><style>p {{}}</style><p style='display:none'>Oculto.</p>"
    )
    assert "alert" not in draft.text


def test_an_address_that_cannot_be_one_is_none() -> None:
    entry = Entry("1", None, "El muelle", html=SPANISH[0])
    draft = entry_draft(entry, "es", "")
    assert isinstance(draft, Draft)
    assert draft.url is None


def test_an_entry_without_a_title_is_called_by_its_first_words() -> None:
    assert draft_of(PARAGRAPHS, title="").title == (
        "El concejo de Valdemar aprobó el martes un plan de 40 millones de euros para reconstruir el viejo…"
    )
    assert draft_of("<p>El muelle abre hoy con dos barcos y una banda.</p>", title="").title == (
        "El muelle abre hoy con dos barcos y una banda."
    )
