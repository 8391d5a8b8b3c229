"""The sandbox's news site: every link leads somewhere, editions point at each other, faults are faults."""

from __future__ import annotations

import asyncio
import json
import re
import struct
import zlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import lxml.html
import pytest
from aiohttp.test_utils import TestClient, TestServer

from sandbox.site.articles import Article, Newsstand
from sandbox.site.pictures import HEIGHT, WIDTH, png
from sandbox.site.server import make_app, serving

STAND = Newsstand()
SHORTEST, LONGEST = 250, 500


@pytest.fixture
async def site() -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app(slow=1.2))) as client:
        yield client


async def page(site: TestClient, path: str) -> lxml.html.HtmlElement:
    response = await site.get(path)
    assert response.status == 200
    assert response.content_type == "text/html"
    return lxml.html.document_fromstring(await response.text())


def each(articles: tuple[Article, ...]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("article", articles, ids=lambda article: article.slug)


def test_there_are_enough_articles_and_one_has_no_other_edition() -> None:
    paired = [article for article in STAND.articles if article.twin]
    assert len([article for article in paired if article.language == "en"]) >= 6
    assert [article.slug for article in STAND.articles if not article.twin] == ["ghost-nets"]


@each(STAND.articles)
def test_an_article_is_as_long_as_news_is_and_has_sections(article: Article) -> None:
    words = sum(len(piece.text.split()) for piece in article.pieces if piece.tag in ("p", "li", "blockquote"))
    assert SHORTEST <= words <= LONGEST
    assert sum(piece.tag == "h2" for piece in article.pieces) >= 3


@each(tuple(article for article in STAND.articles if article.twin))
def test_editions_name_each_other_and_tell_the_same_story(article: Article) -> None:
    twin = STAND.twin(article)
    assert twin is not None
    assert twin.language != article.language
    assert STAND.twin(twin) is article
    assert (twin.published, twin.updated, twin.authors, twin.picture) == (
        article.published,
        article.updated,
        article.authors,
        article.picture,
    )
    assert [piece.tag for piece in twin.pieces] == [piece.tag for piece in article.pieces]


@each(STAND.articles)
async def test_a_page_has_what_a_news_page_has(site: TestClient, article: Article) -> None:
    html = await page(site, article.path)
    origin = str(site.make_url("/")).rstrip("/")
    assert html.get("lang") == article.language
    assert html.findtext(".//h1") == article.headline
    assert html.xpath("string(//link[@rel='canonical']/@href)") == origin + article.path
    assert html.xpath("string(//meta[@property='og:title']/@content)") == article.headline
    told = json.loads(html.xpath("string(//script[@type='application/ld+json'])"))
    assert told["@type"] == "NewsArticle"
    assert told["datePublished"] == article.published.isoformat()
    assert [author["name"] for author in told["author"]] == list(article.authors)
    for clutter in ("cookie-banner", "share", "newsletter", "read-also", "reply-box", "skip-link"):
        assert html.find_class(clutter), clutter


@each(STAND.articles)
async def test_the_other_edition_is_linked_where_there_is_one(site: TestClient, article: Article) -> None:
    html = await page(site, article.path)
    visible = html.xpath("//p[@class='edition']/a")
    alternates = {
        link.get("hreflang"): urlsplit(link.get("href")).path
        for link in html.xpath("//link[@rel='alternate'][@hreflang]")
    }
    twin = STAND.twin(article)
    if twin is None:
        assert not visible
        assert not alternates
        return
    label = {"es": "Leer en español", "en": "Read in English"}[twin.language]
    assert [(link.get("href"), link.text) for link in visible] == [(twin.path, label)]
    english = article if article.language == "en" else twin
    assert alternates == {
        article.language: article.path,
        twin.language: twin.path,
        "x-default": english.path,
    }


async def test_every_link_on_every_page_resolves(site: TestClient) -> None:
    checked: set[str] = set()
    for path in ["/en/", "/es/", *(article.path for article in STAND.articles)]:
        html = await page(site, path)
        for address in html.xpath(
            "//a/@href | //img/@src | //link/@href | //script/@src | //meta[@property='og:image']/@content"
        ):
            target = urlsplit(str(address)).path or path
            if target in checked:
                continue
            checked.add(target)
            async with site.get(target) as response:
                assert response.status == 200, f"{path} links to {target}"
    assert len(checked) > len(STAND.articles)


@pytest.mark.parametrize(
    ("asked", "led_to"), [("es-419,es;q=0.9", "/es/"), ("en-GB", "/en/"), ("fr", "/en/"), ("", "/en/")]
)
async def test_the_front_door_speaks_the_visitors_language(site: TestClient, asked: str, led_to: str) -> None:
    response = await site.get("/", headers={"Accept-Language": asked})
    assert response.url.path == led_to


async def test_an_old_address_leads_to_the_new_one(site: TestClient) -> None:
    response = await site.get("/moved/luces-del-puerto")
    assert response.url.path == "/es/2026/luces-del-puerto"
    assert (await site.get("/moved/nothing")).status == 404


async def test_replies_and_sign_ups_are_taken_politely_and_forgotten(site: TestClient) -> None:
    response = await site.post("/es/reply", data={"comment": "<b>hola</b>"})
    assert response.status == 200
    assert "<b>hola</b>" not in await response.text()


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/404", 404),
        ("/403", 403),
        ("/es/2026/no-existe", 404),
        ("/pictures/none.png", 404),
        ("/empty", 200),
        ("/login", 200),
    ],
)
async def test_pages_without_an_article(site: TestClient, path: str, status: int) -> None:
    response = await site.get(path)
    assert response.status == status
    html = lxml.html.document_fromstring(await response.text())
    assert html.findtext(".//h1")
    assert not html.xpath("//article")


async def test_the_login_page_asks_for_a_password(site: TestClient) -> None:
    assert (await page(site, "/login")).xpath("//input[@type='password']")


async def test_the_slow_page_begins_at_once_and_ends_late(site: TestClient) -> None:
    began = asyncio.get_running_loop().time()
    async with site.get("/slow") as response:
        assert response.status == 200
        assert asyncio.get_running_loop().time() - began < 1
        assert (await response.text()).count("wait") >= 2
    assert asyncio.get_running_loop().time() - began >= 1


@pytest.mark.parametrize("path", ["/slow", "/large"])
async def test_a_reader_who_leaves_early_is_no_fault_of_the_sites(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(slow=1.2) as origin, aiohttp.ClientSession(origin) as session:
        response = await session.get(path)
        await response.content.readany()
        response.close()
        await asyncio.sleep(1.2)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_the_large_page_is_larger_than_five_megabytes_and_does_not_say_so(site: TestClient) -> None:
    async with site.get("/large") as response:
        assert response.content_length is None
        assert len(await response.read()) > 5 * 1024 * 1024


async def test_the_binary_page_is_no_text(site: TestClient) -> None:
    async with site.get("/binary") as response:
        assert response.content_type == "application/octet-stream"
        assert b"\0" in await response.read()


async def test_the_loop_never_ends(site: TestClient) -> None:
    with pytest.raises(aiohttp.TooManyRedirects):
        await site.get("/loop")


async def test_robots_may_read_the_articles(site: TestClient) -> None:
    text = await (await site.get("/robots.txt")).text()
    assert re.search(r"^Disallow: /en/reply$", text, re.MULTILINE)


def test_a_picture_is_a_whole_png_of_the_size_previews_are_made_for() -> None:
    data = png("harbour")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert struct.unpack(">II", data[16:24]) == (WIDTH, HEIGHT)
    length = struct.unpack(">I", data[33:37])[0]
    assert len(zlib.decompress(data[41 : 41 + length])) == (3 * WIDTH + 1) * HEIGHT
    with pytest.raises(KeyError):
        png("nothing")
