"""Lists of feeds as readers exchange them: OPML, read in any version and written in version 2.0."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from bot.reading.feeds.feed import LARGEST, OutlineFeed
from bot.reading.feeds.found import absolute, plain_line
from bot.reading.feeds.names import local_name
from bot.reading.feeds.xml_text import allowed, feed_text, mended, without_doctype
from bot.reading.feeds.xml_tree import strict_tree

MOST_OUTLINES = 5_000
"""Outlines of a list that are read."""
_LONGEST_NAME = 200


def read_opml(content: bytes) -> tuple[OutlineFeed, ...]:
    """The feeds in an OPML file, each address once; none where the file is no list of feeds."""
    if len(content) > LARGEST:
        return ()
    text = without_doctype(feed_text(content, None).strip(" \t\r\n\ufeff\0"))
    root = strict_tree(text)
    if root is None:
        root = strict_tree(without_doctype(mended(text)))
    if root is None or local_name(root.tag) != "opml":
        return ()
    found: dict[str, OutlineFeed] = {}
    for number, element in enumerate(root.iter("{*}outline")):
        if number == MOST_OUTLINES:
            break
        attributes = {name.lower(): value for name, value in element.attrib.items()}
        if url := absolute("", attributes.get("xmlurl")):
            found.setdefault(url, OutlineFeed(url, _name(attributes), _folder(element)))
    return tuple(found.values())


def _folder(element: etree._Element) -> str | None:
    """The name of the outline that holds ``element``, if one does."""
    parent = element.getparent()
    if parent is None or local_name(parent.tag) != "outline":
        return None
    return _name({name.lower(): value for name, value in parent.attrib.items()}) or None


def _name(attributes: dict[str, str]) -> str:
    return plain_line((attributes.get("text") or attributes.get("title") or "")[:_LONGEST_NAME])


def write_opml(feeds: Iterable[OutlineFeed], title: str) -> str:
    """An OPML 2.0 document of ``feeds``, in their order, with their folders."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = allowed(title)
    body = etree.SubElement(root, "body")
    folders: dict[str, etree._Element] = {}
    for feed in feeds:
        place = body
        if feed.folder:
            if feed.folder not in folders:
                folders[feed.folder] = etree.SubElement(body, "outline", text=allowed(feed.folder))
            place = folders[feed.folder]
        name = allowed(feed.title or feed.url)
        etree.SubElement(place, "outline", text=name, title=name, type="rss", xmlUrl=allowed(feed.url))
    packed: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return packed.decode("utf-8")
