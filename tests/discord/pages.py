"""A web site on loopback whose pages a test writes: what links lead to."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping

from aiohttp import web


class Pages:
    """The one origin the bot of a test may fetch from loopback.

    ``url = pages.put("/en/1.html", "<html>…")`` and the bot can be given ``url``; a page that was not put
    is a 404. A page with an ``ETag`` is not sent again to whoever knows it.
    """

    def __init__(self) -> None:
        self._pages: dict[str, tuple[int, bytes, Mapping[str, str]]] = {}
        self.asked: Counter[str] = Counter()
        """How often each path was asked for."""
        self._held: dict[str, asyncio.Event] = {}
        self._answers: list[tuple[str, int]] = []
        self._runner: web.AppRunner | None = None
        self.origin = ""

    async def start(self) -> None:
        """Serve on a free port."""
        application = web.Application()
        application.router.add_get("/{path:.*}", self._answer)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.origin = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Serve no more."""
        assert self._runner is not None
        await self._runner.cleanup()

    def url(self, path: str) -> str:
        """The address of ``path``."""
        return self.origin + path

    def put(
        self,
        path: str,
        body: str | bytes,
        status: int = 200,
        type_: str = "text/html; charset=utf-8",
        **headers: str,
    ) -> str:
        """Serve ``body`` at ``path`` from now on; gives its address. An underscore in a header's name is a
        dash: ``Retry_After="60"``. With the status 0 there is no answer at all.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body
        self._pages[path] = (status, content, {"Content-Type": type_, **named})
        return self.url(path)

    def answers(self, path: str) -> list[int]:
        """The status that each request for ``path`` was answered with, in order."""
        return [status for where, status in self._answers if where == path]

    def page(self, path: str) -> str:
        """The page that was put at ``path``."""
        return self._pages[path][1].decode()

    def change(self, path: str, old: str, new: str) -> None:
        """Let the page that was put at ``path`` say ``new`` wherever it said ``old``."""
        page = self.page(path)
        assert old in page
        self.put(path, page.replace(old, new))

    def take_down(self, path: str, status: int = 410) -> Callable[[], None]:
        """Answer ``path`` with an error from now on; gives what puts the page back."""
        before = self._pages[path]
        self.put(path, "not here any more", status, "text/plain")
        return lambda: self._pages.update({path: before})

    def hold(self, path: str) -> asyncio.Event:
        """Answer ``path`` only once the event that is given is set."""
        self._held[path] = asyncio.Event()
        return self._held[path]

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked[request.path] += 1
        if request.path in self._held:
            await self._held[request.path].wait()
        nothing = (404, b"not here", {"Content-Type": "text/plain"})
        status, body, headers = self._pages.get(request.path, nothing)
        if "ETag" in headers and request.headers.get("If-None-Match") == headers["ETag"]:
            status, body = 304, b""
        self._answers.append((request.path, status))
        if not status:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        return web.Response(status=status, body=body, headers=headers)
