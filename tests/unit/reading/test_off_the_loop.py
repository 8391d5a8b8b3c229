"""What comes from the network is never parsed on the event loop, where it would hold up everything else."""

from __future__ import annotations

import gzip
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from aiohttp import web

import bot.reading
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.reader import Reader
from bot.reading.worker_pool import Workers
from tests.unit.reading_site import ENGLISH, SPANISH, Handler, Site, page, redirect

ON_THE_LOOP = {
    *(
        "addresses",
        "answers",
        "faults",
        "fetcher",
        "network",
        "reader",
        "refusal_messages",
        "robots_cache",
        "worker_pool",
    )
}
"""Modules that may run there: they wait for others, or look at a link, which is short."""

_READING = str(Path(bot.reading.__file__).parent)
_LARGE = 16 * 1024
TITLE = "Council approves the harbour plan"


class Called:
    """What ran in this thread: modules of ``bot.reading``, and C functions on something large or packed."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.heavy: set[str] = set()

    def note(self, frame: FrameType, event: str, called: Any) -> None:
        """The profile function."""
        file = frame.f_code.co_filename
        if event == "call" and file.startswith(_READING):
            self.modules.add(Path(file).stem)
        elif event == "c_call" and file.startswith(_READING):
            owner = getattr(called, "__self__", None)
            large = isinstance(owner, str | bytes) and len(owner) > _LARGE
            if large or getattr(called, "__module__", None) == "zlib" or "zlib" in type(owner).__module__:
                self.heavy.add(called.__qualname__)


@contextmanager
def calls() -> Iterator[Called]:
    """Notes what runs in this thread, that of the event loop, and in no other thread or process."""
    called = Called()
    sys.setprofile(called.note)
    try:
        yield called
    finally:
        sys.setprofile(None)


def packed(text: str, kind: str = "text/html") -> Handler:
    """A page that is sent packed."""

    async def answer(_request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Encoding": "gzip"}
        return web.Response(body=gzip.compress(text.encode()), headers=headers)

    return answer


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        yield one


@pytest.fixture
async def reader(site: Site) -> AsyncIterator[Reader]:
    async with Fetcher(contact=None, allowed_origin=site.origin) as fetcher, Workers(count=1) as workers:
        yield Reader(fetcher, workers)


async def test_a_link_is_parsed_elsewhere(site: Site, reader: Reader) -> None:
    filler = "<!-- " + "x" * 50_000 + " -->"
    alternate = '<link rel="alternate" hreflang="es" href="/es/nota">'
    picture = f'<meta property="og:image" content="{site.origin}/harbour.jpg">'
    amp = '<link rel="amphtml" href="/amp/en">'
    site.pages["/old"] = redirect("/app")
    site.pages["/app"] = packed(f"<html><head>{amp}</head><body>{filler}<div id=app></div></body></html>")
    site.pages["/amp/en"] = packed(page("en", TITLE, ENGLISH, head=alternate + picture, after=filler))
    site.pages["/es/nota"] = packed(page("es", "El concejo aprueba el plan", SPANISH, after=filler))
    site.robots = "User-agent: *\nDisallow: /never\nDisallow: /*?print=\n" + "# a comment\n" * 5_000
    with calls() as called:
        article = await reader.from_link(site.origin + "/old")
    assert len(article.editions) == 2
    assert (called.modules - ON_THE_LOOP, called.heavy) == (set(), set())


@pytest.mark.parametrize("ending", ["txt", "md", "html"])
async def test_a_file_is_parsed_elsewhere(reader: Reader, ending: str) -> None:
    paragraphs = [f"In {year} it was so: {line}" for year in range(1900, 2000) for line in ENGLISH]
    text = page("en", TITLE, paragraphs) if ending == "html" else "\n\n".join((TITLE, *paragraphs))
    with calls() as called:
        article = await reader.from_file(f"a.{ending}", text.encode())
    assert article.original.title == TITLE
    assert (called.modules - ON_THE_LOOP, called.heavy) == (set(), set())


async def test_a_pasted_text_is_parsed_elsewhere(reader: Reader) -> None:
    with calls() as called:
        article = await reader.from_text("\n\n".join((TITLE, *ENGLISH * 50)))
    assert article.original.title == TITLE
    assert (called.modules - ON_THE_LOOP, called.heavy) == (set(), set())


def test_what_is_called_in_this_thread_is_noted() -> None:
    """The tests above would see it: a function of a parser, and a C function on much text."""
    from bot.reading.extract.markup import plain

    with calls() as called:
        plain(b"a" * (_LARGE + 1))
    assert called.modules == {"markup", "encodings"}
    assert called.heavy == {"bytes.startswith", "bytes.decode", "str.count"}
