"""What a page says is read in a documented order, and pages without an article say why."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from bot.domain.article import Block, BlockKind
from bot.domain.language import Language
from bot.reading.extract.body import rescued
from bot.reading.extract.drafts import Draft, Unreadable
from bot.reading.extract.lines.chrome import is_chrome
from bot.reading.extract.markup import tree_of
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, SPANISH, page

URL = "https://www.elfaro.example/2022/01/28/harbour"
TITLE = "Council approves the harbour plan"


def read(text: str | bytes, url: str = URL, charset: str | None = "utf-8") -> Draft:
    found = read_page(text.encode() if isinstance(text, str) else text, charset, url)
    assert isinstance(found, Draft), found
    return found


def linked(**told: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **told})}</script>'


def test_the_body_is_the_article_and_nothing_else() -> None:
    story = [ENGLISH[0], "Read also: The lighthouse of San Telmo", *ENGLISH[1:]]
    draft = read(
        page("en", TITLE, story, after="<aside>Most read</aside><div class='share'>Share this</div>")
    )
    assert [block.text for block in draft.blocks] == list(ENGLISH)
    assert (draft.title, draft.language, draft.site) == (TITLE, Language.EN, "El Faro")


def test_headings_quotes_lists_and_tables_stay_what_they_are_in_order() -> None:
    inner = (
        f"<h2>The work</h2><p>{ENGLISH[1]}</p><blockquote><p>We will see.</p></blockquote>"
        "<ul><li>a footbridge <b>of wood</b></li><li>120 places</li></ul>"
        "<table><tr><td>Cost</td><td>40 million</td></tr></table><h3>Nothing follows</h3>"
    )
    draft = read(page("en", TITLE, [ENGLISH[0] + "</p>" + inner + "<p>" + ENGLISH[2]]))
    assert draft.blocks == (
        Block(BlockKind.PARAGRAPH, ENGLISH[0]),
        Block(BlockKind.HEADING, "The work"),
        Block(BlockKind.PARAGRAPH, ENGLISH[1]),
        Block(BlockKind.QUOTE, "We will see."),
        Block(BlockKind.ITEM, "a footbridge of wood"),
        Block(BlockKind.ITEM, "120 places"),
        Block(BlockKind.ITEM, "Cost | 40 million"),
        Block(BlockKind.HEADING, "Nothing follows"),
        Block(BlockKind.PARAGRAPH, ENGLISH[2]),
    )


def test_linked_data_goes_before_open_graph_before_other_tags() -> None:
    graph = (
        '<meta property="og:title" content="Graph">'
        '<meta property="article:published_time" content="2022-02-02">'
    )
    other = (
        '<meta name="author" content="By Someone Else">'
        '<meta name="description" content="A standfirst of a page.">'
    )
    told = linked(
        headline="Linked",
        author=[{"@type": "Person", "name": "Ana Gil"}, {"name": "Luis Prado"}],
        datePublished="2022-01-28T23:30:00-05:00",
        dateModified="2022-01-30",
        publisher={"name": "The Lighthouse"},
        image={"url": "/harbour.jpg"},
        articleSection="Local",
        inLanguage="en-GB",
    )
    draft = read(page("es", "Seen", ENGLISH, head=told + graph + other))
    assert (draft.title, draft.site, draft.section) == ("Linked", "El Faro", "Local")
    assert draft.authors == ("Ana Gil", "Luis Prado")
    assert (draft.published, draft.updated) == (date(2022, 1, 28), date(2022, 1, 30))
    assert draft.picture == "https://www.elfaro.example/harbour.jpg"
    assert draft.standfirst == "A standfirst of a page."
    bare = read(page("en", "Seen", ENGLISH, head=graph + other))
    assert (bare.title, bare.authors, bare.published) == ("Graph", ("Someone Else",), date(2022, 2, 2))


def test_the_title_readers_see_is_taken_where_it_says_the_same() -> None:
    draft = read(
        page("en", TITLE + " of Valdemar", ENGLISH, head=linked(headline="Council approves the harbour plan"))
    )
    assert draft.title == TITLE + " of Valdemar"


def test_a_page_without_metadata_is_read_from_what_it_shows() -> None:
    text = (
        f"<html><head><title>{TITLE} - El Faro</title></head><body><h1>{TITLE}</h1><span "
        f"class='byline'>By Ana Gil"
        f"</span><time datetime='2022-01-27'>Thursday</time>"
        f"{''.join(f'<p>{p}</p>' for p in ENGLISH)}</body></html>"
    )
    draft = read(text, "https://elfaro.example/harbour")
    assert (draft.title, draft.authors, draft.published) == (TITLE, ("Ana Gil",), date(2022, 1, 27))
    assert read(page("en", TITLE, ENGLISH)).published == date(2022, 1, 28)  # from the address


def test_a_canonical_address_counts_within_its_site_only() -> None:
    own = '<link rel="canonical" href="https://elfaro.example/harbour?utm_source=x">'
    assert read(page("en", TITLE, ENGLISH, head=own)).url == "https://elfaro.example/harbour?utm_source=x"
    foreign = '<link rel="canonical" href="https://bigpaper.example/famous-story">'
    assert read(page("en", TITLE, ENGLISH, head=foreign)).url == URL
    assert read(page("en", TITLE, ENGLISH, head=own), "").url is None


def test_the_language_is_what_the_text_is_written_in() -> None:
    assert read(page("en", "El plan del puerto", SPANISH)).language is Language.ES


def test_text_given_to_search_engines_only_is_read_too() -> None:
    told = linked(headline=TITLE, articleBody="\n\n".join(ENGLISH))
    draft = read(page("en", TITLE, ["Loading…"], head=told))
    assert [block.text for block in draft.blocks] == list(ENGLISH)
    hidden = "<noscript>" + "".join(f"<p>{p}</p>" for p in ENGLISH) + "</noscript>"
    assert len(read(page("en", TITLE, ["Loading…"], after=hidden)).blocks) == 3


def test_what_a_paywall_leaves_is_labelled() -> None:
    told = linked(headline=TITLE, isAccessibleForFree=False)
    assert not read(page("en", TITLE, ENGLISH[:2], head=told)).complete
    assert read(page("en", TITLE, ENGLISH)).complete
    assert (
        read_page(page("en", TITLE, ["Subscribe to read."], head=told).encode(), None, URL)
        is Unreadable.PAYWALL
    )


@pytest.mark.parametrize(
    ("text", "url", "fault"),
    [
        ("", URL, Unreadable.EMPTY),
        ("<html><body><div id='app'></div></body></html>", URL, Unreadable.EMPTY),
        (
            "<html><body>" + "<a href='/x'>A headline of a story</a> " * 30 + "</body></html>",
            URL,
            Unreadable.NO_ARTICLE,
        ),
        (
            "<html><body><h1>El Faro</h1>" + "".join(f"<p>{p}</p>" for p in ENGLISH) + "</body></html>",
            "https://elfaro.example/",
            Unreadable.OVERVIEW,
        ),
        (
            page("en", TITLE, ["A long paragraph of words, one after the other. " * 5000]),
            URL,
            Unreadable.TOO_LONG,
        ),
        (
            page(
                "de",
                "Der Hafen",
                [
                    "Der Rat der Stadt hat am Dienstag einen Plan für den alten Hafen beschlossen, "
                    "sagte die Frau.",
                    "Die Arbeiten beginnen im März und sollen achtzehn Monate dauern, wie der "
                    "Ingenieur mitteilte.",
                    "Die Anwohner wünschen sich mehr Plätze für ihre Autos und eine Brücke über den "
                    "alten Fluss.",
                ],
            ),
            URL,
            Unreadable.OTHER_LANGUAGE,
        ),
    ],
)
def test_a_page_without_an_article_says_why(text: str, url: str, fault: Unreadable) -> None:
    assert read_page(text.encode(), None, url) is fault


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 100_000 + "words",
        "<p " + " ".join(f"a{number}=1" for number in range(1_000_000)) + ">words",
        "<b><i>" * 50_000 + "words",
        "<!--" * 100_000,
        "<p>" + "&lt;&bogus;&#x1F600;" * 50_000,
        '<script type="application/ld+json">' + '{"@graph":[' * 100_000 + "</script>",
        "<p class='" + "ad " * 200_000 + "'>words</p>",
        "<table><tr><td>" * 20_000,
        "\0\x01\ufffe<p>\ud7ff" * 10_000,
    ],
    ids=[
        "deep",
        "attributes",
        "unclosed",
        "comments",
        "entities",
        "linked data",
        "classes",
        "tables",
        "controls",
    ],
)
def test_pages_made_to_break_parsers_are_read_in_time(text: str) -> None:
    before = time.process_time()
    assert isinstance(read_page(text.encode("utf-8", "replace"), None, URL), Draft | Unreadable)
    assert time.process_time() - before < 3


def test_a_long_tag_with_few_attributes_stays_whole() -> None:
    picture = f"<img alt='x' src='data:image/png;base64,{'A' * 30_000}'>"
    assert len(read(page("en", TITLE, [*ENGLISH[:2], picture + ENGLISH[2]])).blocks) == 3


def test_trafilatura_rescues_what_density_does_not_find() -> None:
    """Where the rules of density give hardly anything, its result is taken if it is much more."""
    tree = tree_of(page("en", TITLE, ENGLISH))
    assert tree is not None
    found = rescued(tree, TITLE, ())
    assert [block.text for block in found] == list(ENGLISH)
    assert rescued(tree, TITLE, found) is found


@pytest.mark.parametrize(
    "line",
    [
        "Lea también: El faro de San Telmo",
        "PUEDES VER: ¿Qué es un faro?", "Mira: las fotos",
        "Read also: More news",
        "Skip to content", "Saltar al contenido", "Leave a Reply", "Leer en español",
        "Read in English", "Share this",
        "Suscríbete a nuestro boletín", "Sign up for our newsletter", "Advertisement",
        "Publicidad", "Foto: EFE",
        "Follow us on Instagram", "Síguenos en Facebook", "We use cookies to make this site better.",
        "Related",
        "Mirá también: La lonja", "Seguí leyendo:", "4 min read", "Published: Jan. 28, 2022 at 4:05 a.m.",
        "Published: 3 March 2022, 10:00", "Todos los derechos reservados.", "Te puede interesar: otra nota",
    ],
)  # fmt: skip
def test_lines_of_the_site_are_known(line: str) -> None:
    assert is_chrome(line)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Tuesday after the council's decision, traders said.",
        "Mira que te lo dije, contestó la alcaldesa a los vecinos que preguntaban.",
        "Related companies paid 40 million euros.",
        "Follow the river and you reach the lighthouse.",
        "El video muestra a dos hombres en el puerto.",
        "Comments by the mayor angered residents.",
        "Reply came there none.",
        "Ver para creer, dicen en Puerto Claro.",
        "También los vecinos pidieron una pasarela.",
    ],
)
def test_lines_of_articles_are_not_taken_for_them(line: str) -> None:
    assert not is_chrome(line)


def test_the_headline_beside_the_title_is_the_other_languages_and_a_heading_in_the_text_is_not() -> None:
    twin = "El concejo aprueba el plan del puerto"
    beside = read(page("en", TITLE, ENGLISH, before=f"<h2>{twin}</h2>"))
    assert [(line.language, line.title) for line in beside.headlines] == [(Language.ES, twin)]
    after = read(page("en", TITLE, ENGLISH, after=f"<h2>Forty euros a mat</h2><p>{ENGLISH[1][::-1]}</p>"))
    assert Block(BlockKind.HEADING, "Forty euros a mat") in after.blocks
    assert after.headlines == ()


def test_what_a_page_says_of_itself_is_kept_within_bounds() -> None:
    told = linked(headline="x" * 5_000, publisher={"name": "y" * 5_000}, articleSection="z" * 5_000)
    draft = read(
        page("en", "Seen", ENGLISH, head=told + f'<meta name="description" content="{"w " * 5_000}">')
    )
    assert len(draft.title) <= 300
    assert len(draft.site or "") <= 100
    assert len(draft.section or "") <= 100
    assert len(draft.standfirst or "") <= 1_000
