"""Whose facts they are: a page's own headline, date, site and address, not those of what stands around it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from bot.reading.extract.drafts import Draft
from bot.reading.extract.facts.dates import from_path, from_stamp, from_words, is_date
from bot.reading.extract.links import onward_link, own_address
from bot.reading.extract.pages import read_page
from tests.unit.reading_site import ENGLISH, OTHER_ENGLISH

TITLE = "Ferry company drops its oldest line"
URL = "https://www.elfaro.example/local/ferry-company-drops-oldest-line.html"
STORY = "".join(f"<p>{text}</p>" for text in ENGLISH)


def read(
    body: str = f"<article><h1>{TITLE}</h1>{STORY}</article>", head: str = "", lang: str = "en"
) -> Draft:
    text = f"<html lang={lang}><head>{head}</head><body>{body}</body></html>"
    found = read_page(text.encode(), "utf-8", URL)
    assert isinstance(found, Draft), found
    return found


def data(**told: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **told})}</script>'


# Addresses


@pytest.mark.parametrize(
    ("claim", "is_taken"),
    [
        ("/local/ferry", True),
        ("https://elfaro.example/2021/ferry", True),
        ("/", False),
        ("https://www.elfaro.example/?utm_source=feed", False),
        ("https://www.elfaro.example/?p=4711", True),
        ("/es", False),
        ("/local", False),
        ("www.elfaro.example/local/ferry", True),
        ("www.other.example/local/ferry", False),
        ("//cdn.other.example/ferry", False),
        ("mailto:ferry@elfaro.example", False),
    ],
)
def test_a_page_claims_only_an_address_of_an_article_of_its_site(claim: str, is_taken: bool) -> None:
    draft = read(head=f'<link rel="canonical" href="{claim}">')
    assert (draft.url != URL) is is_taken
    assert "/local/www." not in str(draft.url)


def test_a_claim_that_is_none_gives_way_to_the_next() -> None:
    head = '<link rel="canonical" href="/"><meta property="og:url" content="/local/ferry">'
    assert read(head=head).url == "https://www.elfaro.example/local/ferry"


def test_further_pages_of_a_story_may_claim_its_first() -> None:
    first = "https://a.example/news/ferry"
    for page in (f"{first}/2", f"{first}/amp", f"{first}/print", f"{first}?page=2"):
        assert own_address([first], page, page) == first
    numbered = "https://a.example/news.php?id=4711"
    assert own_address(["https://a.example/news.php"], numbered, numbered) is None


def test_relative_addresses_are_relative_to_the_base_of_their_page() -> None:
    head = '<base href="/news/"><link rel=canonical href="ferry">'
    head += '<link rel=alternate hreflang=es href="es/barco">'
    draft = read(head=head + '<meta property="og:image" content="ferry.jpg">')
    assert draft.url == "https://www.elfaro.example/news/ferry"
    assert draft.picture == "https://www.elfaro.example/news/ferry.jpg"
    assert [one.url for one in draft.alternates] == ["https://www.elfaro.example/news/es/barco"]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ('<meta http-equiv="refresh" content="0; url=/b">', "/b"),
        ("<meta http-equiv=Refresh content=\"3;URL='b'\">", "/b"),
        ('<meta http-equiv="refresh" content="0;/b">', "/b"),
        ('<noscript><meta http-equiv="refresh" content="0,url=/b"></noscript>', "/b"),
        ('<script>window.location.replace("/b");</script>', "/b"),
        ("<script>location.href = '/b'</script>", "/b"),
        ('<meta http-equiv="refresh" content="300; url=/b">', None),
        ('<meta http-equiv="refresh" content="5">', None),
        ('<meta http-equiv="refresh" content="0; url=/a">', None),
        ('<meta http-equiv="refresh" content="0; url=javascript:x()">', None),
        ("<p>Nothing</p>", None),
    ],
)
def test_the_page_that_another_sends_its_readers_on_to_is_found(text: str, link: str | None) -> None:
    found = onward_link(
        f"<html><head>{text}</head><body></body></html>".encode(), None, "https://a.example/a"
    )
    assert found == (link and f"https://a.example{link}")


# Headlines


def test_the_heading_that_others_agree_with_is_the_title() -> None:
    title = f"<title>{TITLE} - El Faro</title>"
    assert read(head=title + data(name=TITLE, headline="what happens when a boat is too old")).title == TITLE
    assert read(head=title + '<meta property="og:title" content="El Faro">').title == TITLE
    assert read(head=title + '<meta property="og:title" content="You will miss this boat">').title == TITLE
    others = "<h1>El Faro</h1><h1>Theatre opens its season on Friday</h1>"
    many = f"{others}<article><h1>{TITLE}</h1>{STORY}</article>"
    assert read(many, title).title == TITLE


def test_a_title_that_was_cut_off_is_read_whole() -> None:
    head = '<meta property="og:title" content="Captain says "><title>Captain says "enough" | El Faro</title>'
    told = '<meta property="og:site_name" content="El Faro">'
    assert read(f"<div>{STORY}</div>", head + told).title == 'Captain says "enough"'


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{TITLE} - El Faro - all of the island</title>",
        f"<title>{TITLE} – elfaro.example</title>",
        f"<title>El Faro: {TITLE}</title>",
        f'<title>{TITLE}</title><meta property="og:title" content="El Faro">',
        f'<title>{TITLE}</title><meta property="og:title" content="{TITLE} | El Faro | Today">',
    ],
)
def test_what_a_site_adds_to_a_title_is_taken_off(head: str) -> None:
    told = '<meta property="og:site_name" content="El Faro">'
    assert read(f"<div>{STORY}</div>", head + told).title == TITLE


def test_a_label_in_the_heading_is_taken_off() -> None:
    body = f"<article><h1><span>Ferries</span> {TITLE}</h1>{STORY}</article>"
    assert read(body, f"<title>{TITLE}</title>").title == TITLE


def test_a_heading_of_the_article_that_its_address_repeats_is_the_title() -> None:
    head = (
        '<title>You will miss this boat</title><meta property="og:title" content="You will miss this boat">'
    )
    assert read(head=head).title == TITLE
    section = f"<h1>All the stories of our island</h1><article><h2>x</h2>{STORY}</article>"
    assert read(section, head).title == "You will miss this boat"


def test_a_headline_may_stand_in_another_element_than_h1() -> None:
    body = f'<article><h2 class="entry-title">{TITLE}</h2>{STORY}</article>'
    assert read(body, "<title>El Faro</title>").title == TITLE


# Linked data


def test_the_linked_data_of_this_story_is_taken() -> None:
    own = data(headline=TITLE, datePublished="2021-07-14", author={"name": "Marta Olmo"})
    more = {
        "datePublished": "2019-01-01",
        "author": {"name": "Luis Paz"},
        "image": "/a.jpg",
        "publisher": "x",
    }
    item = {"@type": "ListItem", "item": {"@type": "Article", "headline": "Theatre opens its season", **more}}
    listed = json.dumps({"@type": "ItemList", "itemListElement": [item]})
    script = f'<script type="application/ld+json">{listed}</script>'
    other = data(headline="Theatre opens its season", url="/culture/theatre-season", **more)
    for head in (own + script, script + own, other + own):
        draft = read(head=head)
        assert (draft.title, draft.authors, draft.published) == (TITLE, ("Marta Olmo",), date(2021, 7, 14))
    for head in (script, other):
        draft = read(head=head)
        assert (draft.title, draft.authors, draft.published) == (TITLE, (), None)
    assert read(head=data(headline="In brief", url=URL, datePublished="2021-07-14")).published is not None


@pytest.mark.parametrize(
    "script",
    [
        "<!-- Plugin {own} v7 -->\n{json}\n<!-- / Plugin -->",
        "//<![CDATA[\n{json}\n//]]&gt;",
        "/* <![CDATA[ */ {json} /* ]]> */",
        "{json};",
    ],
)
def test_linked_data_is_found_within_the_marks_around_it(script: str) -> None:
    told = {"@type": "https://schema.org/NewsArticle", "headline": TITLE, "datePublished": "2021-07-14"}
    text = script.replace("{json}", json.dumps(told)).replace("{own}", "own")
    assert read(head=f'<script type="application/ld+json">{text}</script>').published == date(2021, 7, 14)


def test_linked_data_may_name_its_vocabulary_or_hold_odd_backslashes() -> None:
    told = {"@type": "schema:NewsArticle", "schema:headline": TITLE, "schema:datePublished": "2021-07-14"}
    assert read(head=data() + f'<script type="application/ld+json">{json.dumps(told)}</script>').published
    odd = (
        r'{"@type": "Article", "headline": "'
        + TITLE
        + r'", "description": "It\'s", "datePublished": "2021-07-14"}'
    )
    assert read(head=f'<script type="application/ld+json">{odd}</script>').published == date(2021, 7, 14)


# Sites


@pytest.mark.parametrize(
    ("head", "site"),
    [
        (data(headline=TITLE, publisher={"name": "Ediciones Olmo S.L."}), "El Faro"),
        (data(headline=TITLE, publisher={"name": TITLE}), "El Faro"),
        (data(headline=TITLE, publisher={"name": "The Lighthouse"}), "El Faro"),
    ],
)
def test_a_site_is_called_as_its_readers_know_it(head: str, site: str) -> None:
    assert read(head=head + '<meta property="og:site_name" content="El Faro">').site == site


def test_a_firms_name_is_better_than_none() -> None:
    assert read(head=data(headline=TITLE, publisher={"name": "Olmo Media, Inc."})).site == "Olmo Media"
    named = json.dumps({"@type": "WebSite", "name": "El Faro"})
    head = data(headline=TITLE, publisher={"name": "Olmo Media, Inc."})
    assert read(head=head + f'<script type="application/ld+json">{named}</script>').site == "El Faro"
    for name, site in (("My Site", None), ("@elfaro", None), ("El Faro | All of the island", "El Faro")):
        assert read(head=f'<meta property="og:site_name" content="{name}">').site == site


# Dates


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021-7-4", date(2021, 7, 4)),
        ("2021/07/04 10:22", date(2021, 7, 4)),
        ("4-jul-2021", date(2021, 7, 4)),
        ("4/jul/21", date(2021, 7, 4)),
        ("Jul-04-2021", date(2021, 7, 4)),
        ("julio 4 de 2021", date(2021, 7, 4)),
        ("4 de julio, 2021", date(2021, 7, 4)),
        ("1ro de julio de 2021", date(2021, 7, 1)),
        ("1.º de julio de 2021", date(2021, 7, 1)),
        ("primero de julio del 2021", date(2021, 7, 1)),
        ("4th of July 2021", date(2021, 7, 4)),
        ("Sun Jul 04 10:22:31 CEST 2021", date(2021, 7, 4)),
        ("04.07.2021", date(2021, 7, 4)),
        ("04/07/21", date(2021, 7, 4)),
        ("Mon, 07/05/2021", date(2021, 7, 5)),
        ("04.07.21", date(2021, 7, 4)),
        ("04-07-21", date(2021, 7, 4)),
        ("4 · julio · 2021", date(2021, 7, 4)),
        ("1.04.07.21", None),
        ("1970-01-01T00:00:00Z", None),
        ("31/31/2021", None),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, day: date | None) -> None:
    assert from_words(written) == day


def test_which_number_is_the_month_follows_from_language_and_country() -> None:
    def published(lang: str) -> date | None:
        head = '<meta property="article:published_time" content="03/04/2021 10:22">'
        return read(head=head, lang=lang).published

    assert published("en-US") == date(2021, 3, 4)
    assert published("en-GB") == date(2021, 4, 3)
    assert from_words("03.04.2021", month_first=True) == date(2021, 4, 3)
    assert from_stamp("/Date(1625394151000)/") == date(2021, 7, 4)
    assert from_path("https://a.example/ferry-20210704.html") == date(2021, 7, 4)
    assert from_path("https://a.example/2021-07-04/ferry") == date(2021, 7, 4)
    assert from_path("https://a.example/the-2001-09-11-attacks-remembered") is None


@pytest.mark.parametrize(
    "shown",
    [
        '<span id="fecha">14/7/2021</span>',
        '<abbr class="published" title="2021-07-14T09:15:00Z">9:15</abbr>',
        '<p class="post-date">July 14, 2021</p>',
        "<p>Published July 14, 2021 9:15 am</p>",
        "<div>Wednesday, 14 July 2021</div>",
        "<p>By Marta Olmo / 14 July 2021</p>",
        "<p>Posted on 14 July 2021 by Marta Olmo</p>",
        '<span title="Wednesday, 14 July 2021, 9:15">2 years ago</span>',
        '<relative-time datetime="2021-07-14T09:15:00Z">2 years ago</relative-time>',
        '<div class="byline">July 14, 2021 9:15 by Marta Olmo</div>',
        '<time class="updated" datetime="2021-07-19">14 July 2021 | Updated 19 July 2021</time>',
        '<p><a href="#" rel="bookmark"><time datetime="2021-07-14">Wednesday</time></a></p>',
    ],
)
def test_the_date_that_stands_below_the_title_is_seen(shown: str) -> None:
    teaser = '<a href="/b"><time datetime="2020-02-02">Another story</time></a>'
    ticker = '<div class="ticker"><time datetime="2022-08-08">9:00</time></div>'
    comment = '<div id="comments"><article><time datetime="2023-03-03">3 March</time></article></div>'
    body = f"{ticker}<article><h1>{TITLE}</h1>{shown}<div>{STORY}</div></article>{teaser}{comment}"
    assert read(body).published == date(2021, 7, 14)
    assert read(body.replace(shown, "")).published is None


@pytest.mark.parametrize("stamp", ["2021-07-14", ["2021-07-14"], {"@value": "2021-07-14"}, 1626254100000])
def test_linked_data_may_tell_its_date_in_any_shape(stamp: object) -> None:
    assert read(head=data(headline=TITLE, datePublished=stamp)).published == date(2021, 7, 14)


def test_a_date_above_the_title_counts_within_the_article_and_one_in_its_footer_too() -> None:
    today = '<header><p class="date">19 July 2021</p></header>'
    above = f'{today}<article><p class="date">14 July 2021</p><h1>{TITLE}</h1>{STORY}</article>'
    assert read(above).published == date(2021, 7, 14)
    assert read(f"{today}<article><h1>{TITLE}</h1>{STORY}</article>").published is None
    footer = '<footer class="entry-footer">Posted on <time>14 July 2021</time></footer>'
    assert read(f"<article><h1>{TITLE}</h1>{STORY}{footer}</article>").published == date(2021, 7, 14)


def test_a_date_of_the_last_change_alone_is_none_of_publication() -> None:
    draft = read(f'<h1>{TITLE}</h1><p class="date">Last modified on 19 July 2021</p>{STORY}')
    assert (draft.published, draft.updated) == (None, date(2021, 7, 19))


def test_a_date_of_publication_that_is_the_last_changes_gives_way() -> None:
    head = data(headline=TITLE, datePublished="2021-07-19", dateModified="2021-07-19")
    meta = '<meta name="pubdate" content="2021-07-14">'
    shown = f'<h1>{TITLE}</h1><time datetime="2021-07-14">14 July</time>{STORY}'
    assert read(shown, head + meta).published == date(2021, 7, 14)
    assert read(f"<h1>{TITLE}</h1>{STORY}", head + meta).published == date(2021, 7, 19)


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("14 de julio de 2021 09:15", True),
        ("mié 14/7/2021", True),
        ("MIÉ., 14 JUL. 2021", True),
        ("a 14 de julio de 2021", True),
        ("14.07.21", True),
        ("Published: 9:15 am, Jul 14", True),
        ("Actualizado el 14/7/2021 a las 9:15 horas", True),
        ("Hace 3 horas", True),
        ("Wednesday, 14 July 2021 | 4 min read", True),
        ("9:15", False),
        ("Wednesday", False),
        ("On 14 July 2021 the ferry left", False),
        ("14 boats", False),
    ],
)
def test_a_line_that_is_a_date_is_told(line: str, is_one: bool) -> None:
    assert is_date(line) is is_one


def test_a_story_beside_others_keeps_its_own_standfirst() -> None:
    card = f'<div class="related"><p class="subtitle">{OTHER_ENGLISH[0]}</p></div>'
    assert read(f"<article><h1>{TITLE}</h1>{card}{STORY}</article>").standfirst is None
