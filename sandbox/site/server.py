"""The news site as a web application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web

from sandbox.site.articles import Newsstand
from sandbox.site.desk import Desk
from sandbox.site.faults import Faults
from sandbox.site.feeds import Feeds
from sandbox.site.pages import Pages
from sandbox.site.pictures import SCENES, png
from sandbox.site.words import WORDS

_STATIC = Path(__file__).parent / "static"


class _Site:
    """Answers for the pages that are as they should be."""

    def __init__(self, slow: float) -> None:
        self._stand = Newsstand()
        self._pages = Pages(self._stand)
        self._faults = Faults(self._pages, slow)
        self._feeds = Feeds(self._stand)
        self._desk = Desk(self._stand, self._pages)

    def routes(self) -> list[web.AbstractRouteDef]:
        language = "{language:en|es}"
        return [
            web.get("/", self._choose),
            web.get("/robots.txt", self._robots),
            web.get("/pictures/{name}.png", self._picture),
            web.get(f"/{language}", self._choose),
            web.get(f"/{language}/", self._front),
            web.post(f"/{language}/reply", self._reply),
            web.get("/moved/{slug}", self._moved),
            *self._faults.routes(),
            *self._feeds.routes(),
            *self._desk.routes(),
            web.static("/static", _STATIC),
            web.get("/{path:.*}", self._article),
        ]

    async def _choose(self, request: web.Request) -> web.Response:
        """Sends the visitor to the front page in the language they read."""
        asked = request.match_info.get("language") or request.headers.get("Accept-Language", "")[:2].lower()
        raise web.HTTPFound(f"/{asked if asked in WORDS else 'en'}/")

    async def _front(self, request: web.Request) -> web.Response:
        page = self._pages.front(request.match_info["language"], _origin(request))
        return web.Response(text=page, content_type="text/html")

    async def _article(self, request: web.Request) -> web.Response:
        path = request.path.rstrip("/")
        article = self._stand.at(path)
        if article is None:
            language = "es" if path.startswith("/es/") else "en"
            if self._stand.is_withdrawn(path):
                return self._faults.notice(language, "gone", status=410)
            return self._faults.notice(language, "missing", status=404)
        return web.Response(text=self._pages.article(article, _origin(request)), content_type="text/html")

    async def _moved(self, request: web.Request) -> web.Response:
        """An address from before the site was rebuilt: it leads on to where the story stands now."""
        slug = request.match_info["slug"]
        for article in self._stand.articles:
            if article.slug == slug:
                raise web.HTTPMovedPermanently(article.path)
        return self._faults.notice("en", "missing", status=404)

    async def _reply(self, request: web.Request) -> web.Response:
        language = request.match_info["language"]
        words = WORDS[language]
        page = self._pages.notice(language, words["reply"], words["thanks"])
        return web.Response(text=page, content_type="text/html")

    async def _picture(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        if name not in SCENES:
            return self._faults.notice("en", "missing", status=404)
        return web.Response(
            body=png(name), content_type="image/png", headers={"Cache-Control": "public, max-age=86400"}
        )

    async def _robots(self, _request: web.Request) -> web.Response:
        closed = [f"Disallow: /{language}/{page}\n" for page in ("reply", "desk") for language in WORDS]
        return web.Response(text="".join(["User-agent: *\n", *closed]))


def _origin(request: web.Request) -> str:
    return str(request.url.origin())


def make_app(*, slow: float = 60.0) -> web.Application:
    """The site, ready to be served on loopback. ``slow`` is how many seconds its slow page takes."""
    app = web.Application()
    app.add_routes(_Site(slow).routes())
    return app


@asynccontextmanager
async def serving(*, slow: float = 60.0) -> AsyncIterator[str]:
    """The site on a free port of loopback; gives its origin. Nothing is done for readers who have left."""
    app = make_app(slow=slow)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
