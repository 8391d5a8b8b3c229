"""Fetches pages from the public web for people: politely, within limits, and never from the inside.

A page has 15 seconds, 5 redirects and 5 MB; on every hop only public addresses and the set ports are
connected to. One origin (scheme, host and port) may be excepted: so the sandbox reads its news site.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version
from types import TracebackType
from typing import Self
from weakref import WeakValueDictionary

import aiohttp
from yarl import URL

from bot.domain.errors import NotReadable
from bot.domain.message import message
from bot.reading.fetch.addresses import joined, parsed
from bot.reading.fetch.answers import read_body, redirect_of
from bot.reading.fetch.faults import OutOfReach, check_status, fault, no_page
from bot.reading.fetch.network import is_public, may_be_public, public_socket
from bot.reading.fetch.robots import LARGEST as LARGEST_ROBOTS, Robots, read_robots
from bot.reading.fetch.robots_cache import RobotsCache

SECONDS = 15.0
"""For one page in all: robots.txt, redirects and body."""
LARGEST = 5 * 1024 * 1024
"""Bytes of a page after decompression."""
REDIRECTS = 5
AT_A_TIME = 2
"""Fetches from one host at the same time."""

_PRODUCT = "Tertulia"
_PICTURE_SECONDS = 2.0
_HTML_TYPES = ("text/html", "application/xhtml+xml", "application/xml", "text/xml")
_DEFAULT_PORTS = frozenset({80, 443})


@dataclass(frozen=True, slots=True)
class Page:
    """What a link led to. ``url`` is where it came from in the end, ``charset`` what its header claims."""

    url: str
    body: bytes
    charset: str | None
    content_type: str | None


class Fetcher:
    """Fetches pages. Use it as an asynchronous context manager; it keeps no cookies."""

    def __init__(
        self, *, contact: str | None, allowed_origin: str | None, ports: frozenset[int] = _DEFAULT_PORTS
    ) -> None:
        """``contact`` is shown to sites in the user agent; ``allowed_origin`` is fetched wherever it is."""
        agent = f"{_PRODUCT}/{version('tertulia')}"
        self._agent = f"{agent} (+{contact})" if contact else agent
        self._allowed = URL(allowed_origin).origin() if allowed_origin else None
        self._ports = ports
        self._sites: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._robots = RobotsCache()
        self._public: aiohttp.ClientSession | None = None
        self._excepted: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._public = self._session(aiohttp.TCPConnector(socket_factory=public_socket))
        self._excepted = self._session(aiohttp.TCPConnector())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in (self._public, self._excepted):
            if session is not None:
                await session.close()
        self._public = self._excepted = None

    async def get(self, link: str) -> Page:
        """The page at ``link``, after redirects.

        Raises:
            BadInput: if ``link`` is not a link.
            NoPage: if the site says that there is none.
            OutOfReach: if the site cannot be asked now.
            NotReadable: if the page cannot be had, or is not HTML.
        """
        url = parsed(link)
        try:
            async with asyncio.timeout(SECONDS) as limit:
                return await self._follow(url, limit)
        except TimeoutError:
            raise OutOfReach(
                message("{site} did not answer in time. Please try again later.", site=url.host)
            ) from None
        except aiohttp.ClientError as error:
            raise fault(error, url) from error

    async def shows(self, picture: str) -> bool:
        """Whether the address of a picture may be shown: a public host's, as far as one can tell."""
        url = joined("", picture)
        if url is None or not self._may_connect(address := URL(url)):
            return False
        if self._is_excepted(address):
            return True
        if not may_be_public(address.host or ""):
            return False
        try:
            async with asyncio.timeout(_PICTURE_SECONDS):
                found = await asyncio.get_running_loop().getaddrinfo(address.host, address.port)
        except (OSError, TimeoutError, UnicodeError):
            return True
        return all(is_public(str(info[4][0])) for info in found)

    def request(
        self, url: URL, headers: Mapping[str, str] | None = None
    ) -> aiohttp.client._RequestContextManager:
        """One request to a public address; ``headers`` are sent beside, or in the place of, the usual ones.
        No redirect is followed, no robots.txt is asked, and the host's turn is the caller's to keep.

        Raises:
            NotReadable: its port is none that is connected to.
        """
        session = self._excepted if self._is_excepted(url) else self._public
        assert session is not None, "the fetcher is used outside its context"
        if not self._may_connect(url):
            raise NotReadable(
                message("I only open links to the usual web ports, not to port {port}.", port=str(url.port))
            )
        return session.get(url, allow_redirects=False, headers=headers)

    def _session(self, connector: aiohttp.TCPConnector) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,  # aiohttp would decompress as much as a bomb holds
            timeout=aiohttp.ClientTimeout(total=SECONDS),
            headers={
                "User-Agent": self._agent,
                "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1",
                "Accept-Encoding": "gzip",
            },
        )

    @asynccontextmanager
    async def _turn(self, url: URL, limit: asyncio.Timeout) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer of ``url``, when it is our turn at its host; waiting for that takes none of the time."""
        host = url.host or ""
        slot = self._sites.get(host)
        if slot is None:
            self._sites[host] = slot = asyncio.Semaphore(AT_A_TIME)
        now = asyncio.get_running_loop().time
        left = (limit.when() or now()) - now()
        limit.reschedule(None)
        async with slot:
            limit.reschedule(now() + left)
            async with self.request(url) as response:
                yield response

    def _is_excepted(self, url: URL) -> bool:
        return self._allowed is not None and url.origin() == self._allowed

    def _may_connect(self, url: URL) -> bool:
        return self._is_excepted(url) or url.port in self._ports

    async def _follow(self, url: URL, limit: asyncio.Timeout) -> Page:
        """The page after redirects, each of which is checked like the first link."""
        for _ in range(REDIRECTS + 1):
            robots = await self._robots_of(url, limit)
            if not await asyncio.to_thread(robots.allows, url.raw_path_qs):
                raise NotReadable(
                    message(
                        "{site} does not want programs to read that page (robots.txt). "
                        "Copy its text and paste it.",
                        site=url.host,
                    )
                )
            async with self._turn(url, limit) as response:
                if target := redirect_of(response):
                    url = parsed(target)
                    continue
                check_status(response, url)
                if response.headers.get("Content-Type") and response.content_type not in _HTML_TYPES:
                    raise NotReadable(no_page(response.content_type))
                body = await read_body(response, LARGEST)
                return Page(str(url), body, response.charset, response.content_type)
        raise NotReadable(message("{site} redirects too many times.", site=url.host))

    async def _robots_of(self, url: URL, limit: asyncio.Timeout) -> Robots:
        """The rules of the site ``url`` is on, kept for an hour; a site without robots.txt allows all."""
        clock, origin = asyncio.get_running_loop().time, str(url.origin())
        robots = self._robots.get(origin, clock())
        if robots is None:
            robots = await self._fetch_robots(url.origin() / "robots.txt", limit)
            self._robots.put(origin, robots, clock())
        return robots

    async def _fetch_robots(self, url: URL, limit: asyncio.Timeout) -> Robots:
        for _ in range(REDIRECTS + 1):
            async with self._turn(url, limit) as response:
                if target := redirect_of(response):
                    url = parsed(target)
                    continue
                if 400 <= response.status < 500:
                    return Robots()
                check_status(response, url)
                body = await read_body(response, LARGEST_ROBOTS, cut=True)
                return await asyncio.to_thread(_robots_in, body)
        return Robots()


def _robots_in(body: bytes) -> Robots:
    return read_robots(body.decode("utf-8", "replace").removeprefix("\ufeff"), _PRODUCT)
