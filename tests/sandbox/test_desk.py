"""The news site's desk and feeds: what is published, corrected or withdrawn shows wherever it should."""

from __future__ import annotations

from collections.abc import AsyncIterator

import feedparser
import lxml.html
import pytest
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from bot.domain.language import Language
from bot.domain.pages.article_changes import Part, changes
from bot.reading.fetch.faults import NoPage
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader
from bot.reading.reread import Rereader
from bot.reading.worker_pool import Workers
from sandbox.site.articles import Newsstand
from sandbox.site.server import make_app

ENGLISH, SPANISH = "tunnel-of-wind", "el-tunel-del-viento"
PATH = {story.slug: story.path for story in Newsstand().drafts}


@pytest.fixture
async def site() -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(make_app())) as client:
        yield client


async def act(site: TestClient, what: str, story: str, language: str = "en") -> int:
    """Press one of the desk's buttons; gives the status of the page that follows."""
    origin = str(site.make_url("/")).rstrip("/")
    answer = await site.post(
        f"/{language}/desk", data={"act": what, "story": story}, headers={"Origin": origin}
    )
    return answer.status


async def feed(site: TestClient, language: str) -> feedparser.FeedParserDict:
    answer = await site.get(f"/{language}/feed.xml")
    assert answer.status == 200
    return feedparser.parse(await answer.read())


async def buttons(site: TestClient, language: str, story: str) -> list[str]:
    html = lxml.html.document_fromstring(await (await site.get(f"/{language}/desk")).text())
    (form,) = html.xpath(f"//form[.//input[@value='{story}']]")
    return [button.text for button in form.xpath(".//button")]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_feed_has_every_published_story_and_is_named_on_each_page(site: TestClient, language: str):
    read = await feed(site, language)
    expected = [story.headline for story in Newsstand().within(language)]
    assert [entry.title for entry in read.entries] == expected
    html = lxml.html.document_fromstring(await (await site.get(f"/{language}/")).text())
    (link,) = html.xpath("//link[@rel='alternate'][@type]/@href")
    assert link == f"/{language}/feed.xml"
    for entry in read.entries:
        assert (await site.get(URL(entry.link).path)).status == 200


async def test_who_knows_a_feed_as_it_is_is_told_so(site: TestClient):
    first = await site.get("/en/feed.xml")
    known = {"If-None-Match": first.headers["ETag"]}
    assert (await site.get("/en/feed.xml", headers=known)).status == 304
    await act(site, "publish", ENGLISH)
    again = await site.get("/en/feed.xml", headers=known)
    assert again.status == 200
    assert again.headers["ETag"] != first.headers["ETag"]


async def test_a_story_is_published_in_one_language_and_later_in_the_other(site: TestClient):
    assert (await site.get(PATH[ENGLISH])).status == 404
    assert await act(site, "publish", ENGLISH) == 200
    assert (await feed(site, "en")).entries[0].link.endswith(PATH[ENGLISH])
    page = await (await site.get(PATH[ENGLISH])).text()
    assert PATH[SPANISH] not in page
    assert len((await feed(site, "es")).entries) == len(Newsstand().within("es"))
    await act(site, "publish", SPANISH, "es")
    assert PATH[SPANISH] in await (await site.get(PATH[ENGLISH])).text()


async def test_a_correction_changes_page_and_feed_once(site: TestClient):
    await act(site, "publish", ENGLISH)
    before = (await feed(site, "en")).entries[0]
    assert await act(site, "correct", ENGLISH) == 200
    after = (await feed(site, "en")).entries[0]
    assert (after.id, after.link) == (before.id, before.link)
    assert after.title != before.title
    assert "1,430 metres" in await (await site.get(PATH[ENGLISH])).text()
    assert await act(site, "correct", ENGLISH) == 409


async def test_a_withdrawn_story_is_gone_and_may_come_back(site: TestClient):
    await act(site, "publish", ENGLISH)
    await act(site, "withdraw", ENGLISH)
    assert (await site.get(PATH[ENGLISH])).status == 410
    assert PATH[ENGLISH] not in [entry.link for entry in (await feed(site, "en")).entries]
    await act(site, "publish", ENGLISH)
    assert (await site.get(PATH[ENGLISH])).status == 200


async def test_the_desk_offers_what_can_be_done_in_the_visitors_language(site: TestClient):
    assert await buttons(site, "en", ENGLISH) == ["Publish"]
    await act(site, "publish", ENGLISH)
    assert await buttons(site, "es", ENGLISH) == ["Corregir", "Retirar"]
    await act(site, "correct", ENGLISH)
    assert await buttons(site, "en", ENGLISH) == ["Withdraw"]
    await act(site, "withdraw", ENGLISH)
    assert await buttons(site, "es", ENGLISH) == ["Volver a publicar"]


@pytest.mark.parametrize(
    ("what", "story"), [("publish", "nothing"), ("burn", ENGLISH), ("withdraw", ENGLISH)]
)
async def test_what_cannot_be_done_changes_nothing_and_says_so(site: TestClient, what: str, story: str):
    assert await act(site, what, story) == 409
    assert (await site.get(PATH[ENGLISH])).status == 404


async def test_another_sites_page_cannot_press_the_buttons(site: TestClient):
    sent = {"act": "publish", "story": ENGLISH}
    for headers in ({}, {"Origin": "https://elsewhere.example"}):
        answer = await site.post("/en/desk", data=sent, headers=headers)
        assert answer.status == 403
    assert (await site.get(PATH[ENGLISH])).status == 404


async def test_two_visitors_pressing_one_button_make_one_change(site: TestClient):
    await act(site, "publish", ENGLISH)
    assert sorted([await act(site, "withdraw", ENGLISH), await act(site, "withdraw", ENGLISH)]) == [200, 409]


def test_both_editions_of_a_draft_have_the_same_shape():
    stories = {story.slug: story for story in Newsstand().drafts}
    english, spanish = stories[ENGLISH], stories[SPANISH]
    assert [piece.tag for piece in english.pieces] == [piece.tag for piece in spanish.pieces]
    for story in (english, spanish):
        assert story.correction is not None
        assert sum(story.correction.old in piece.text for piece in story.pieces) == 1


async def test_the_bot_takes_a_correction_for_one_and_a_withdrawn_story_for_gone(site: TestClient):
    origin = str(site.make_url("/")).rstrip("/")
    await act(site, "publish", ENGLISH)
    await act(site, "publish", SPANISH, "es")
    async with Fetcher(contact=None, allowed_origin=origin) as fetcher, Workers() as workers:
        reader = Reader(fetcher, workers)
        article = await reader.from_link(origin + PATH[ENGLISH])
        await act(site, "correct", ENGLISH)
        corrected = await Rereader(reader).read(article)
        await act(site, "withdraw", ENGLISH)
        withdrawn = await Rereader(reader).read(article)
    assert corrected.article is not None
    assert not corrected.failures
    changed = {
        one.language: changes(article.edition(one.language), one) for one in corrected.article.editions
    }
    assert Part.HEADLINE in changed[Language.EN].parts
    assert Part.TEXT in changed[Language.EN].parts
    assert not changed[Language.ES].parts
    assert withdrawn.article is not None
    assert [one.language for one in withdrawn.article.editions] == [Language.ES]
    [failure] = withdrawn.failures.values()
    assert isinstance(failure, NoPage)
    assert failure.is_gone
