"""The site's feeds: RSS in English, Atom in Spanish, each as its readers find it on real sites."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.etree import ElementTree as Xml

from aiohttp import web

from sandbox.site.articles import Article, Newsstand
from sandbox.site.words import WORDS

_ATOM, _MEDIA = "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/"
_DC = "http://purl.org/dc/elements/1.1/"
Xml.register_namespace("media", _MEDIA)
Xml.register_namespace("dc", _DC)


@dataclass(frozen=True, slots=True)
class _Feed:
    path: str
    type: str


FEEDS = {
    "en": _Feed("/en/feed.xml", "application/rss+xml"),
    "es": _Feed("/es/feed.xml", "application/atom+xml"),
}


class Feeds:
    """Answers for the feeds, with validators: a reader who knows a feed as it is hears 304."""

    def __init__(self, stand: Newsstand) -> None:
        self._stand = stand

    def routes(self) -> list[web.RouteDef]:
        """What to add to the site's router."""
        return [web.get(FEEDS["en"].path, self._rss), web.get(FEEDS["es"].path, self._atom)]

    async def _rss(self, request: web.Request) -> web.Response:
        articles, origin = self._stand.within("en"), str(request.url.origin())
        return _answer(request, FEEDS["en"].type, rss(articles, origin), articles)

    async def _atom(self, request: web.Request) -> web.Response:
        articles, origin = self._stand.within("es"), str(request.url.origin())
        return _answer(request, FEEDS["es"].type, atom(articles, origin), articles)


def rss(articles: Sequence[Article], origin: str) -> bytes:
    """The articles as RSS 2.0."""
    root = Xml.Element("rss", version="2.0")
    channel = _add(root, "channel")
    _add(channel, "title", WORDS["en"]["site"])
    _add(channel, "link", f"{origin}/en/")
    _add(channel, "description", WORDS["en"]["motto"])
    _add(channel, "language", "en")
    for article in articles:
        item = _add(channel, "item")
        _add(item, "title", article.headline)
        _add(item, "link", origin + article.path)
        _add(item, "guid", f"lantern-{article.slug}", isPermaLink="false")
        _add(item, "description", article.standfirst)
        _add(item, "category", article.section)
        for author in article.authors:
            _add(item, f"{{{_DC}}}creator", author)
        _add(item, "pubDate", format_datetime(article.published))
        _add(item, f"{{{_MEDIA}}}content", url=_picture(article, origin), medium="image")
    return _written(root)


def atom(articles: Sequence[Article], origin: str) -> bytes:
    """The articles as Atom 1.0."""
    root = Xml.Element("feed", {"xmlns": _ATOM, "xml:lang": "es"})
    home = f"{origin}/es/"
    _add(root, "id", home)
    _add(root, "title", WORDS["es"]["site"])
    _add(root, "link", rel="alternate", href=home)
    _add(root, "link", rel="self", href=origin + FEEDS["es"].path)
    _add(root, "updated", _changed(articles).isoformat())
    for article in articles:
        entry = _add(root, "entry")
        _add(entry, "id", origin + article.path)
        _add(entry, "title", article.headline)
        _add(entry, "link", rel="alternate", href=origin + article.path)
        _add(entry, "summary", article.standfirst)
        _add(entry, "category", term=article.section)
        for author in article.authors:
            _add(_add(entry, "author"), "name", author)
        _add(entry, "published", article.published.isoformat())
        _add(entry, "updated", article.updated.isoformat())
        _add(entry, f"{{{_MEDIA}}}thumbnail", url=_picture(article, origin))
    return _written(root)


def _add(parent: Xml.Element, tag: str, text: str | None = None, **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, tag, attributes)
    child.text = text
    return child


def _written(root: Xml.Element) -> bytes:
    Xml.indent(root)
    written: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _picture(article: Article, origin: str) -> str:
    return f"{origin}/pictures/{article.picture}.png"


def _changed(articles: Sequence[Article]) -> datetime:
    return max(article.updated for article in articles)


def _answer(request: web.Request, kind: str, body: bytes, articles: Sequence[Article]) -> web.Response:
    changed = _changed(articles).astimezone(UTC)
    etag = hashlib.sha256(body).hexdigest()[:16]
    headers = {"ETag": f'"{etag}"', "Last-Modified": format_datetime(changed, usegmt=True)}
    known = request.if_none_match
    if known is not None and any(one.value == etag for one in known):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)
