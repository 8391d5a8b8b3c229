"""One entry of an RSS or Atom document."""

from __future__ import annotations

from lxml import etree

from bot.reading.feeds.documents.elements import LANGUAGE, base_of, markup_of, text_of, title_of
from bot.reading.feeds.documents.fields import (
    AUTHORS,
    CATEGORIES,
    CONTENTS,
    IDS,
    LANGUAGES,
    LINKS,
    MOST_FIELDS,
    PUBLISHED,
    SUMMARIES,
    TITLES,
    UPDATED,
    Best,
    Dates,
    people_of,
)
from bot.reading.feeds.documents.names import Names
from bot.reading.feeds.documents.xml_links import Links
from bot.reading.feeds.found import FoundEntry, absolute
from bot.reading.feeds.pictures import Pictures

_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MEDIA_WITH_OTHERS = frozenset(("media:content", "media:group"))


def read_entry(item: etree._Element, names: Names, base: str) -> FoundEntry:
    """The entry in an ``item`` or ``entry`` element, whose links are relative to ``base``."""
    fields = _Fields(names, base, item.get(LANGUAGE))
    for child in item[:MOST_FIELDS]:
        if name := names[child.tag]:
            fields.take(name, child)
    return fields.entry(item.get(_ABOUT))


class _Fields:
    """What the elements of one entry say."""

    __slots__ = (
        "_base",
        "_content",
        "_dates",
        "_found",
        "_hosts",
        "_links",
        "_names",
        "_pictures",
        "_summary",
        "_title",
    )

    def __init__(self, names: Names, base: str, language: str | None) -> None:
        self._names, self._base = names, base
        self._found = FoundEntry(language=language)
        self._hosts: list[str] = []
        self._title, self._content, self._summary = Best(), Best(), Best()
        self._dates, self._links, self._pictures = Dates(), Links(), Pictures()

    def take(self, name: str, element: etree._Element) -> None:
        """Takes what an element called ``name`` says."""
        if name in TITLES:
            self._title.take(TITLES[name], title_of(element))
        elif name in LINKS:
            self._take_link(element)
        elif name in PUBLISHED or name in UPDATED:
            self._dates.take(name, element)
        elif name in CONTENTS:
            self._content.take(CONTENTS[name], markup_of(element))
            self._links.take_source(element, self._base)
            self._found.language = self._found.language or element.get(LANGUAGE)
        elif name in SUMMARIES:
            self._summary.take(SUMMARIES[name], markup_of(element))
        elif name in AUTHORS:
            self._found.authors += people_of(element, self._names)
        elif name == "itunes:author":
            self._hosts.append(text_of(element))
        elif name in CATEGORIES:
            self._found.categories.append(element.get("label") or element.get("term") or text_of(element))
        elif name == "guid":
            self._found.guid = text_of(element)
            self._links.take_guid(element, self._base)
        elif name in IDS:
            self._found.guid = self._found.guid or text_of(element)
        elif name in LANGUAGES:
            self._found.language = text_of(element)
        elif name == "feedburner:origlink":
            self._links.original = absolute(base_of(element, self._base), text_of(element))
        else:
            self._take_medium(name, element)

    def _take_link(self, element: etree._Element) -> None:
        self._links.take(element, self._base)
        if (element.get("rel") or "").lower() == "enclosure":
            self._pictures.enclosure(element.get("href"), element.get("type"))

    def _take_medium(self, name: str, element: etree._Element) -> None:
        """Takes the pictures in an element, if it has any. Media elements stand inside one another, and have
        titles and texts of their own.
        """
        if name == "media:content":
            self._pictures.media_content(element.attrib)
        elif name == "media:thumbnail":
            self._pictures.thumbnail(element.get("url"))
        elif name == "enclosure":
            self._pictures.enclosure(element.get("url"), element.get("type"))
        elif name == "itunes:image":
            self._pictures.image(element.get("href"))
        elif name == "image":
            address = next((text_of(one) for one in element if self._names[one.tag] == "url"), element.text)
            self._pictures.image((address or "").strip() or None)
        for child in element[:MOST_FIELDS] if name in _MEDIA_WITH_OTHERS else ():
            inner = self._names[child.tag]
            if inner in TITLES:
                self._title.take(TITLES[inner], title_of(child))
            elif inner in SUMMARIES:
                self._summary.take(SUMMARIES[inner], markup_of(child))
            elif inner == "media:thumbnail":
                self._pictures.thumbnail(child.get("url"))
            elif inner == "media:content":
                self._take_medium(inner, child)

    def entry(self, about: str | None) -> FoundEntry:
        """The entry; ``about`` is its id where no element says one."""
        found = self._found
        found.title, found.content, found.summary = self._title.text, self._content.text, self._summary.text
        found.published, found.updated = self._dates.published, self._dates.updated
        found.guid = found.guid or about
        found.authors = found.authors or self._hosts
        found.link = self._links.page()
        found.picture = absolute(self._base, self._pictures.best())
        return found
