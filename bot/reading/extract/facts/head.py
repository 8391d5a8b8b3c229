"""The tags in a page's head, by what they are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from bot.reading.extract.facts.people import given_first
from bot.reading.extract.markup import squeezed

_AUTHOR = re.compile(r"(?:\A|[.:_-])(?:authors?|creators?|author[._:-]?names?|bylines?|byl|writers?)\Z")
"""Names of tags that name who wrote something, whatever program they are made for."""
_NO_AUTHOR = re.compile(r"twitter|site|image|book|video|music|profile|application|theme")
_LIBRARY = re.compile(r"citation|dc|dcterms")
"""What writes the family's name first."""
_MOST_SCRIPTS = 40
_MOST_HEADINGS = 6


@dataclass(slots=True)
class Head:
    """The tags; the first of each name wins. ``props`` are the properties in the page's microdata."""

    meta: dict[str, str] = field(default_factory=dict)
    props: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    canonical: str | None = None
    base: str | None = None
    """What relative addresses are relative to, itself relative to the page."""
    headings: list[etree._Element] = field(default_factory=list)
    """The first headings of the first rank, which stand in the body."""
    title: str = ""
    scripts: list[str] = field(default_factory=list)

    def prop(self, name: str) -> str | None:
        """The first value of a property of its microdata."""
        return next(iter(self.props.get(name, ())), None)


def read_head(tree: etree._Element) -> Head:
    """All tags about the page, and its headings, in one pass over it."""
    head = Head()
    for element in tree.iter("meta", "link", "script", "title", "base", "h1"):
        if element.tag == "meta":
            _meta(element, head)
        elif element.tag == "link":
            if head.canonical is None and "canonical" in (element.get("rel") or "").lower().split():
                head.canonical = element.get("href")
        elif element.tag == "h1":
            if len(head.headings) < _MOST_HEADINGS:
                head.headings.append(element)
        elif element.tag == "base":
            head.base = head.base or element.get("href")
        elif element.tag == "script":
            kind = (element.get("type") or "").strip().lower()
            if kind.startswith("application/ld+json") and element.text and len(head.scripts) < _MOST_SCRIPTS:
                head.scripts.append(element.text)
        elif not head.title and element.getparent() is not None and element.getparent().tag == "head":
            head.title = squeezed(element.text)
    return head


def _meta(element: etree._Element, head: Head) -> None:
    content = squeezed(element.get("content") or element.get("value"))
    if not content:
        return
    name = (element.get("property") or element.get("name") or element.get("http-equiv") or "").strip().lower()
    if name and len(name) <= _LONGEST_NAME and _AUTHOR.search(name) and not _NO_AUTHOR.search(name):
        head.authors.append(given_first(content) if _LIBRARY.match(name) else content)
    if name and not (element.get("http-equiv") and name == "date"):
        head.meta.setdefault(name, content)


_LONGEST_NAME = 60
