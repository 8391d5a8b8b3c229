"""Microdata: what the elements of a page say they are (``itemprop``) of the article it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import islice

from lxml import etree

from bot.reading.extract.markup import squeezed, text_of

_ARTICLE = re.compile(
    r"schema\.org/(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review)\b", re.IGNORECASE
)
_MOST = 200
"""Properties of a page, and elements of a thing, that are looked at: those of comments follow."""
_NAMES = ("name", "url", "contenturl")
"""What stands for a thing where a word is wanted: the name of an author, the address of a picture."""


def microdata_of(tree: etree._Element) -> Mapping[str, tuple[str, ...]]:
    """The values of each property (in lower case) of the page's article, in order.

    Where no element says that it is an article, these are the properties that belong to no other thing.
    """
    found: dict[str, list[str]] = {}
    # Asking each element takes less time than XPath does.
    marked = [one for one in tree.iter() if one.get("itemprop") or one.get("itemtype")]
    scope = next((one for one in marked if _ARTICLE.search(one.get("itemtype", ""))), None)
    elements = [one for one in marked if one.get("itemprop")][:_MOST]
    for element in elements:
        if _scope(element) is scope and (value := _value(element)):
            for name in element.get("itemprop", "").lower().split():
                found.setdefault(name, []).append(value)
    return {name: tuple(values) for name, values in found.items()}


def _scope(element: etree._Element) -> etree._Element | None:
    """The thing that a property belongs to; None for one of the page itself."""
    thing = next((one for one in element.iterancestors() if "itemscope" in one.attrib), None)
    of_page = thing is None or thing.tag == "html" or "WebPage" in (thing.get("itemtype") or "")
    return None if of_page else thing


def _value(element: etree._Element) -> str:
    if "itemscope" in element.attrib:
        inner = {
            (one.get("itemprop") or "").lower(): one
            for one in reversed(list(islice(element.iterdescendants(), _MOST)))
            if "itemprop" in one.attrib and "itemscope" not in one.attrib
        }
        return next((_value(inner[name]) for name in _NAMES if name in inner), "")
    for attribute in ("content", "datetime", "src", "href"):
        if value := squeezed(element.get(attribute)):
            return value if attribute != "href" or not element.text else text_of(element)
    return text_of(element)
