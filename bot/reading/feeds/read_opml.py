"""Lists of feeds as readers exchange them, OPML of any version. Runs in a worker process."""

from __future__ import annotations

from lxml import etree

from bot.reading.feeds.documents.names import local_name
from bot.reading.feeds.documents.xml_text import feed_text, mended, without_doctype
from bot.reading.feeds.documents.xml_tree import strict_tree
from bot.reading.feeds.feed import LARGEST, OutlineFeed
from bot.reading.feeds.found import absolute, plain_line

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
