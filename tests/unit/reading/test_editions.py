"""The other edition is found on the layouts bilingual sites have, and nothing else is taken for it.

Each layout is a small site: an English story at ``/en/harbour``, its Spanish edition at ``/es/puerto``, and
another Spanish story at ``/es/teatro``. The link is read from one of them; half of the layouts are traps.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date

import pytest
import pytest_asyncio
from aiohttp import web

from bot.domain.article import Article, Block, BlockKind
from bot.domain.language import Language
from bot.reading.extract.drafts import Alternate, Draft
from bot.reading.fetch.addresses import normalise
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader
from bot.reading.same_story import same_story
from bot.reading.worker_pool import Workers
from tests.unit.reading_site import ENGLISH, OTHER_SPANISH, SPANISH, Site, page, redirect

EN, ES = "/en/harbour", "/es/puerto"
EN_TITLE, ES_TITLE = "Council approves the harbour plan", "El concejo aprueba el plan del puerto"
DATED = '<meta property="article:published_time" content="{}">'


@dataclass(frozen=True)
class Layout:
    """What the page the link names has in its head and before its text, and what else the site has."""

    name: str
    head: str = ""
    before: str = ""
    start: str = EN
    site: Callable[[Site], None] = lambda _site: None
    front: str = ES


def hreflang(tag: str, to: str, *, kind: str = "") -> str:
    return f'<link rel="alternate" hreflang="{tag}" href="{to}"{kind}>'


def put(path: str, text: object) -> Callable[[Site], None]:
    return lambda site: site.pages.update({path: text})  # type: ignore[dict-item]


def _teasers(site: Site) -> None:
    site.pages["/es"] = page("es", "Portada", [*SPANISH, *OTHER_SPANISH])


def _file(site: Site) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=b"%PDF", content_type="application/pdf")

    site.pages["/es/puerto.pdf"] = answer


GOOD = [
    Layout("hreflang es", hreflang("en", EN) + hreflang("es", ES)),
    Layout("hreflang es-ES, relative to the page", hreflang("es-ES", "../es/puerto")),
    Layout("hreflang es-419", hreflang("es-419", ES)),
    Layout("x-default is the English edition", hreflang("x-default", EN), start=ES),
    Layout("Leer en español", before=f'<a href="{ES}">Leer en español</a>'),
    Layout("in brackets", before=f'<p>[<a href="{ES}">Leer en Español</a>]</p>'),
    Layout("brackets in the link", before=f'<p><a href="{ES}">[Leer en español]</a></p>'),
    Layout("capitals without accents", before=f'<a href="{ES}">LEER EN ESPANOL &raquo;</a>'),
    Layout("Versión en español", before=f'<a href="{ES}">Versión en español</a>'),
    Layout("Lea esta nota en inglés", before=f'<a href="{EN}">Lea esta nota en inglés</a>', start=ES),
    Layout("Read in English", before=f'<a href="{EN}">Read in English</a>', start=ES),
    Layout("English version", before=f'<a href="{EN}"><em>English</em> version</a>', start=ES),
    Layout("Read this story in Spanish", before=f'<a href="{ES}">Read this story in Spanish</a>'),
    Layout(
        "a language plugin's switch",
        before=f'<ul><li class="lang-item"><a hreflang="es-ES" href="{ES}">ES</a>',
    ),
    Layout(
        "another plugin's", before=f'<a class="wpml-ls-link" href="{ES}"><span lang="es">Español</span></a>'
    ),
    Layout("a flag with a label", before=f'<a href="{ES}" title="Leer en español"><img src="/es.png"></a>'),
    Layout("behind a redirect", hreflang("es", "/es/?p=7"), site=put("/es/?p=7", redirect(ES, 301))),
    Layout("with tracking parameters", hreflang("es", ES + "?utm_source=switch&fbclid=1")),
    Layout(
        "a dead link before the right one", hreflang("es", "/es/gone"), f'<a href="{ES}">Leer en español</a>'
    ),
    Layout(
        "og:locale:alternate beside a link",
        '<meta property="og:locale:alternate" content="es_ES">',
        f'<a href="{ES}">Español</a>',
    ),
    Layout("another day", DATED.format("2022-01-26") + hreflang("es", ES)),
]

TRAPS = [
    Layout("no link at all"),
    Layout("a front page in the other language", hreflang("es", "/es"), site=_teasers),
    Layout("a visible link to the front page", before='<a href="/es">Leer en español</a>', site=_teasers),
    Layout("another story", hreflang("es", "/es/teatro")),
    Layout("another story behind a visible link", before='<a href="/es/teatro">Leer en español</a>'),
    Layout(
        "the same language after all",
        hreflang("es", "/en/copy"),
        site=put("/en/copy", page("es", "x", ENGLISH)),
    ),
    Layout("a dead link", hreflang("es", "/es/gone")),
    Layout("a file", hreflang("es", "/es/puerto.pdf"), site=_file),
    Layout("the inside of a network", hreflang("es", "http://localhost/es/puerto")),
    Layout("itself", hreflang("es", EN)),
    Layout("a third language", hreflang("fr", ES)),
    Layout("a feed", hreflang("es", ES, kind=' type="application/rss+xml"')),
    Layout("only og:locale:alternate", '<meta property="og:locale:alternate" content="es_ES">'),
    Layout("a story of another month", DATED.format("2021-06-01") + hreflang("es", ES)),
    Layout(
        "a digest of the week that mentions it",
        hreflang("es", "/es/semana"),
        site=put(
            "/es/semana", page("es", "La semana", [SPANISH[0], *OTHER_SPANISH, *OTHER_SPANISH[::-1]] * 2)
        ),
    ),
    Layout("a link to a course", before='<a href="/es/teatro">Learn to read in Spanish in ten days</a>'),
    Layout("a section about Spain", before=f'<a href="{ES}">Español de hoy</a>'),
    Layout("a loop", hreflang("es", "/es/loop"), site=put("/es/loop", redirect("/es/loop"))),
    Layout(
        "a page without a text", hreflang("es", "/es/x"), site=put("/es/x", page("es", "Nada", ["Pronto."]))
    ),
    Layout("a link without an address", before="<a>Leer en español</a><a href='#es'>En español</a>"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    async with Workers(count=2) as pool:
        yield pool


async def _read(layout: Layout, workers: Workers) -> tuple[Article, str]:
    async with Site() as site:
        dated = DATED.format("2022-01-28")
        site.pages[EN] = page("en", EN_TITLE, ENGLISH, head=dated)
        site.pages[ES] = page("es", ES_TITLE, SPANISH, head=dated)
        site.pages["/es/teatro"] = page("es", "El teatro abre su temporada", OTHER_SPANISH, head=dated)
        language, title, text = ("en", EN_TITLE, ENGLISH) if layout.start == EN else ("es", ES_TITLE, SPANISH)
        head = layout.head if "published_time" in layout.head else dated + layout.head
        site.pages[layout.start] = page(language, title, text, head=head, before=layout.before)
        layout.site(site)
        async with Fetcher(contact=None, allowed_origin=site.origin) as fetcher:
            return await Reader(fetcher, workers).from_link(site.origin + layout.start), site.origin


@pytest.mark.parametrize("layout", GOOD, ids=lambda layout: layout.name)
async def test_the_other_edition_is_found(layout: Layout, workers: Workers) -> None:
    article, origin = await _read(layout, workers)
    first = Language.EN if layout.start == EN else Language.ES
    assert [edition.language for edition in article.editions] == [first, first.other]
    assert {normalise(origin + EN), normalise(origin + ES)} <= set(article.aliases)
    assert article.title(Language.ES) == ES_TITLE
    assert all(edition.summary for edition in article.editions)


@pytest.mark.parametrize("layout", TRAPS, ids=lambda layout: layout.name)
async def test_nothing_else_is_taken_for_it(layout: Layout, workers: Workers) -> None:
    article, origin = await _read(layout, workers)
    assert [edition.language for edition in article.editions] == [Language.EN]
    assert article.aliases == (normalise(origin + EN),)


async def test_both_links_lead_to_one_article(workers: Workers) -> None:
    async with Site() as site:
        site.pages[EN] = page("en", EN_TITLE, ENGLISH, head=hreflang("es", ES))
        site.pages[ES] = page("es", ES_TITLE, SPANISH, before=f'<a href="{EN}">Read in English</a>')
        async with Fetcher(contact=None, allowed_origin=site.origin) as fetcher:
            reader = Reader(fetcher, workers)
            one, other = await reader.from_link(site.origin + EN), await reader.from_link(site.origin + ES)
    assert set(one.aliases) == set(other.aliases)
    assert one.editions == other.editions[::-1]


def _draft(language: Language, url: str, *alternates: str) -> Draft:
    text = ENGLISH if language is Language.EN else SPANISH
    return Draft(
        language=language,
        title=EN_TITLE,
        blocks=tuple(Block(BlockKind.PARAGRAPH, line) for line in text),
        url=url,
        published=date(2022, 1, 28),
        alternates=tuple(Alternate(link, language.other, True) for link in alternates),
    )


def test_an_edition_on_another_site_must_name_the_first_too() -> None:
    """Else any page could make itself an edition of somebody else's article."""
    one = _draft(Language.EN, "https://copy.example/en", "https://paper.example/es")
    silent = _draft(Language.ES, "https://paper.example/es")
    assert not same_story(one, silent)
    assert same_story(
        one, replace(silent, alternates=_draft(Language.ES, "", "https://copy.example/en").alternates)
    )
    assert same_story(one, replace(silent, url="https://es.copy.example/nota"))


def test_pasted_texts_have_no_other_edition() -> None:
    one = _draft(Language.EN, "https://a.example/en")
    assert not same_story(one, replace(_draft(Language.ES, ""), url=None))
