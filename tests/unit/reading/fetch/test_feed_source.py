"""Feeds are asked for with what is known of them, politely, and never from the inside."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime

import pytest
from aiohttp import web

from bot.reading.fetch import feed_source
from bot.reading.fetch.feed_source import Document, FeedSource, NoFeed, Unchanged, Validators
from bot.reading.fetch.fetcher import Fetcher
from tests.clock import PassingClock
from tests.unit.reading_site import Handler, Site, redirect

FEED = b"<rss><channel><title>El Faro</title></channel></rss>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        one.pages["/feed"] = FEED
        yield one


@pytest.fixture
def clock() -> PassingClock:
    return PassingClock()


@pytest.fixture
async def source(site: Site, clock: PassingClock) -> AsyncIterator[FeedSource]:
    async with Fetcher(contact="https://tertulia.example/bot", allowed_origin=site.origin) as fetcher:
        yield FeedSource(fetcher, clock)


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Handler:
    """A page with this status and these headers."""

    async def answered(_request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answered


def with_validators(etag: str, modified: str) -> Handler:
    """A feed that is not sent to whoever knows it."""

    async def answered(request: web.Request) -> web.StreamResponse:
        headers = {"ETag": etag, "Last-Modified": modified, "Cache-Control": "public, max-age=600"}
        known = (request.headers.get("If-None-Match"), request.headers.get("If-Modified-Since"))
        if known == (etag, modified):
            return web.Response(status=304, headers=headers)
        return web.Response(body=FEED, headers=headers)

    return answered


async def got(source: FeedSource, link: str) -> Document:
    found = await source.get(link)
    assert isinstance(found, Document)
    return found


async def test_what_did_not_change_is_not_sent_again(site: Site, source: FeedSource) -> None:
    validators = Validators('W/"5e1-odd ☂"', "some day, in no form")
    site.pages["/feed"] = with_validators('W/"5e1-odd ☂"', "some day, in no form")
    found = await got(source, site.origin + "/feed")
    assert (found.body, found.validators, found.max_age) == (FEED, validators, 600)
    again = await source.get(site.origin + "/feed", found.validators)
    assert again == Unchanged(site.origin + "/feed", None, 600)
    assert "If-None-Match" not in site.headers[0]
    assert site.headers[0]["Accept"].startswith("application/atom+xml,application/rss+xml")
    assert site.headers[0]["User-Agent"].startswith("Tertulia/")


async def test_each_validator_can_be_alone(site: Site, source: FeedSource) -> None:
    await source.get(site.origin + "/feed", Validators(modified="Wed, 04 Mar 2026 10:00:00 GMT"))
    await source.get(site.origin + "/feed", Validators('"abc"'))
    assert site.headers[0].get("If-None-Match") is None
    assert site.headers[0]["If-Modified-Since"] == "Wed, 04 Mar 2026 10:00:00 GMT"
    assert site.headers[1]["If-None-Match"] == '"abc"'
    assert site.headers[1].get("If-Modified-Since") is None


async def test_the_same_document_has_the_same_digest(site: Site, source: FeedSource) -> None:
    first = await got(source, site.origin + "/feed")
    site.pages["/feed"] = answer(body=gzip.compress(FEED), Content_Encoding="gzip")
    assert (await got(source, site.origin + "/feed")).digest == first.digest
    site.pages["/feed"] = FEED + b" "
    assert (await got(source, site.origin + "/feed")).digest != first.digest


async def test_robots_txt_is_about_other_programs(site: Site, source: FeedSource) -> None:
    site.robots = "User-agent: *\nDisallow: /"
    assert (await got(source, site.origin + "/feed")).body == FEED


@pytest.mark.parametrize(
    ("hops", "moved_to"),
    [
        ([301], "/1"),
        ([308, 301], "/2"),
        ([302], None),
        ([301, 302], "/1"),
        ([302, 301], None),
        ([307, 308], None),
    ],
)
async def test_only_permanent_redirects_move_a_feed(
    site: Site, source: FeedSource, hops: list[int], moved_to: str | None
) -> None:
    for number, status in enumerate(hops):
        site.pages[f"/{number}"] = redirect(f"/{number + 1}", status)
    site.pages[f"/{len(hops)}"] = FEED
    found = await got(source, site.origin + "/0")
    assert found.url == f"{site.origin}/{len(hops)}"
    assert found.moved_to == (site.origin + moved_to if moved_to else None)


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (401, "subscribers alone"),
        (403, "blocks bots"),
        (404, "no feed at that address"),
        (410, "no longer exists"),
        (429, "asked too often"),
        (503, "usually passes"),
        (304, "could not give me"),
    ],
)
async def test_a_status_is_a_sentence(site: Site, source: FeedSource, status: int, sentence: str) -> None:
    site.pages["/feed"] = answer(status)
    with pytest.raises(NoFeed, match=sentence) as failed:
        await source.get(site.origin + "/feed")
    assert failed.value.status == status
    assert failed.value.is_gone == (status == 410)


async def test_a_site_says_when_it_wants_to_be_asked_again(
    site: Site, source: FeedSource, clock: PassingClock
) -> None:
    in_an_hour = format_datetime(clock.utcnow() + timedelta(hours=1), usegmt=True)
    for value, expected in ((" 120 ", 120), (in_an_hour, 3_600), ("soon", None), ("-5", None)):
        site.pages["/feed"] = answer(503, Retry_After=value)
        with pytest.raises(NoFeed) as failed:
            await source.get(site.origin + "/feed")
        assert failed.value.retry_after == (expected and pytest.approx(expected, abs=5))


@pytest.mark.parametrize(
    ("header", "age", "expected"),
    [
        ("max-age=300", "", 300),
        ("private, MAX-AGE = 300", "100", 200),
        ("s-maxage=300", "", None),
        ("no-cache", "", None),
        ("max-age=300", "4000", 0),
        ("max-age=-1", "x", None),
    ],
)
async def test_for_how_long_it_will_not_change(
    site: Site, source: FeedSource, header: str, age: str, expected: int | None
) -> None:
    site.pages["/feed"] = answer(body=FEED, Cache_Control=header, Age=age)
    assert (await got(source, site.origin + "/feed")).max_age == expected


async def test_it_connects_to_public_addresses_alone(site: Site, source: FeedSource) -> None:
    site.pages["/in"] = redirect("http://localhost/secrets", 301)
    site.pages["/file"] = redirect("file:///etc/passwd", 301)
    for link, sentence in (
        ("http://10.0.0.1/feed", "private network"),
        (site.origin + "/in", "private network"),
        (site.origin + "/file", "redirects to an address"),
        ("http://news.example.org:8080/feed", "port 8080"),
        ("http://nothing.invalid/feed", "no site called"),
    ):
        with pytest.raises(NoFeed, match=sentence):
            await source.get(link)


async def test_it_takes_no_more_than_it_wants(
    site: Site, source: FeedSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_source, "LARGEST", 1024 * 1024)
    bomb = gzip.compress(bytes(2 * 1024 * 1024))
    for body, headers in ((bytes(1024 * 1024 + 1), {}), (bomb, {"Content_Encoding": "gzip"})):
        site.pages["/feed"] = answer(body=body, **headers)
        with pytest.raises(NoFeed, match="too large"):
            await source.get(site.origin + "/feed")


async def test_it_waits_only_so_long(site: Site, source: FeedSource, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.Response()

    site.pages["/feed"] = never
    monkeypatch.setattr(feed_source, "SECONDS", 0.1)
    with pytest.raises(NoFeed, match="did not answer within"):
        await source.get(site.origin + "/feed")


async def test_redirects_end(site: Site, source: FeedSource) -> None:
    site.pages["/loop"] = redirect("/loop", 301)
    with pytest.raises(NoFeed, match="too many times"):
        await source.get(site.origin + "/loop")
    assert len(site.requests) == feed_source.REDIRECTS + 1


async def test_every_request_waits_for_its_turn_and_that_takes_none_of_the_time(
    site: Site, source: FeedSource, clock: PassingClock
) -> None:
    site.pages["/old"] = redirect("/feed", 301)
    await asyncio.gather(*(source.get(site.origin + "/old") for _ in range(15)))
    assert len(site.requests) == 30
    assert clock.monotonic() >= 29
