"""The link of an entry or a feed among those its elements give."""

from __future__ import annotations

from lxml import etree

from bot.reading.feeds.documents.elements import base_of, text_of
from bot.reading.feeds.found import absolute


class Links:
    """The links of one entry or feed. ``original`` is the one a service had put its own in place of."""

    def __init__(self) -> None:
        self.original: str | None = None
        self._page: str | None = None
        self._alternate: str | None = None
        self._permanent: str | None = None
        self._source: str | None = None

    def take(self, element: etree._Element, base: str) -> None:
        """Takes a ``link`` element: RSS's holds the address, Atom's says what it leads to."""
        base = base_of(element, base)
        href = element.get("href")
        if href is None:
            self._page = self._page or absolute(base, text_of(element))
            return
        relation = (element.get("rel") or "alternate").strip().lower()
        if relation not in ("alternate", "http://www.iana.org/assignments/relation/alternate"):
            return
        link = absolute(base, href)
        kind = element.get("type")
        if kind is None or "html" in kind:
            self._page = self._page or link
        self._alternate = self._alternate or link

    def take_guid(self, element: etree._Element, base: str) -> None:
        """Takes a ``guid`` element, which is a link unless it says that it is none."""
        permanent = element.get("isPermaLink") or element.get("ispermalink") or "true"
        text = text_of(element).strip()
        if permanent.strip().lower() == "true" and text.startswith(("http://", "https://", "/")):
            self._permanent = absolute(base, text)

    def take_source(self, element: etree._Element, base: str) -> None:
        """Takes where the content of an Atom entry is, if it is elsewhere."""
        if element.get("src") and "html" in element.get("type", "html"):
            self._source = absolute(base_of(element, base), element.get("src"))

    def page(self) -> str | None:
        """The page that readers are led to."""
        return self.original or self._page or self._alternate or self._permanent or self._source
