"""Feeds that are no XML, read by feedparser, which finds entries in nearly anything."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import feedparser

from bot.reading.feeds.feed import MOST_ENTRIES
from bot.reading.feeds.found import FoundEntry, FoundFeed, absolute
from bot.reading.feeds.pictures import Pictures
from bot.reading.feeds.timing import seconds_of_minutes

_MOST = 50


_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What feedparser fails with, found by changing feeds at random: coordinates of no place are a KeyError."""


def read_leniently(text: str, url: str) -> FoundFeed | None:
    """The feed in a damaged document that stands at ``url``; None where even feedparser fails."""
    try:
        # A stream: of a text, feedparser would look whether it is an address or the name of a file.
        told = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except _FAULTS:
        return None
    feed = told.feed
    home = absolute(url, _text(feed, "link"))
    found = FoundFeed(
        base=home or url,
        title=_text(feed, "title"),
        home=home,
        language=_text(feed, "language") or None,
        id=_text(feed, "id") or None,
        published=_text(feed, "published") or None,
        updated=_text(feed, "updated") or None,
        ttl=seconds_of_minutes(_text(feed, "ttl")),
        authors=_listed(feed, "authors", "name"),
    )
    found.entries = [_entry(one, found.base) for one in islice(told.entries, MOST_ENTRIES)]
    return found


def _entry(told: Mapping[str, Any], base: str) -> FoundEntry:
    pictures = Pictures()
    for one in _dicts(told, "media_content"):
        pictures.media_content({key: value for key, value in one.items() if isinstance(value, str)})
    for address in _listed(told, "media_thumbnail", "url"):
        pictures.thumbnail(address)
    for one in _dicts(told, "links"):
        if one.get("rel") == "enclosure":
            pictures.enclosure(absolute(base, _text(one, "href")), _text(one, "type"))
    image = told.get("image")
    if isinstance(image, Mapping):
        pictures.image(_text(image, "href") or None)
    original = absolute(base, _text(told, "feedburner_origlink"))
    return FoundEntry(
        guid=_text(told, "id") or None,
        link=original or absolute(base, _text(told, "link")),
        title=_text(told, "title"),
        authors=_listed(told, "authors", "name"),
        categories=_listed(told, "tags", "term"),
        published=_text(told, "published") or _text(told, "created") or None,
        updated=_text(told, "updated") or None,
        picture=absolute(base, pictures.best()),
        language=_text(told, "language") or None,
        content=next(iter(_listed(told, "content", "value")), ""),
        summary=_text(told, "summary"),
    )


def _text(told: Mapping[str, Any], key: str) -> str:
    # feedparser answers with another key's value where this one is missing, unless it is asked whether it is.
    value = told.get(key) if key in told else None
    return value if isinstance(value, str) else ""


def _dicts(told: Mapping[str, Any], key: str) -> Iterable[Mapping[str, Any]]:
    values = told.get(key)
    return (
        [one for one in islice(values, _MOST) if isinstance(one, Mapping)] if isinstance(values, list) else []
    )


def _listed(told: Mapping[str, Any], key: str, inner: str) -> list[str]:
    return [text for one in _dicts(told, key) if (text := _text(one, inner))]
