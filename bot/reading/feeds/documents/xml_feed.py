"""RSS 0.9 to 2.0, RDF and Atom 0.3 and 1.0, read from a document that is XML."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

from lxml import etree

from bot.reading.feeds.documents.elements import LANGUAGE, base_of, text_of, title_of
from bot.reading.feeds.documents.fields import (
    AUTHORS,
    ENTRIES,
    IDS,
    LANGUAGES,
    LINKS,
    MOST_FIELDS,
    PUBLISHED,
    TITLES,
    UPDATED,
    Best,
    Dates,
    people_of,
)
from bot.reading.feeds.documents.names import Names, local_name
from bot.reading.feeds.documents.xml_entry import read_entry
from bot.reading.feeds.documents.xml_links import Links
from bot.reading.feeds.feed import MOST_ENTRIES, NotAFeed
from bot.reading.feeds.found import FoundFeed
from bot.reading.feeds.timing import days_of, hours_of, seconds_of_minutes, seconds_of_period

_DOCUMENTS = frozenset(("rss", "rdf", "feed", "channel"))
_OTHER_DOCUMENTS = frozenset(("html", "opml", "urlset", "sitemapindex"))


def read_tree(root: etree._Element, url: str) -> FoundFeed | NotAFeed:
    """The feed in the tree of an XML document that stands at ``url``."""
    document = _document_of(root)
    if document is None:
        return NotAFeed.PAGE if local_name(root.tag) == "html" else NotAFeed.OTHER
    top = next((child for child in document if local_name(child.tag) in ("channel", "feed")), document)
    # The first element of RDF is in a namespace of its own; RSS's names are in its channel's.
    names = Names(top.tag if local_name(document.tag) == "rdf" else document.tag)
    base = base_of(document, url)
    base = base if top is document else base_of(top, base)
    found = FoundFeed(base, language=top.get(LANGUAGE) or document.get(LANGUAGE))
    _read_feed(top, found, names)
    if local_name(document.tag) != "feed" and found.home and base == url:
        # What RSS means by a relative link is relative to its site, wherever the document is kept.
        found.base = found.home
    items = (_items(top, names), _items(document, names) if top is not document else ())
    for item in islice(chain.from_iterable(items), MOST_ENTRIES):
        found.entries.append(read_entry(item, names, base_of(item, found.base)))
    return found


def _document_of(root: etree._Element) -> etree._Element | None:
    """The element that holds the feed: the first, or one inside it where somebody wrapped it."""
    name = local_name(root.tag)
    if name in _DOCUMENTS:
        return root
    if name in _OTHER_DOCUMENTS:
        return None
    return next((child for child in islice(root, MOST_FIELDS) if local_name(child.tag) in _DOCUMENTS), None)


def _items(parent: etree._Element, names: Names) -> Iterator[etree._Element]:
    for child in parent:
        name = names[child.tag]
        if name in ENTRIES:
            yield child
        elif name == "items":
            yield from (inner for inner in child if names[inner.tag] == "item")


def _read_feed(top: etree._Element, found: FoundFeed, names: Names) -> None:
    title, dates, links = Best(), Dates(), Links()
    period, frequency = "", ""
    own = (child for child in top if names[child.tag] and names[child.tag] not in ENTRIES)
    for child in islice(own, MOST_FIELDS):
        name = names[child.tag]
        if name in TITLES:
            title.take(TITLES[name], title_of(child))
        elif name in LINKS:
            links.take(child, found.base)
        elif name in PUBLISHED or name in UPDATED:
            dates.take(name, child)
        elif name in IDS:
            found.id = found.id or text_of(child)
        elif name in LANGUAGES:
            found.language = text_of(child)
        elif name in AUTHORS:
            found.authors += people_of(child, names)
        elif name == "ttl":
            found.ttl = seconds_of_minutes(text_of(child))
        elif name == "skiphours":
            found.skip_hours = hours_of(text_of(one) for one in child[:24])
        elif name == "skipdays":
            found.skip_days = days_of(text_of(one) for one in child[:7])
        elif name == "sy:updateperiod":
            period = text_of(child)
        elif name == "sy:updatefrequency":
            frequency = text_of(child)
    found.title, found.home = title.text, links.page()
    found.published, found.updated = dates.published, dates.updated
    found.ttl = found.ttl or seconds_of_period(period, frequency)
