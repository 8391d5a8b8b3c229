"""Links that may lead to the other edition are ranked; what machines are told is understood in any shape."""

from __future__ import annotations

import json

import pytest

from bot.domain.language import Language
from bot.reading.extract.alternates import MOST, read_alternates
from bot.reading.extract.facts.linked_data import Whose, html_free, linked_data, name_of, string_of
from bot.reading.extract.facts.people import clean_authors
from bot.reading.extract.facts.titles import without_site
from bot.reading.extract.markup import tree_of
from bot.reading.extract.metadata import read_metadata
from tests.unit.reading_site import ENGLISH, page

URL = "https://elfaro.example/en/harbour"


def alternates(before: str = "", head: str = "", language: Language = Language.EN) -> list[str]:
    tree = tree_of(page(language.value, "A title of a story", ENGLISH, head=head, before=before))
    assert tree is not None
    return [link.url for link in read_alternates(tree, URL, language)]


@pytest.mark.parametrize(
    "label",
    [
        "Leer en español", "LEER EN ESPAÑOL", "[Leer en espanol]",
        "Lea en español »", "Léelo en español", "En español",
        "Español", "ES", "Versión en español", "Versión española",
        "Edición en español", "Read in Spanish", "Spanish",
        "Read this story in Spanish", "Spanish version",
        "También disponible en español", "Leer en castellano",
    ],
)  # fmt: skip
def test_labels_of_a_link_to_the_spanish_edition(label: str) -> None:
    assert alternates(f'<a href="/es/a">{label}</a>') == ["https://elfaro.example/es/a"]


@pytest.mark.parametrize(
    "label",
    [
        "Read in English",
        "English",
        "EN",
        "English version",
        "Leer en inglés",
        "Versión en inglés",
        "[read in english]",
    ],
)
def test_labels_of_a_link_to_the_english_edition(label: str) -> None:
    assert alternates(f'<a href="/e/a">{label}</a>', language=Language.ES) == ["https://elfaro.example/e/a"]


@pytest.mark.parametrize(
    "label",
    [
        "Español para extranjeros",
        "Es noticia",
        "Reading in Spanish schools",
        "Leer más",
        "Read in English",
        "In Spain",
    ],
)
def test_other_links_are_not_taken_for_one(label: str) -> None:
    assert alternates(f'<a href="/es/a">{label}</a>') == []


def test_the_likeliest_comes_first_and_front_pages_last() -> None:
    visible = '<a href="/es/">Español</a><a href="/es/visible">Leer en español</a>'
    switch = '<a hreflang="es" href="/es/switch">ES</a>'
    default = '<link rel="alternate" hreflang="x-default" href="/x">'
    declared = '<link rel="alternate" hreflang="es" href="/es/a">'
    found = alternates(visible + switch, default + declared)
    paths = ["/es/a", "/es/switch", "/es/visible", "/x", "/es/"]
    assert found == [f"https://elfaro.example{path}" for path in paths][:MOST]


def test_links_that_lead_nowhere_else_are_left_out() -> None:
    assert alternates('<a href="/en/harbour?utm_source=es#top" hreflang="es">Español</a>') == []
    assert alternates('<a href="mailto:a@b.example" hreflang="es">Español</a>') == []
    assert alternates(head='<link rel="alternate" hreflang="es" href="http://xn--a/es">') == []
    assert (
        alternates(head='<link rel="alternate" hreflang="es" type="application/rss+xml" href="/feed">') == []
    )
    assert alternates(head='<link rel="stylesheet" hreflang="es" href="/style.css">') == []
    assert alternates('<a href="/es/a">Leer en español</a><a href="/es/a" hreflang="es">ES</a>') == [
        "https://elfaro.example/es/a"
    ]


def article(*scripts: str) -> object:
    return linked_data(scripts, lambda _node: Whose.UNKNOWN).article


def test_the_article_is_found_in_a_graph_and_broken_data_is_passed_over() -> None:
    story = {"@type": ["Thing", "NewsArticle"], "headline": "x", "author": []}
    graph = {"@graph": [{"@type": "WebSite"}, story]}
    scripts = ["{broken", "[" * 100_000, json.dumps({"@type": "Article"}), json.dumps(graph)]
    assert article(*scripts) == story
    assert article(json.dumps([{"@type": "Organization"}, "text", 7])) == {}
    assert article("x" * 1_000_001) == {}


def test_values_are_read_in_any_shape() -> None:
    assert name_of({"name": ["Ana Gil", "Luis"]}) == "Ana Gil"
    assert name_of([]) is None
    assert name_of(7) is None
    assert string_of([{"no": "text"}, "Local", "News"]) == "Local"
    assert string_of({"@value": "Local"}) == "Local"
    assert string_of({}) is None
    assert html_free("<b>Fish</b> &amp; chips").split() == ["Fish", "&", "chips"]


def test_names_of_authors_are_cleaned() -> None:
    names = [
        "By Ana Gil and Luis Prado",
        "Por: Ana Gil",
        "https://a.example/ana",
        "Redacción",
        "El Faro",
        "ab",
    ]
    assert clean_authors(names, "El Faro") == ("Ana Gil", "Luis Prado")


@pytest.mark.parametrize(
    ("title", "site", "bare"),
    [
        ("A plan for the harbour | El Faro", "El Faro", "A plan for the harbour"),
        ("El Faro - A plan for the harbour", "El Faro", "A plan for the harbour"),
        ("A plan - and a footbridge - El Faro", "El Faro", "A plan - and a footbridge"),
        ("A plan for the harbour | Local | El Faro", "El Faro", "A plan for the harbour"),
        ("A plan for the harbour | Local", None, "A plan for the harbour"),
        ("Harbour - a plan", None, "Harbour - a plan"),
        ("A plan | elfaro.example | www.elfaro.example", None, "A plan"),
        ("A plan" + " | a.com" * 2_000, None, "A plan"),
        ("A plan", "El Faro", "A plan"),
    ],
)
def test_a_sites_name_is_no_part_of_a_title(title: str, site: str | None, bare: str) -> None:
    assert without_site(title, site) == bare


def test_a_picture_that_is_a_logo_is_none() -> None:
    def picture(*addresses: str) -> str | None:
        head = "".join(f'<meta property="og:image" content="{address}">' for address in addresses[:1])
        head += "".join(f'<meta name="twitter:image" content="{address}">' for address in addresses[1:])
        tree = tree_of(page("en", "A title", ENGLISH, head=head))
        assert tree is not None
        return read_metadata(tree, URL).picture

    assert picture("/img/site-logo.png") is None
    assert picture("/img/site-logo.png", "/img/harbour.jpg") == "https://elfaro.example/img/harbour.jpg"
    assert picture("data:image/png;base64,AAAA") is None
