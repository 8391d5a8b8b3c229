"""What pages say of their article in microdata, in graphs of linked data, and to readers alone."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.reading.extract.drafts import Draft
from bot.reading.extract.markup import text_of, tree_of
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH

TITLE = "Council approves the harbour plan"
STORY = "".join(f"<p>{text}</p>" for text in ENGLISH)
STANDFIRST = "It costs 40 million euros and closes the quay for a year and a half."


def read(body: str, head: str = "", language: str = "en") -> Draft:
    text = f"<html lang={language}><head>{head}</head><body>{body}</body></html>"
    found = read_page(text.encode(), "utf-8", "https://www.elfaro.example/local/harbour")
    assert isinstance(found, Draft), found
    return found


def test_microdata_of_the_article_is_read_and_that_of_other_things_is_not() -> None:
    draft = read(
        f"""<div itemscope itemtype="https://schema.org/WPHeader"><i itemprop="headline">El Faro</i></div>
        <div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{TITLE}</h1>
        <span itemprop="author" itemscope><i itemprop="name">Ana Gil</i></span>
        <span itemprop="author">Luis Prado</span><time itemprop="datePublished" datetime="2022-01-28">x</time>
        <meta itemprop="dateModified" content="2022-01-30"><span itemprop="articleSection">Local</span>
        <div itemprop="publisher" itemscope><a itemprop="url" href="/">x</a><i itemprop="name">El Faro</i>
        </div><figure itemprop="image" itemscope><img itemprop="url" src="/harbour.jpg"></figure>
        <p itemprop="description">{STANDFIRST}</p><div itemprop="articleBody">{STORY}</div>
        <div itemprop="comment" itemscope><span itemprop="author">A reader</span></div></div>"""
    )
    assert (draft.title, draft.authors) == (TITLE, ("Ana Gil", "Luis Prado"))
    assert (draft.published, draft.updated) == (date(2022, 1, 28), date(2022, 1, 30))
    assert (draft.site, draft.section, draft.standfirst) == ("El Faro", "Local", STANDFIRST)
    assert draft.picture == "https://www.elfaro.example/harbour.jpg"


def test_references_in_a_graph_are_followed() -> None:
    graph = {
        "@graph": [
            {
                "@type": "NewsArticle",
                "headline": TITLE,
                "author": [{"@id": "#ana"}, {"name": "Luis Prado", "@id": "#luis"}],
                "publisher": {"@id": "#paper"},
                "image": {"@id": "#picture"},
                "isPartOf": {"@id": "#nowhere"},
            },
            {"@type": "Person", "@id": "#ana", "name": "Ana Gil"},
            {"@type": "Organization", "@id": "#paper", "name": "El Faro"},
            {"@type": "ImageObject", "@id": "#picture", "url": "/harbour.jpg"},
        ]
    }
    draft = read(
        f"<h1>{TITLE}</h1>{STORY}", f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    )
    assert (draft.site, draft.authors) == ("El Faro", ("Ana Gil", "Luis Prado"))
    assert draft.picture == "https://www.elfaro.example/harbour.jpg"


def test_what_only_readers_are_shown_is_read() -> None:
    draft = read(
        f"""<div class="current-date">3 March 2023</div><h1>{TITLE}</h1><h2 class="subhead">{STANDFIRST}</h2>
        <div class="b-byline"><span>By</span> <a>Ana Gil</a><span>and</span><a>Luis Prado</a></div>
        <span class="post-date">28 January 2022, 10.30</span>{STORY}"""
    )
    assert (draft.authors, draft.published) == (("Ana Gil", "Luis Prado"), date(2022, 1, 28))
    assert draft.standfirst == STANDFIRST
    assert read(f"<h1>{TITLE}</h1><p>By <a rel=author>Ana Gil</a></p>{STORY}").authors == ("Ana Gil",)


def test_the_time_of_the_last_change_is_told_from_that_of_publication() -> None:
    draft = read(
        f"""<h1>{TITLE}</h1><time class="updated" datetime="2022-01-29">x</time>
        <time class="entry-date published" datetime="2022-01-28">x</time>{STORY}"""
    )
    assert (draft.published, draft.updated) == (date(2022, 1, 28), date(2022, 1, 29))


@pytest.mark.parametrize(
    "heading",
    [
        "Council approves<br>the harbour plan",
        f"<span>Local</span><span>{TITLE}</span>",
        "<div>Council approves</div><div>the harbour plan</div>",
    ],
)
def test_a_title_of_several_lines_keeps_its_words_apart_and_no_kicker(heading: str) -> None:
    head = f'<meta property="og:title" content="{TITLE}">'
    assert read(f"<article><h1>{heading}</h1>{STORY}</article>", head).title == TITLE


def test_text_inside_elements_stays_in_order() -> None:
    tree = tree_of("<body><p>one <a>two <b>three <i>four</i> five</b> six</a> seven</p></body>")
    assert tree is not None
    assert text_of(tree) == "one two three four five six seven"


@pytest.mark.parametrize("before", ["", "By Ana Gil El Faro "])
def test_a_description_cut_from_the_text_is_no_standfirst(before: str) -> None:
    head = f'<meta property="og:description" content="{before}{ENGLISH[0]} Work begins in…">'
    assert read(f"<h1>{TITLE}</h1>{STORY}", head).standfirst is None
    head = f'<meta property="og:description" content="{STANDFIRST}">'
    assert read(f"<h1>{TITLE}</h1>{STORY}", head).standfirst == STANDFIRST


@pytest.mark.parametrize(
    "script",
    [
        "//<![CDATA[\n{}\n//]]>",
        "/*<![CDATA[*/{}/*]]>*/",
        "<!--{}-->",
        "{};",
        '{{"@graph": [{}, ],}}',
    ],
)
def test_linked_data_is_read_through_what_stands_around_it(script: str) -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": "2022-01-28"})
    head = f'<script type="application/ld+json">{script.format(told)}</script>'
    assert read(f"<h1>{TITLE}</h1>{STORY}", head).published == date(2022, 1, 28)


@pytest.mark.parametrize(
    "author",
    [
        ["Ana Gil", {"name": "Luis Prado"}],
        {"name": ["Ana Gil", "Luis Prado"]},
        [{"name": "By Ana Gil"}, [{"name": "Luis Prado"}]],
        "Ana Gil and Luis Prado",
    ],
)
def test_authors_come_in_any_shape(author: object) -> None:
    told = json.dumps({"@type": "NewsArticle", "headline": TITLE, "author": author})
    head = f'<script type="application/ld+json">{told}</script>'
    assert read(f"<h1>{TITLE}</h1>{STORY}", head).authors == ("Ana Gil", "Luis Prado")


@pytest.mark.parametrize(
    "stamp", ["1643364000", "1643364000000", "2022-01-28T23:30:00-05:00", "28 January 2022"]
)
def test_dates_come_in_any_shape(stamp: str) -> None:
    head = f'<meta property="article:published_time" content="{stamp}">'
    assert read(f"<h1>{TITLE}</h1>{STORY}", head).published == date(2022, 1, 28)


def test_the_first_figure_is_the_picture_where_nothing_else_is() -> None:
    figure = '<figure><img src="data:x"><img src="/harbour.jpg"></figure><figure><img src="/b.jpg"></figure>'
    assert read(f"<h1>{TITLE}</h1>{figure}{STORY}").picture == "https://www.elfaro.example/harbour.jpg"


def test_a_site_is_named_in_its_titles_as_by_its_host() -> None:
    draft = read(f"<div>{STORY}</div>", f"<title>{TITLE} - a compromise - El Faro</title>")
    assert (draft.title, draft.site) == (f"{TITLE} - a compromise", "El Faro")
    assert read(f"<div>{STORY}</div>", f"<title>{TITLE} - a compromise</title>").site is None


@pytest.mark.parametrize("window", ["El Faro", "News", f"{TITLE} | El Faro"])
def test_a_windows_title_that_names_the_site_alone_is_none(window: str) -> None:
    assert read(f"<h1>{TITLE}</h1>{STORY}", f"<title>{window}</title>").title == TITLE
