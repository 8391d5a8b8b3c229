"""Lists of feeds as readers exchange them, written as OPML 2.0."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from bot.reading.feeds.documents.xml_text import allowed
from bot.reading.feeds.feed import OutlineFeed


def write_opml(feeds: Iterable[OutlineFeed], title: str) -> str:
    """An OPML document of ``feeds``, in their order, those in a folder together."""
    folders: dict[str | None, list[str]] = {}
    for feed in feeds:
        name = _attribute(feed.title or feed.url)
        line = f'<outline text={name} title={name} type="rss" xmlUrl={_attribute(feed.url)}/>'
        folders.setdefault(feed.folder or None, []).append(line)
    outlines = [f"    {line}" for line in folders.pop(None, ())]
    for folder, lines in folders.items():
        inner = (f"      {line}" for line in lines)
        outlines += [f"    <outline text={_attribute(folder or '')}>", *inner, "    </outline>"]
    return "\n".join(
        (
            '<?xml version="1.0" encoding="utf-8"?>',
            '<opml version="2.0">',
            f"  <head><title>{escape(allowed(title))}</title></head>",
            "  <body>",
            *outlines,
            "  </body>",
            "</opml>",
            "",
        )
    )


def _attribute(text: str) -> str:
    return f'"{escape(allowed(" ".join(text.split())))}"'
