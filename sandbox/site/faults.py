"""Addresses at which something is wrong, as it is on real sites: for trying out what the bot says then."""

from __future__ import annotations

import asyncio

from aiohttp import web

from sandbox.site.pages import Pages
from sandbox.site.words import WORDS

_LARGE = 8 * 1024 * 1024
"""Bytes of the page that is too large: above the 5 MB a careful reader stops at."""


class Faults:
    """``/404``, ``/403``, ``/slow``, ``/large``, ``/binary``, ``/empty``, ``/login`` and ``/loop``.

    ``slow`` is how many seconds the slow page takes.
    """

    def __init__(self, pages: Pages, slow: float) -> None:
        self._pages = pages
        self._slow = slow

    def routes(self) -> list[web.RouteDef]:
        """What to add to the site's router."""
        return [
            web.get("/404", self._missing),
            web.get("/403", self._forbidden),
            web.get("/slow", self._slow_page),
            web.get("/large", self._large),
            web.get("/binary", self._binary),
            web.get("/empty", self._empty),
            web.get("/login", self._login),
            web.get("/loop", self._loop),
        ]

    async def _missing(self, _request: web.Request) -> web.Response:
        return self.notice("en", "missing", status=404)

    async def _forbidden(self, _request: web.Request) -> web.Response:
        return self.notice("en", "forbidden", status=403)

    async def _empty(self, _request: web.Request) -> web.Response:
        return self.notice("en", "quiet")

    async def _login(self, _request: web.Request) -> web.Response:
        words = WORDS["en"]
        form = (
            f'<form method="post" action="/en/reply"><label>{words["address"]} <input name="address"></label>'
            f'<label>{words["password"]} <input type="password" name="password"></label>'
            f"<button>{words['enter']}</button></form>"
        )
        return self.notice("en", "sign_in", extra=form)

    async def _slow_page(self, request: web.Request) -> web.StreamResponse:
        """Begins at once and then says one word every half second: a read timeout alone never ends it."""
        response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
        await response.prepare(request)
        await response.write(b"<!doctype html><title>Slow</title><p>")
        loop = asyncio.get_running_loop()
        end = loop.time() + self._slow
        while (left := end - loop.time()) > 0:
            await asyncio.sleep(min(0.5, left))
            await response.write(b"wait ")
        await response.write_eof()
        return response

    async def _large(self, request: web.Request) -> web.StreamResponse:
        """Sent in pieces without naming its length, so that only counting tells that it is too much."""
        response = web.StreamResponse(headers={"Content-Type": "text/html; charset=utf-8"})
        await response.prepare(request)
        await response.write(b"<!doctype html><title>Large</title>")
        piece = b"<p>" + b"The tide came in and the tide went out again. " * 1_400 + b"</p>"
        for _ in range(_LARGE // len(piece) + 1):
            await response.write(piece)
        await response.write_eof()
        return response

    async def _binary(self, _request: web.Request) -> web.Response:
        return web.Response(body=bytes(range(256)) * 16, content_type="application/octet-stream")

    async def _loop(self, _request: web.Request) -> web.Response:
        raise web.HTTPFound("/loop")

    def notice(self, language: str, name: str, *, status: int = 200, extra: str = "") -> web.Response:
        """A page whose heading and sentence stand under ``name`` in the site's words."""
        words = WORDS[language]
        page = self._pages.notice(language, words[name], words[f"{name}_text"], extra)
        return web.Response(text=page, content_type="text/html", status=status)
