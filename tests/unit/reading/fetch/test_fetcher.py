"""Pages are fetched within limits, politely, and never from the inside."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
import zlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.domain.errors import BadInput, NotReadable
from bot.reading.fetch import fetcher as fetch
from bot.reading.fetch.faults import NoPage, OutOfReach
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.fetch.robots import LARGEST as LARGEST_ROBOTS
from tests.unit.reading_site import Site, redirect

PAGE = "<html><body><p>Hello</p></body></html>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        one.pages["/a"] = PAGE
        yield one


@pytest.fixture
async def fetcher(site: Site) -> AsyncIterator[Fetcher]:
    async with Fetcher(contact="https://tertulia.example/bot", allowed_origin=site.origin) as one:
        yield one


async def test_a_page_comes_with_where_it_came_from(site: Site, fetcher: Fetcher) -> None:
    site.pages["/old"] = redirect("/a")
    page = await fetcher.get(site.origin + "/old#part")
    assert (page.url, page.body, page.charset) == (site.origin + "/a", PAGE.encode(), "utf-8")
    assert page.content_type == "text/html"
    agent = site.headers[0]["User-Agent"]
    assert agent.startswith("Tertulia/")
    assert agent.endswith("(+https://tertulia.example/bot)")


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://100.64.0.1/",
    ],
)
async def test_addresses_of_the_inside_are_refused(fetcher: Fetcher, link: str) -> None:
    with pytest.raises(NotReadable, match="private network"):
        await fetcher.get(link)


async def test_only_the_one_origin_is_excepted(site: Site) -> None:
    async with Site() as other:
        other.pages["/a"] = PAGE
        port = int(other.origin.rsplit(":", 1)[1])
        ports = frozenset({80, 443, port, int(site.origin.rsplit(":", 1)[1])})
        async with Fetcher(contact=None, allowed_origin=site.origin, ports=ports) as fetcher:
            await fetcher.get(site.origin + "/a")
            for link in (
                other.origin,
                f"http://localhost:{port}",
                site.origin.replace("127.0.0.1", "localhost"),
            ):
                with pytest.raises(NotReadable, match="private network"):
                    await fetcher.get(link + "/a")
        assert other.requests == []


async def test_a_redirect_into_the_inside_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.pages["/in"] = redirect("http://localhost/secrets")
    with pytest.raises(NotReadable, match="private network"):
        await fetcher.get(site.origin + "/in")
    site.pages["/file"] = redirect("file:///etc/passwd")
    with pytest.raises(NotReadable, match="redirects to an address"):
        await fetcher.get(site.origin + "/file")


async def test_names_that_change_their_address_are_refused_when_connected_to(
    fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check is made on the address connected to, not on an earlier answer of the name server."""
    loop = asyncio.get_running_loop()

    async def rebound(*_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]

    monkeypatch.setattr(loop, "getaddrinfo", rebound)
    with pytest.raises(NotReadable, match="private network"):
        await fetcher.get("http://news.example.org/a")


async def test_other_ports_and_credentials_are_refused(fetcher: Fetcher) -> None:
    with pytest.raises(NotReadable, match="port 8080"):
        await fetcher.get("http://news.example.org:8080/")
    with pytest.raises(BadInput, match="password"):
        await fetcher.get("http://user:secret@news.example.org/")


@pytest.mark.parametrize(
    "host", ["a" * 64 + ".example", "a..example", "%31%32%37.0.0.1", ".example", "a." * 130]
)
async def test_what_is_no_host_is_no_link(fetcher: Fetcher, host: str) -> None:
    with pytest.raises(BadInput, match="cannot open that link"):
        await fetcher.get(f"http://{host}/")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (404, "no page"),
        (410, "no page"),
        (403, "does not let me"),
        (401, "does not let me"),
        (500, "could not give"),
    ],
)
async def test_a_status_is_a_sentence(site: Site, fetcher: Fetcher, status: int, sentence: str) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    site.pages["/a"] = answer
    with pytest.raises(NotReadable, match=sentence):
        await fetcher.get(site.origin + "/a")


@pytest.mark.parametrize(
    ("status", "kind", "is_gone"),
    [
        (404, NoPage, False),
        (410, NoPage, True),
        (403, NotReadable, None),
        (429, OutOfReach, None),
        (500, OutOfReach, None),
        (503, OutOfReach, None),
    ],
)
async def test_what_a_status_says_of_the_page(
    site: Site, fetcher: Fetcher, status: int, kind: type[NotReadable], is_gone: bool | None
) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    site.pages["/a"] = answer
    with pytest.raises(NotReadable) as raised:
        await fetcher.get(site.origin + "/a")
    assert type(raised.value) is kind
    assert getattr(raised.value, "is_gone", None) is is_gone


async def test_redirects_end(site: Site, fetcher: Fetcher) -> None:
    site.pages["/loop"] = redirect("/loop")
    with pytest.raises(NotReadable, match="too many times"):
        await fetcher.get(site.origin + "/loop")
    assert len(site.requests) == fetch.REDIRECTS + 1


async def test_a_page_has_its_time(site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(_request: web.Request) -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    site.pages["/a"] = never
    monkeypatch.setattr(fetch, "SECONDS", 0.1)
    with pytest.raises(NotReadable, match="in time"):
        await fetcher.get(site.origin + "/a")


async def test_what_is_not_html_is_refused(site: Site, fetcher: Fetcher) -> None:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=b"%PDF-1.7", content_type="application/pdf")

    site.pages["/a"] = answer
    with pytest.raises(NotReadable, match="web page"):
        await fetcher.get(site.origin + "/a")


def _packed(body: bytes, encoding: str) -> object:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": "text/html", "Content-Encoding": encoding})

    return answer


async def test_packed_pages_are_unpacked(site: Site, fetcher: Fetcher) -> None:
    site.pages["/gzip"] = _packed(gzip.compress(PAGE.encode()), "gzip")  # type: ignore[assignment]
    site.pages["/deflate"] = _packed(zlib.compress(PAGE.encode()), "deflate")  # type: ignore[assignment]
    for path in ("/gzip", "/deflate"):
        assert (await fetcher.get(site.origin + path)).body == PAGE.encode()
    in_two = gzip.compress(PAGE[:20].encode()) + gzip.compress(PAGE[20:].encode()) + bytes(512)
    site.pages["/members"] = _packed(in_two, "gzip")  # type: ignore[assignment]
    assert (await fetcher.get(site.origin + "/members")).body == PAGE.encode()
    site.pages["/half"] = _packed(gzip.compress(PAGE.encode())[:-20], "gzip")  # type: ignore[assignment]
    second_half = gzip.compress(b"<p>") + gzip.compress(PAGE.encode())[:-20]
    site.pages["/second-half"] = _packed(second_half, "gzip")  # type: ignore[assignment]
    site.pages["/broken"] = _packed(b"not gzip at all", "gzip")  # type: ignore[assignment]
    site.pages["/odd"] = _packed(b"x", "zz")  # type: ignore[assignment]
    for path in ("/half", "/second-half", "/broken", "/odd"):
        with pytest.raises(NotReadable, match="compress"):
            await fetcher.get(site.origin + path)


async def test_pages_that_say_the_wrong_thing_of_their_packing_are_read(site: Site, fetcher: Fetcher) -> None:
    page = PAGE.encode()
    twice = gzip.compress(gzip.compress(page))
    for encoding, body in (
        ("deflate", zlib.compress(page, wbits=-15)),
        ("identity", gzip.compress(page)),
        ("gzip", twice),
        ("gzip, gzip", twice),
        ("gzip", page),
        ("UTF-8", page),
    ):
        site.pages["/odd"] = _packed(body, encoding)  # type: ignore[assignment]
        assert (await fetcher.get(site.origin + "/odd")).body == page


async def test_pages_are_asked_for_as_they_can_be_unpacked(site: Site, fetcher: Fetcher) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=request.headers["Accept-Encoding"], content_type="text/html")

    site.pages["/a"] = answer
    assert (await fetcher.get(site.origin + "/a")).body == b"gzip"


async def test_large_pages_are_refused_packed_or_not(site: Site, fetcher: Fetcher) -> None:
    large = b"<p>" + b"a" * (fetch.LARGEST + 1)
    site.pages["/large"] = large
    site.pages["/bomb"] = _packed(gzip.compress(b"\0" * (40 * 1024 * 1024), 9), "gzip")  # type: ignore[assignment]
    members = gzip.compress(b"a" * (fetch.LARGEST // 2 + 1)) * 2
    site.pages["/members"] = _packed(members, "gzip")  # type: ignore[assignment]
    for path in ("/large", "/bomb", "/members"):
        with pytest.raises(NotReadable, match="too large"):
            await fetcher.get(site.origin + path)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
async def test_of_a_page_without_end_no_more_is_received_than_is_read(
    site: Site, fetcher: Fetcher, encoding: str
) -> None:
    ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Encoding": encoding})
        sent = 0
        try:
            await response.prepare(request)
            while sent < 20 * fetch.LARGEST:
                await response.write(b"a" * 65_536)
                sent += 65_536
        finally:
            ended.set_result(sent)
        return response

    site.pages["/endless"] = answer
    with pytest.raises(NotReadable):
        await fetcher.get(site.origin + "/endless")
    assert await ended < 5 * fetch.LARGEST


async def test_very_many_packed_members_are_refused(site: Site, fetcher: Fetcher) -> None:
    """Each takes time of its own, though it holds nothing."""
    site.pages["/members"] = _packed(gzip.compress(b"") * 2_000, "gzip")  # type: ignore[assignment]
    with pytest.raises(NotReadable, match="decompress"):
        await fetcher.get(site.origin + "/members")


async def test_of_a_large_robots_file_the_beginning_counts(site: Site) -> None:
    rules = b"User-agent: *\nDisallow: /a\n"
    filled = rules + random.Random(1).randbytes(LARGEST_ROBOTS * 2)
    for content, encoding in ((filled, "identity"), (gzip.compress(filled), "gzip")):
        site.pages["/robots.txt"] = _packed(content, encoding)  # type: ignore[assignment]
        async with Fetcher(contact=None, allowed_origin=site.origin) as another:
            with pytest.raises(NotReadable, match=r"robots\.txt"):
                await another.get(site.origin + "/a")


async def test_of_a_large_robots_file_the_rest_does_not_count(site: Site, fetcher: Fetcher) -> None:
    beginning = "User-agent: *\n#"
    site.robots = beginning + "x" * (LARGEST_ROBOTS - len(beginning)) + "\nDisallow: /a\n"
    assert (await fetcher.get(site.origin + "/a")).body == PAGE.encode()


async def test_robots_are_respected_and_remembered(site: Site, fetcher: Fetcher) -> None:
    site.robots = "User-agent: tertulia\nDisallow: /private\n"
    site.pages["/private/a"] = PAGE
    with pytest.raises(NotReadable, match=r"robots\.txt"):
        await fetcher.get(site.origin + "/private/a")
    assert site.requests == []
    site.robots = None
    with pytest.raises(NotReadable, match=r"robots\.txt"):
        await fetcher.get(site.origin + "/private/a")
    site.pages["/in"] = redirect("/private/a")
    with pytest.raises(NotReadable, match=r"robots\.txt"):
        await fetcher.get(site.origin + "/in")
    await fetcher.get(site.origin + "/a")


async def test_two_at_a_time_from_one_site(site: Site, fetcher: Fetcher) -> None:
    running = most = 0

    async def answer(_request: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return web.Response(text=PAGE, content_type="text/html")

    site.pages["/a"] = answer
    await asyncio.gather(*(fetcher.get(site.origin + "/a") for _ in range(6)))
    assert most == fetch.AT_A_TIME


async def test_two_at_a_time_from_the_site_that_others_redirect_to(site: Site, fetcher: Fetcher) -> None:
    """The second site is the same one under its other name: what counts is where a request goes."""
    running = most = 0

    async def answer(_request: web.Request) -> web.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return web.Response(text=PAGE, content_type="text/html")

    site.pages["/a"] = answer
    site.pages["/b"] = redirect("/a")
    links = [site.origin + path for path in ("/a", "/b") for _ in range(4)]
    await asyncio.gather(*(fetcher.get(link) for link in links))
    assert most == fetch.AT_A_TIME


async def test_waiting_for_ones_turn_takes_none_of_a_pages_time(
    site: Site, fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(_request: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.Response(text=PAGE, content_type="text/html")

    site.pages["/a"] = slow
    monkeypatch.setattr(fetch, "SECONDS", 0.8)
    pages = await asyncio.gather(*(fetcher.get(site.origin + "/a") for _ in range(8)))
    assert len(pages) == 8


async def test_no_cookies_are_kept(site: Site, fetcher: Fetcher) -> None:
    async def answer(_request: web.Request) -> web.Response:
        response = web.Response(text=PAGE, content_type="text/html")
        response.set_cookie("id", "you")
        return response

    site.pages["/a"] = answer
    for _ in range(2):
        await fetcher.get(site.origin + "/a")
    assert all("Cookie" not in headers for headers in site.headers)


async def test_a_site_that_is_not_there_is_named(site: Site) -> None:
    gone = "http://127.0.0.1:9"
    async with Fetcher(contact=None, allowed_origin=gone) as fetcher:
        with pytest.raises(NotReadable, match="could not be reached"):
            await fetcher.get(gone + "/a")
        with pytest.raises(NotReadable, match="no site called"):
            await fetcher.get("http://nowhere.invalid/")


async def test_pictures_of_the_inside_are_not_shown(site: Site, fetcher: Fetcher) -> None:
    assert await fetcher.shows(site.origin + "/picture.jpg")
    assert await fetcher.shows("https://8.8.8.8/picture.jpg")
    assert await fetcher.shows("https://nowhere.invalid/picture.jpg")
    for picture in (
        "http://localhost/a.jpg",
        "http://localhost./a.jpg",
        "http://127.0.0.1./a.jpg",
        "http://%31%32%37.0.0.1/a.jpg",
        "http://4294967297/a.jpg",
        "http://printer.local/a.jpg",
        "http://[::ffff:127.0.0.1]/a.jpg",
        "https://10.0.0.1/a.jpg",
        "ftp://8.8.8.8/a.jpg",
        "http://8.8.8.8:22/a.jpg",
        "http://xn--a/a.jpg",
    ):
        assert not await fetcher.shows(picture)
