"""A feed and its entries as a document says them, and links to feeds as pages and lists give them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LARGEST = 5 * 1024 * 1024
"""Bytes of a document that are read."""
MOST_ENTRIES = 1_000
"""Entries of a document that are read, from its beginning: no honest feed has more."""


class NotAFeed(StrEnum):
    """Why a document gave no feed."""

    EMPTY = "empty"
    PAGE = "page"
    """A web page, whose links may lead to feeds."""
    OTHER = "other"
    """XML or JSON that is no feed, as a site map is."""
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry.

    ``title``, ``authors`` and ``categories`` are plain text. ``guid`` is as it stands in the document.
    ``link`` and ``picture`` are absolute http(s) links. ``published`` and ``updated`` are in UTC.
    ``language`` is the tag that the entry claims for itself. ``html`` is its content, else its summary.
    """

    guid: str | None
    link: str | None
    title: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: datetime | None = None
    updated: datetime | None = None
    picture: str | None = None
    language: str | None = None
    html: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document says of its feed, with its entries in the document's order.

    ``home`` is the site's page, ``language`` the tag that the feed claims. ``ttl`` is how many seconds the
    feed asks readers to wait between two looks; at ``skip_hours`` (0 to 23, UTC) and on ``skip_days`` (0 is
    Monday) it asks them not to look at all. ``id`` is the document's own id, as Atom has one.
    """

    title: str
    home: str | None
    language: str | None
    entries: tuple[Entry, ...]
    ttl: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    id: str | None = None
    published: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link that may lead to a feed, with what its page says of it."""

    url: str
    title: str | None
    language: str | None


@dataclass(frozen=True, slots=True)
class OutlineFeed:
    """A feed in a list: its address, its title (empty where the list has none) and the folder it is in."""

    url: str
    title: str = ""
    folder: str | None = None
