"""The feeds of a page: those that it names to machines, and those that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from bot.reading.extract.links import base_of
from bot.reading.extract.markup import decoded, squeezed, text_of, tree_of
from bot.reading.feeds.feed import FeedLink
from bot.reading.feeds.found import absolute

MOST_LINKS = 25
"""Feeds of a page that are offered: the largest menu of Discord has room for so many."""
_MOST_LOOKED_AT = 20_000
_LONGEST_NAME = 100
_LONGEST_TAG = 35
_TYPES = frozenset(
    (
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "application/rss",
        "application/atom",
        "text/rss+xml",
        "text/rss",
        "text/atom",
    )
)
_UNCLEAR_TYPES = frozenset(("application/xml", "text/xml", "application/json", "application/x-rss+xml"))
"""Types of other documents too: these are feeds where their address looks like one's."""
_LOOKS_LIKE_A_FEED = re.compile(
    r"/(?:feeds?|rss|atom|rdf)(?:/|\.xml|\.php|\.aspx|\Z)|\.(?:rss|atom|rdf)\Z|/(?:index|news|noticias|all)\.xml\Z"
    r"|feed\.(?:xml|json)\Z|\A/(?:rss|feed)[-_.][^/]{0,40}\Z",
    re.IGNORECASE,
)
_ASKS_FOR_A_FEED = re.compile(
    r"(?:\A|&)(?:feed=(?:rss2?|atom|rdf)|(?:format|type|alt)=(?:rss|atom|feed))\b", re.IGNORECASE
)
_OF_COMMENTS = re.compile(r"comments?\b|comentarios?\b", re.IGNORECASE)
_NOT_READ = re.compile(r"\.(?:png|jpe?g|gif|svg|css|js|html?|pdf|mp3|mp4)\Z", re.IGNORECASE)


def feed_links(body: bytes, charset: str | None, url: str) -> tuple[FeedLink, ...]:
    """What the page at ``url`` names as its feeds, then its links that look like feeds, each once. Feeds of
    comments come last.
    """
    tree = tree_of(decoded(body, charset))
    if tree is None:
        return ()
    base = base_of(tree, url)
    found: dict[str, FeedLink] = {}
    for link in (*_declared(tree, base), *_shown(tree, base)):
        if link.url != url:
            found.setdefault(link.url, link)
    return tuple(sorted(found.values(), key=_is_of_comments)[:MOST_LINKS])


def _declared(tree: etree._Element, base: str) -> Iterator[FeedLink]:
    for element in islice(tree.iter("link"), _MOST_LOOKED_AT):
        relations = (element.get("rel") or "").lower().split()
        if "alternate" not in relations and "feed" not in relations:
            continue
        link = absolute(base, element.get("href"))
        kind = (element.get("type") or "").partition(";")[0].strip().lower()
        known = kind in _TYPES or "feed" in relations
        if link and (known or (kind in _UNCLEAR_TYPES and _looks_like_a_feed(link))):
            yield FeedLink(link, _named(element.get("title")), _tag(element))


def _shown(tree: etree._Element, base: str) -> Iterator[FeedLink]:
    for element in islice(tree.iter("a", "area"), _MOST_LOOKED_AT):
        link = absolute(base, element.get("href"))
        if link and _looks_like_a_feed(link):
            yield FeedLink(link, _named(element.get("title") or text_of(element)), _tag(element))


def _looks_like_a_feed(link: str) -> bool:
    parts = urlsplit(link)
    if _NOT_READ.search(parts.path):
        return False
    return bool(_LOOKS_LIKE_A_FEED.search(parts.path) or _ASKS_FOR_A_FEED.search(parts.query))


def _is_of_comments(link: FeedLink) -> bool:
    return bool(_OF_COMMENTS.search(link.title or "") or _OF_COMMENTS.search(link.url))


def _named(text: str | None) -> str | None:
    return squeezed(text)[:_LONGEST_NAME] or None


def _tag(element: etree._Element) -> str | None:
    return (element.get("hreflang") or "").strip()[:_LONGEST_TAG] or None
