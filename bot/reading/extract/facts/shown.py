"""What a page shows its readers about its article: title, byline, dates, standfirst.

Pages show as much of other stories and of those who comment. What belongs to the article stands close to its
title, and in nothing that is called a comment, a teaser or the like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

from lxml import etree

from bot.reading.extract.facts.dates import dates_in, from_stamp, is_date
from bot.reading.extract.facts.people import is_byline
from bot.reading.extract.markup import text_of

_MOST_TITLES = 6
_MOST_LEVELS = 8
"""Elements around the title in which what belongs to the article is looked for."""
_MOST_VISITED = 200
"""Elements of each part beside the title that are looked at: what is far down is not about the article."""
_MOST_MARKED = 40
"""Elements called a byline or a date that are looked at: those of other stories follow."""
_MOST_PICTURES = 5
_LONGEST_BYLINE = 120
_LONGEST_DATE = 120
_STANDFIRST = range(40, 500)
"""Characters of a standfirst."""
_PARAGRAPH = 150
"""Characters of a text below the title from which on the article has begun."""
_NEAR = 80
"""Elements below the title that are looked at for lines that no class tells of."""

_BYLINE = re.compile(r"byline|author|autor(?:a|es)?\b|firma\b|writer|redactor|periodista|contributor")
_NOT_BYLINE = re.compile(
    r"author[-_]?(?:bio|desc|about|image|img|avatar|photo|social|link|url)|authority|authoriz|autoriza|biogra"
)
_DATE = re.compile(
    r"date|fecha|publi[sc]|posted|timestamp|(?:entry|post|article|story)-(?:meta|info)|byline|\btime\b|\bhora\b"
)
_CHANGED = re.compile(r"updat|modif|actualiz|edited")
_SAYS_CHANGED = re.compile(r"updat|modif|actualiz|edited|editad|[úu]ltima|last", re.IGNORECASE)
_STANDFIRST_NAME = re.compile(r"standfirst|subhead|subtit|bajada|entradilla|copete|sumario|article[-_]dek")
_HEADLINE = re.compile(r"headline|(?:entry|post|article|story|page)[-_]?title|titular|titulo")
_OTHERS = re.compile(
    r"(?:\A|[\s_-])(?:comment\w*|respond|disqus\w*|repl(?:y|ies)|related\w*|relacionad\w+|recommend\w*|recomendad\w+|recirc\w*|latest\w*"
    r"|teasers?|ticker|trending|popular|most-?read|side-?bar\w*|more-?(?:stories|news|from)|widgets?|carousel|footer|nav|navigation|menu"
    r"|captions?|credits?|mas-?leid\w+|ultim[ao]s\w*|comentarios?|breaking\w*|promo\w*|upcoming|event\w*|masthead|top-?bar|weather)(?=\Z|[\s_-])"
)
"""What pages call the parts that tell of something else than their article."""
_OWN_FOOTER = re.compile(r"(?:entry|post|article|story)-(?:footer|meta)", re.IGNORECASE)
_NOT_SHOWN = frozenset(("html", "head", "body", "meta", "link", "script"))
_OF_OTHERS = frozenset(("aside", "footer", "nav", "article", "figure", "figcaption", "marquee"))
_AUTHOR_LINK = re.compile(
    r"/(?:authors?|autor(?:es|a)?|firmas?|people|staff|profile|periodistas?|columnistas?|by)/[^/]"
)
_STAMPS = (
    "datetime",
    "content",
    "title",
    "data-datetime",
    "data-date",
    "data-time",
    "data-timestamp",
    "data-published",
)


@dataclass(frozen=True, slots=True)
class Named:
    """An element with a telling name: ``distance`` levels above the title is what holds both; ``below`` the
    title or above it.
    """

    distance: int
    below: bool
    element: etree._Element


@dataclass(frozen=True, slots=True)
class Shown:
    """A page as its readers see it, around the ``title`` of its article (None where it has none)."""

    tree: etree._Element
    title: etree._Element | None
    own: frozenset[str]
    """The addresses that lead to the page itself: what stands in a link to another is of another story."""

    def named(self, name: re.Pattern[str]) -> Iterator[Named]:
        """The elements that belong to the article and whose name says what they are, the closest to the title
        first.
        """
        if self.title is None:
            body = self.tree.find("body")
            for element in islice(self._within(self.tree if body is None else body, name), _MOST_MARKED):
                yield Named(0, True, element)
            return
        inner = self.title
        for distance, outer in enumerate(islice(self.title.iterancestors(), _MOST_LEVELS)):
            found: list[Named] = []
            below = False
            for part in outer:
                if part is inner:
                    below = True
                elif part.tag not in _NOT_SHOWN:
                    found += (Named(distance, below, element) for element in self._within(part, name))
            yield from found[:_MOST_MARKED]
            inner = outer

    def _within(self, part: etree._Element, name: re.Pattern[str]) -> Iterator[etree._Element]:
        """The elements in a part of the page that are named so, but for what tells of another story."""
        others: set[etree._Element] = set()
        for element in islice(part.iter(), _MOST_VISITED):
            get = element.get
            if element.getparent() in others or self._tells_of_another(element, get("class"), get("id")):
                others.add(element)
            elif says(element, name):
                yield element

    def _tells_of_another(self, element: etree._Element, name: str | None, own: str | None) -> bool:
        if name and element.tag == "footer" and _OWN_FOOTER.match(name):
            return False
        if element.tag in _OF_OTHERS or (element.tag == "a" and not self._leads_here(element)):
            return True
        return bool(name or own) and _is_of_others(name, own)

    def _leads_here(self, link: etree._Element) -> bool:
        """Whether a link is the article's own: to itself, or to somebody who wrote it."""
        href = link.get("href") or "#"
        rel = (link.get("rel") or "").lower().split()
        if href.startswith("#") or href in self.own or {"bookmark", "author"} & set(rel):
            return True
        return _AUTHOR_LINK.search(href) is not None or says(link, _BYLINE)

    def below(self) -> Iterator[etree._Element]:
        """The elements after the title, in order, until the article has begun."""
        if self.title is None:
            return
        for element in islice(self.title.itersiblings(), _NEAR):
            yield from islice(element.iter(), _NEAR)
        parent = self.title.getparent()
        if parent is not None and parent.tag not in ("body", "html"):
            for element in islice(parent.itersiblings(), _NEAR):
                yield from islice(element.iter(), _NEAR)


@lru_cache(maxsize=4096)
def _is_of_others(name: str | None, own: str | None) -> bool:
    return _OTHERS.search(f"{own or ''} {name or ''}"[:_LONGEST_NAME].lower()) is not None


def says(element: etree._Element, name: re.Pattern[str]) -> bool:
    """Whether the class, id, rel or itemprop of an element says what ``name`` looks for, or its tag."""
    get = element.get
    if name is _DATE and (element.tag == "time" or get("datetime") or _is_dated(get("title"))):
        return element.tag not in _CHANGES
    return _matches(name, get("class"), get("id"), get("rel"), get("itemprop"))


def _is_dated(title: str | None) -> bool:
    return title is not None and is_date(title)


_CHANGES = frozenset(("ins", "del"))
"""Elements whose date is that of a change in the text."""


@lru_cache(maxsize=4096)
def _matches(name: re.Pattern[str], *values: str | None) -> bool:
    names = " ".join(value for value in values if value)[:_LONGEST_NAME].lower()
    return name.search(names) is not None and not (name is _BYLINE and _NOT_BYLINE.search(names))


def _name(element: etree._Element) -> str:
    values = (element.get("class"), element.get("id"), element.get("rel"), element.get("itemprop"))
    return " ".join(value for value in values if value)[:_LONGEST_NAME].lower()


_LONGEST_NAME = 300


def shown_titles(tree: etree._Element, headings: list[etree._Element]) -> list[etree._Element]:
    """The ``headings`` of the first rank that may be the article's, of two words and more. Where
    there is none: what is called a headline.
    """
    if not headings:
        called = (one for one in tree.iter("h2", "h3", "div", "span", "p") if says(one, _HEADLINE))
        headings = list(islice(called, _MOST_TITLES))
    return [heading for heading in headings if 2 <= len(text_of(heading).split()) <= 40]


def stands_with_article(heading: etree._Element) -> bool:
    """Whether a heading stands in what is marked as an article or as the main part of its page."""
    return any(one.tag in ("article", "main") or one.get("role") == "main" for one in heading.iterancestors())


def shown_authors(shown: Shown) -> Iterator[list[str]]:
    """Bylines as they stand, the likeliest first; what stands together in one list."""
    groups: dict[tuple[int, str], list[str]] = {}
    for one in shown.named(_BYLINE):
        if 0 < len(text := _byline_of(one.element)) <= _LONGEST_BYLINE:
            groups.setdefault((one.distance, _name(one.element)), []).append(text)
    yield from groups.values()
    for element in shown.below():
        if element.tag == "a" and _AUTHOR_LINK.search(element.get("href") or ""):
            yield [text_of(element)]
        elif (
            element.tag in _LINES_OF_TEXT
            and len(text := text_of(element)) <= _LONGEST_BYLINE
            and is_byline(text)
        ):
            yield [text]
        elif len(element.text or "") >= _PARAGRAPH:
            return


def _byline_of(element: etree._Element) -> str:
    """The text of a byline; what stands in elements of its own, with nothing between them, parted by bars."""
    parts = list(islice(element, _MOST_PARTS))
    between = [element.text, *(part.tail for part in parts)]
    if len(parts) < 2 or any(text and text.strip() for text in between):
        return text_of(element)
    return " | ".join(text for part in parts if (text := text_of(part)))


_MOST_PARTS = 10
_LINES_OF_TEXT = frozenset(
    ("p", "div", "span", "address", "h3", "h4", "h5", "h6", "li", "strong", "em", "b", "i")
)


def shown_dates(shown: Shown, month_first: bool) -> tuple[date | None, date | None]:
    """The dates of publication and of the last change, as elements called dates say."""
    published = changed = None
    for one in shown.named(_DATE):
        element = one.element
        stamp = next((value for name in _STAMPS if (value := element.get(name))), None)
        told = from_stamp(stamp, month_first=month_first)
        if told is None and not one.below and not stands_with_article(element):
            continue  # newspapers show today's above the title
        of_change = _CHANGED.search(_name(element)) is not None
        first, last = _in_words(text_of(element), month_first, of_change)
        if told is not None:
            first, last = (first, told) if of_change else (told, last)
        published, changed = published or first, changed or last
        if published and changed:
            break
    return published or _unnamed_date(shown, month_first), changed


def _in_words(text: str, month_first: bool, of_change: bool) -> tuple[date | None, date | None]:
    """The dates of publication and change in a text that may say which is which."""
    if len(text) > _LONGEST_DATE:
        return None, None
    first = last = None
    found = list(dates_in(text, month_first=month_first))
    end = 0
    for one in found:
        if _SAYS_CHANGED.search(text[end : one.start]) or (of_change and len(found) == 1):
            last = last or one.when
        else:
            first = first or one.when
        end = one.end
    return first, last


def _unnamed_date(shown: Shown, month_first: bool) -> date | None:
    """The date in a line below the title that is a date and nothing else."""
    for element in shown.below():
        if len(element.text or "") >= _PARAGRAPH:
            return None
        if element.tag in _LINES_OF_TEXT and len(text := text_of(element)) <= _LONGEST_DATE:
            first, _ = _in_words(text, month_first, False)
            if first and (is_date(text) or is_byline(text)):
                return first
    return None


def shown_standfirst(shown: Shown) -> str | None:
    """The standfirst below the title."""
    texts = (text_of(one.element) for one in shown.named(_STANDFIRST_NAME) if one.below)
    return next((text for text in texts if len(text) in _STANDFIRST), None)


def shown_picture(tree: etree._Element) -> str | None:
    """The address of the first picture that is set as a figure."""
    pictures = (picture for figure in tree.iter("figure") for picture in figure.iter("img", "amp-img"))
    addresses = (
        picture.get("src") or picture.get("data-src") for picture in islice(pictures, _MOST_PICTURES)
    )
    return next((one for one in addresses if one and not one.startswith("data:")), None)
