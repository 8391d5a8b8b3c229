"""What a page shows its readers about its article: title, byline, dates, standfirst."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import cast

from lxml import etree

from bot.domain.language import Language
from bot.reading.extract.dates import from_words
from bot.reading.extract.markup import text_of

_MOST_TITLES = 6
_MOST_TIMES = 4
_MOST_MARKED = 5
"""Elements called a byline, a date or a standfirst that are looked at: those of other stories follow."""
_LONGEST_BYLINE = 80
_LONGEST_DATE = 100
_STANDFIRST = range(40, 500)
"""Characters of a standfirst."""

_BYLINE = re.compile(r"byline|author[-_]name|author vcard|post[-_]author|firma\b| author\Z")
_DATE = re.compile(r"date|fecha|publi|posted|timestamp")
_STANDFIRST_NAME = re.compile(r"standfirst|subhead|subtit|bajada|entradilla|copete|sumario|article[-_]dek")
_NAMED = etree.XPath("//*[@class or @rel or self::h1]")


def shown_titles(tree: etree._Element) -> list[etree._Element]:
    """The headings that may be the article's, of two words and more."""
    headings = islice(tree.iter("h1"), _MOST_TITLES)
    return [heading for heading in headings if 2 <= len(text_of(heading).split()) <= 40]


def shown_authors(tree: etree._Element) -> list[str]:
    """Bylines as they stand."""
    found = (text_of(element) for element in islice(_named(tree, _BYLINE), _MOST_MARKED))
    return [text for text in found if 0 < len(text) <= _LONGEST_BYLINE]


def shown_stamps(tree: etree._Element) -> tuple[str | None, str | None]:
    """The time stamps of publication and of the last change."""
    times = list(islice((time for time in tree.iter("time") if time.get("datetime")), _MOST_TIMES))
    changed = [time for time in times if re.search("updat|modif", time.get("class") or "")]
    published = next((time.get("datetime") for time in times if time not in changed), None)
    return published, next((time.get("datetime") for time in changed), None)


def shown_date(tree: etree._Element, language: Language | None) -> date | None:
    """The date in words below the title. Above it newspapers show today's."""
    texts = (text_of(element) for element in islice(_named(tree, _DATE, below=True), _MOST_MARKED))
    dates = (from_words(text, language) for text in texts if len(text) <= _LONGEST_DATE)
    return next((found for found in dates if found is not None), None)


def shown_standfirst(tree: etree._Element) -> str | None:
    """The standfirst below the title."""
    named = islice(_named(tree, _STANDFIRST_NAME, below=True), _MOST_MARKED)
    return next((text for element in named if len(text := text_of(element)) in _STANDFIRST), None)


def shown_picture(tree: etree._Element) -> str | None:
    """The address of the first picture that is set as a figure."""
    pictures = (picture for figure in tree.iter("figure") for picture in figure.iter("img", "amp-img"))
    addresses = (picture.get("src") or picture.get("data-src") for picture in islice(pictures, _MOST_MARKED))
    return next((one for one in addresses if one and not one.startswith("data:")), None)


def _named(tree: etree._Element, name: re.Pattern[str], *, below: bool = False) -> Iterator[etree._Element]:
    """The elements whose class (or, of a byline, ``rel``) says what they are; only those
    ``below`` the title where this is asked for."""
    seen = not below
    for element in cast("list[etree._Element]", _NAMED(tree)):
        if element.tag == "h1":
            seen = True
        elif seen and _says(f"{element.get('class')} {element.get('rel')}", name):
            yield element


@lru_cache(maxsize=4096)
def _says(classes: str, name: re.Pattern[str]) -> bool:
    return name.search(classes.lower()) is not None
