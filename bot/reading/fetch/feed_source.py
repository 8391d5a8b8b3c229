"""Asks sites for feeds: with what is known of them, seldom enough for any site, and never from the inside.

A look has 10 seconds, 5 redirects and 5 MB. robots.txt is not asked, as feed readers do not: it is about
programs that find pages by themselves, and a feed is published for programs that somebody gave its address.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import aiohttp
from yarl import URL

from bot.domain.errors import NotReadable
from bot.domain.message import Message, counted, message
from bot.jobs.clock import Clock
from bot.reading.fetch.addresses import parsed
from bot.reading.fetch.answers import read_body, redirect_of
from bot.reading.fetch.feed_faults import of_connection, of_status
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.fetch.host_turns import HostTurns

SECONDS = 10
"""For one look in all, redirects and body; waiting for turns is left out."""
LARGEST = 5 * 1024 * 1024
"""Bytes of a feed after decompression."""
REDIRECTS = 5
LONGEST_VALIDATOR = 1_000
"""Characters; longer ones are not kept."""
_PERMANENT = frozenset({301, 308})
_NOT_MODIFIED = 304
GONE = 410
_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml;q=0.9,"
    "application/xml;q=0.8,text/xml;q=0.8,application/json;q=0.7,*/*;q=0.1"
)
_SECONDS = re.compile(r"\d{1,9}\Z")
_MAX_AGE = re.compile(r"(?:\A|,)\s*max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_LONGEST_HEADER = 500


@dataclass(frozen=True, slots=True)
class Validators:
    """What a site said its document is known by, verbatim: ETag and Last-Modified."""

    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What an address led to. ``url`` is where it came from in the end; ``moved_to`` is where permanent
    redirects lead, None without any. ``max_age`` is for how many seconds its site says that it will not
    change.
    """

    url: str
    body: bytes
    charset: str | None
    validators: Validators
    digest: str
    moved_to: str | None = None
    max_age: int | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The document is still the one that the validators were of."""

    url: str
    moved_to: str | None = None
    max_age: int | None = None


class NoFeed(NotReadable):
    """A feed could not be had. ``status`` is what its site answered, None if nothing; ``retry_after`` after
    how many seconds it wants to be asked again; ``is_gone``: it says that the feed is gone for good.
    """

    def __init__(
        self, message: Message, *, status: int | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.is_gone = status == GONE


class FeedSource:
    """Asks through a fetcher, which connects to public addresses alone. Keeps nothing of any feed."""

    def __init__(self, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._turns = HostTurns(clock)

    async def get(self, link: str, validators: Validators | None = None) -> Document | Unchanged:
        """The document at ``link``, or that it is the one with these ``validators``.

        Raises:
            NoFeed: it cannot be had.
        """
        try:
            url = parsed(link)
            async with asyncio.timeout(SECONDS) as limit:
                return await self._follow(_Look(url, validators or Validators(), limit))
        except TimeoutError:
            raise NoFeed(
                counted(
                    "{site} did not answer within {count} second.",
                    "{site} did not answer within {count} seconds.",
                    SECONDS,
                    site=url.host,
                )
            ) from None
        except aiohttp.ClientError as error:
            raise NoFeed(of_connection(error, url)) from error
        except NotReadable as error:
            raise error if isinstance(error, NoFeed) else NoFeed(error.message) from error

    async def _follow(self, look: _Look) -> Document | Unchanged:
        """The document after redirects, each of which is checked like the first address."""
        for _ in range(REDIRECTS + 1):
            async with self._answer(look) as response:
                if target := redirect_of(response):
                    look.go_on(parsed(target), is_permanent=response.status in _PERMANENT)
                    continue
                if response.status == _NOT_MODIFIED and look.is_conditional:
                    return Unchanged(str(look.url), look.moved_to, _max_age(response.headers))
                if response.status != 200:
                    raise self._refused(response, look.url)
                body = await read_body(response, LARGEST)
                return Document(
                    *(str(look.url), body, response.charset),
                    *(_validators(response.headers), await _digest(body)),
                    *(look.moved_to, _max_age(response.headers)),
                )
        raise NoFeed(message("{site} redirects too many times.", site=look.url.host))

    @asynccontextmanager
    async def _answer(self, look: _Look) -> AsyncIterator[aiohttp.ClientResponse]:
        """What the next address of a look answers, when it is our turn at its host."""
        now = asyncio.get_running_loop().time
        left = (look.limit.when() or now()) - now()
        look.limit.reschedule(None)
        async with self._turns.at(look.url.host or ""):
            look.limit.reschedule(now() + left)
            async with self._fetcher.request(look.url, look.headers) as response:
                yield response

    def _refused(self, response: aiohttp.ClientResponse, url: URL) -> NoFeed:
        return NoFeed(
            of_status(response.status, url),
            status=response.status,
            retry_after=_retry_after(response.headers, self._clock.utcnow()),
        )


@dataclass(slots=True)
class _Look:
    """One look at a feed: the address it is at, and where its permanent redirects led."""

    url: URL
    validators: Validators
    limit: asyncio.Timeout
    moved_to: str | None = None
    _is_permanent: bool = field(default=True, init=False)

    @property
    def is_conditional(self) -> bool:
        return bool(self.validators.etag or self.validators.modified)

    @property
    def headers(self) -> dict[str, str]:
        # Each feed is asked seldom: kept connections would only fill memory, here and there.
        headers = {"Accept": _ACCEPT, "Connection": "close"}
        if self.validators.etag:
            headers["If-None-Match"] = self.validators.etag
        if self.validators.modified:
            headers["If-Modified-Since"] = self.validators.modified
        return headers

    def go_on(self, url: URL, *, is_permanent: bool) -> None:
        """Follow a redirect. What comes after one that may change is no address to keep."""
        self.url = url
        self._is_permanent = self._is_permanent and is_permanent
        if self._is_permanent:
            self.moved_to = str(url)


async def _digest(body: bytes) -> str:
    if len(body) < 256 * 1024:
        return _digest_of(body)
    return await asyncio.to_thread(_digest_of, body)


def _digest_of(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _validators(headers: Mapping[str, str]) -> Validators:
    return Validators(_verbatim(headers.get("ETag")), _verbatim(headers.get("Last-Modified")))


def _verbatim(value: str | None) -> str | None:
    """A validator as it came, or None if it could not be sent back so."""
    if not value or len(value) > LONGEST_VALIDATOR or not value.isprintable():
        return None
    return value


def _max_age(headers: Mapping[str, str]) -> int | None:
    """For how many seconds from now a document is fresh, as its site says; None if it does not say."""
    found = _MAX_AGE.search(headers.get("Cache-Control", "")[:_LONGEST_HEADER])
    if found is None:
        return None
    age = headers.get("Age", "")
    return max(0, int(found[1]) - (int(age) if _SECONDS.match(age) else 0))


def _retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """After how many seconds a site wants to be asked again, which it may also say as a date."""
    value = headers.get("Retry-After", "")[:_LONGEST_HEADER].strip()
    if _SECONDS.match(value):
        return int(value)
    try:
        at = parsedate_to_datetime(value)
        if at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        return max(0, round((at - now).total_seconds()))
    except (ValueError, OverflowError):
        return None
