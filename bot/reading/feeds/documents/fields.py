"""Which elements say what of a feed or an entry, and which of them say it best."""

from __future__ import annotations

from lxml import etree

from bot.reading.feeds.documents.elements import text_of
from bot.reading.feeds.documents.names import Names

MOST_FIELDS = 500
"""Elements of an entry, or of a feed before its entries, that are looked at."""

PUBLISHED = {
    "pubdate": 3,
    "published": 3,
    "atom:published": 3,
    "issued": 2,
    "atom:issued": 2,
    "dcterms:issued": 2,
    "created": 1,
    "atom:created": 1,
    "dcterms:created": 1,
    "dc:date": 0,
}
"""Elements that say when something was published: those with the highest number say it best."""
UPDATED = {
    "updated": 3,
    "atom:updated": 3,
    "modified": 2,
    "atom:modified": 2,
    "dcterms:modified": 2,
    "lastbuilddate": 1,
    "dc:date": 0,
}
TITLES = {"title": 3, "atom:title": 2, "dc:title": 1, "media:title": 0, "itunes:title": 0}
CONTENTS = {"content:encoded": 3, "content": 2, "atom:content": 2, "xhtml:body": 1}
SUMMARIES = {
    "description": 3,
    "summary": 3,
    "atom:summary": 2,
    "dc:description": 1,
    "itunes:summary": 0,
    "media:description": 0,
}
AUTHORS = frozenset(("author", "atom:author", "dc:creator"))
CATEGORIES = frozenset(("category", "atom:category", "dc:subject"))
LINKS = frozenset(("link", "atom:link"))
IDS = frozenset(("id", "atom:id", "dc:identifier"))
LANGUAGES = frozenset(("language", "dc:language"))
ENTRIES = frozenset(("item", "entry", "atom:entry"))


class Best:
    """The text of the element that says something best; the first of those that say it as well."""

    __slots__ = ("_rank", "text")

    def __init__(self) -> None:
        self._rank = -1
        self.text = ""

    def take(self, rank: int, text: str) -> None:
        """Keeps ``text`` unless it is blank or something better was there."""
        if rank > self._rank and text and not text.isspace():
            self._rank, self.text = rank, text


class Dates:
    """When a feed or an entry was published and updated, as text; None where it does not say."""

    __slots__ = ("_published", "_updated")

    def __init__(self) -> None:
        self._published, self._updated = Best(), Best()

    def take(self, name: str, element: etree._Element) -> None:
        """Takes the date in an element called ``name``."""
        text = text_of(element)
        if name in PUBLISHED:
            self._published.take(PUBLISHED[name], text)
        if name in UPDATED:
            self._updated.take(UPDATED[name], text)

    @property
    def published(self) -> str | None:
        """When it was published."""
        return self._published.text or None

    @property
    def updated(self) -> str | None:
        """When it was changed last."""
        return self._updated.text or None


def people_of(element: etree._Element, names: Names) -> list[str]:
    """The names in an author element: Atom's hold each as an element, RSS's as text."""
    if not len(element):
        return [element.text] if element.text else []
    return [text_of(child) for child in element[:MOST_FIELDS] if names[child.tag] in ("name", "atom:name")]
