"""Readers of feeds behind one signature, for the measurements: a document and its address in."""

from __future__ import annotations

import contextlib
import logging
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.reading.feeds.feed import Entry, Feed, NotAFeed
from bot.reading.feeds.read_feed import read_feed

Moment = tuple[int, ...]
"""Year, month, day, hour, minute and second in UTC."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a document says of its feed, or of an entry."""

    title: str | None = None
    link: str | None = None
    id: str | None = None
    published: Moment | None = None
    updated: Moment | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A feed and its entries; None and no entries where a reader found none, or failed."""

    feed: Said | None = None
    entries: tuple[Said, ...] = ()


Reader = Callable[[bytes, str], Reading]


def ours(document: bytes, url: str) -> Reading:
    """What the bot reads, as its workers do it."""
    found = read_feed(document, None, url)
    if isinstance(found, NotAFeed):
        return Reading()
    return Reading(
        _ours(found, found.home, found.id), tuple(_ours(one, one.link, one.guid) for one in found.entries)
    )


def _ours(said: Feed | Entry, link: str | None, own_id: str | None) -> Said:
    return Said(said.title, link, own_id, _moment(said.published), _moment(said.updated))


def by_feedparser(document: bytes, url: str) -> Reading:
    """feedparser as it comes."""
    return _by_feedparser(document, url)


def by_lean_feedparser(document: bytes, url: str) -> Reading:
    """feedparser without what it does to the HTML of contents."""
    return _by_feedparser(document, url, sanitize_html=False, resolve_relative_uris=False)


def _by_feedparser(document: bytes, url: str, **options: bool) -> Reading:
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = feedparser.parse(document, response_headers={"content-location": url}, **options)
        return Reading(_theirs(found.feed), tuple(map(_theirs, found.entries)))


def by_fastfeedparser(document: bytes, url: str) -> Reading:
    """fastfeedparser as it comes, which does not ask where a document stood."""
    import fastfeedparser

    found = fastfeedparser.parse(document)
    return Reading(_theirs(found["feed"]), tuple(map(_theirs, found["entries"])))


def _theirs(said: Mapping[str, Any]) -> Said:
    published = said.get("published_parsed") or said.get("published")
    updated = said.get("updated_parsed") or said.get("updated")
    return Said(said.get("title"), said.get("link"), said.get("id"), _moment(published), _moment(updated))


def _moment(said: object) -> Moment | None:
    """A date as programs give it, as numbers."""
    if isinstance(said, str):
        with contextlib.suppress(ValueError):
            said = datetime.fromisoformat(said)
    if isinstance(said, datetime):
        said = (said.astimezone(UTC) if said.tzinfo else said).timetuple()
    return tuple(said)[:6] if isinstance(said, time.struct_time | tuple) else None


def installed() -> dict[str, Reader]:
    """Ours and the peers that are installed."""
    logging.disable(logging.CRITICAL)
    found: dict[str, Reader] = {
        "ours": ours,
        "feedparser": by_feedparser,
        "feedparser lean": by_lean_feedparser,
    }
    with contextlib.suppress(ImportError):
        __import__("fastfeedparser")
        found["fastfeedparser"] = by_fastfeedparser
    return found


def read(reader: Reader, document: bytes, url: str) -> Reading:
    """What a reader finds; nothing where it fails."""
    try:
        return reader(document, url)
    except Exception:  # whatever a peer fails with, it found nothing
        return Reading()
