"""A feed's bytes become its entries: as strict XML, else as XML once mended, else by feedparser.

Runs in a worker process: feeds are other people's.
"""

from __future__ import annotations

import re
from datetime import datetime

from bot.reading.feeds.documents.json_feed import read_json
from bot.reading.feeds.documents.xml_feed import read_tree
from bot.reading.feeds.documents.xml_text import (
    feed_text,
    mended,
    without_broken_off,
    without_doctype,
    without_forbidden,
)
from bot.reading.feeds.documents.xml_tree import recovered_tree, strict_tree
from bot.reading.feeds.feed import LARGEST, Feed, NotAFeed
from bot.reading.feeds.found import FoundFeed

_LOOKS_LIKE_A_FEED = re.compile(
    r"<(?:rss|feed|channel|item|entry|[a-z]{1,10}:(?:rdf|rss|feed))[\s>]", re.IGNORECASE
)
_LOOKS_LIKE_A_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body|div|p)\b", re.IGNORECASE)
_LOOKED_AT = 100_000
_LONGEST_DAMAGED, _MOST_TAGS = 600_000, 25_000
"""Characters and opening brackets of a damaged document that are read: feedparser takes a second for as
many ampersands, or as many elements inside one another.
"""


def read_feed(body: bytes, charset: str | None, url: str, *, now: datetime | None = None) -> Feed | NotAFeed:
    """The feed in the document that was fetched from ``url``, or why it is none.

    ``charset`` is what its header said. Dates more than a day after ``now`` (else the time it is) are none.
    """
    if len(body) > LARGEST:
        return NotAFeed.TOO_LARGE
    text = feed_text(body, charset).strip(" \t\r\n\ufeff\0")
    if not text:
        return NotAFeed.EMPTY
    found = read_json(text, url) if text[0] in "{[" else _read_xml(text, url)
    return found if isinstance(found, NotAFeed) else found.cleaned(now)


def _read_xml(text: str, url: str) -> FoundFeed | NotAFeed:
    text = without_doctype(text) if text.startswith("<") else text
    tree = strict_tree(text)
    if tree is None and _LOOKS_LIKE_A_FEED.search(text, 0, _LOOKED_AT):
        better = without_doctype(mended(text))
        if (tree := strict_tree(better)) is None and (found := _read_damaged(text, better, url)):
            return found
    if tree is not None:
        return read_tree(tree, url)
    if _LOOKS_LIKE_A_PAGE.search(text, 0, _LOOKED_AT):
        return NotAFeed.PAGE
    return NotAFeed.OTHER if _is_no_text(text) else NotAFeed.UNREADABLE


def _is_no_text(text: str) -> bool:
    """Whether this is a picture, a sound or the like."""
    return "\0" in text[:_LOOKED_AT] and not _LOOKS_LIKE_A_FEED.search(text, 0, _LOOKED_AT)


def _read_damaged(text: str, better: str, url: str) -> FoundFeed | None:
    """What feedparser finds in ``text``, or libxml2 in what was mended of it, else None."""
    # Imported where it is needed: most workers never meet a damaged feed.
    from bot.reading.feeds.documents.lenient_feed import read_leniently

    text = "<".join(text[:_LONGEST_DAMAGED].split("<", _MOST_TAGS)[:_MOST_TAGS])
    found = read_leniently(without_forbidden(without_broken_off(text)), url)
    if found is None and (tree := recovered_tree(without_broken_off(better))) is not None:
        recovered = read_tree(tree, url)
        found = recovered if isinstance(recovered, FoundFeed) else None
    return found if found and (found.entries or found.title or found.home) else None
