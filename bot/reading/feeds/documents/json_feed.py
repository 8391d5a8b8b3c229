"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from bot.reading.feeds.feed import MOST_ENTRIES, NotAFeed
from bot.reading.feeds.found import FoundEntry, FoundFeed, absolute
from bot.reading.feeds.pictures import Pictures

_MOST_ATTACHMENTS = 20
_MOST_NAMES = 50


def read_json(text: str, url: str) -> FoundFeed | NotAFeed:
    """The feed in a JSON document that stands at ``url``."""
    try:
        # Line breaks within texts are not JSON, and common. Python refuses to read very long numbers.
        told = json.loads(text, strict=False, parse_int=str)
    except (ValueError, RecursionError):
        return NotAFeed.UNREADABLE
    if not isinstance(told, dict) or not isinstance(told.get("items"), list):
        return NotAFeed.OTHER
    if not _string(told.get("version")).startswith("https://jsonfeed.org/") and "title" not in told:
        return NotAFeed.OTHER
    home = absolute(url, _string(told.get("home_page_url")))
    return FoundFeed(
        base=home or url,
        title=html.escape(_string(told.get("title")), quote=False),
        home=home,
        language=_string(told.get("language")) or None,
        id=_string(told.get("feed_url")) or None,
        authors=list(_people(told)),
        entries=[
            _entry(one, home or url) for one in islice(told["items"], MOST_ENTRIES) if isinstance(one, dict)
        ],
    )


def _entry(told: dict[str, Any], base: str) -> FoundEntry:
    pictures = Pictures()
    for key in ("image", "banner_image"):
        pictures.image(_string(told.get(key)) or None)
    attachments = told.get("attachments")
    for one in islice(attachments, _MOST_ATTACHMENTS) if isinstance(attachments, list) else ():
        if isinstance(one, dict):
            pictures.enclosure(_string(one.get("url")) or None, _string(one.get("mime_type")))
    link = absolute(base, _string(told.get("url"))) or absolute(base, _string(told.get("external_url")))
    tags = told.get("tags")
    text = html.escape(_string(told.get("content_text")), quote=False).replace("\n\n", "<p>")
    return FoundEntry(
        guid=_string(told.get("id")) or link,
        link=link or absolute("", _string(told.get("id"))),
        title=html.escape(_string(told.get("title")), quote=False),
        authors=list(_people(told)),
        categories=[html.escape(_string(one)) for one in islice(tags, _MOST_NAMES)]
        if isinstance(tags, list)
        else [],
        published=_string(told.get("date_published")) or None,
        updated=_string(told.get("date_modified")) or None,
        picture=absolute(base, pictures.best()),
        language=_string(told.get("language")) or None,
        content=_string(told.get("content_html")) or text,
        summary=html.escape(_string(told.get("summary")), quote=False),
    )


def _people(told: dict[str, Any]) -> Iterator[str]:
    """The names of authors, of which version 1.0 had one."""
    authors = told.get("authors")
    for one in islice(authors, _MOST_NAMES) if isinstance(authors, list) else (told.get("author"),):
        if isinstance(one, dict) and (name := _string(one.get("name"))):
            yield html.escape(name, quote=False)


def _string(value: object) -> str:
    """A value that should be a text, or a number that stands for one."""
    if isinstance(value, bool) or not isinstance(value, str | float):
        return ""
    return value if isinstance(value, str) else str(value)
