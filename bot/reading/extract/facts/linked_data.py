"""JSON-LD: what pages tell search engines about their article, and the values of any shape it is told in."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from html import unescape
from typing import Any

from bot.reading.extract.markup import squeezed

_ARTICLE_TYPES = re.compile(
    r"(?:https?://schema\.org/|schema:)?(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|\w*NewsItem)\Z"
)
_SITE_TYPES = re.compile(r"(?:https?://schema\.org/|schema:)?WebSite\Z")
_LARGEST_JSON = 1_000_000
_MOST_NODES = 2_000
_MOST_NAMES = 20
_DEEPEST = 4
"""Objects inside one another in which a name is looked for."""
_TELLING = ("headline", "datePublished", "author", "articleBody", "image", "publisher", "@type")
_NAMES_ITSELF = ("url", "@id", "mainEntityOfPage")

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """What a page's JSON-LD says: its article, references followed, and the name of its site."""

    article: Node = field(default_factory=dict)
    site: str | None = None


class Whose(IntEnum):
    """Whether an article is the page's: by its address or headline, by neither, or not by its headline."""

    ANOTHER_PAGE = -1
    ANOTHER_HEADLINE = 0
    UNKNOWN = 1
    OWN = 2


def linked_data(scripts: Iterable[str], whose: Callable[[Node], Whose]) -> LinkedData:
    """The article among a page's JSON-LD, and its site.

    Of several it is the likeliest to be the page's; then one that stands in no list of things; then the one
    with the most to say. One of another headline is none of the page's in a list, for sites list what is
    related.
    """
    best: Node = {}
    best_rank: tuple[int, ...] = ()
    site = None
    things: dict[str, Node] = {}
    for node, listed in _found_in(scripts):
        if isinstance(name := node.get("@id"), str):
            things.setdefault(name, node)
        kinds = node.get("@type")
        kinds = [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]
        if site is None and any(map(_SITE_TYPES.match, kinds)):
            site = name_of(node)
        if any(map(_ARTICLE_TYPES.match, kinds)):
            owner = whose(node)
            rank = (owner, not listed, sum(key in node for key in _TELLING))
            if owner >= (Whose.UNKNOWN if listed else Whose.ANOTHER_HEADLINE) and rank > best_rank:
                best, best_rank = node, rank
    return LinkedData({key: _resolved(value, things) for key, value in best.items()}, site)


def addresses_of(node: Node) -> list[str]:
    """The addresses an article says are its own."""
    values = (node.get(name) for name in _NAMES_ITSELF)
    found = (value.get("@id") or value.get("url") if isinstance(value, dict) else value for value in values)
    return [one for one in found if isinstance(one, str)]


def _found_in(scripts: Iterable[str]) -> Iterator[tuple[Node, bool]]:
    for script in scripts:
        if len(script) <= _LARGEST_JSON:
            try:
                data = _parsed(script)
            except (ValueError, RecursionError):
                continue
            yield from _nodes(data)


def _parsed(script: str) -> object:
    """The data in a script, which may stand in marks that hide it from old programs, be written as HTML, or
    hold commas and backslashes that do not belong there.
    """
    text = _MARKS.sub(" ", script)
    if "{&quot;" in text.replace(" ", ""):
        text = unescape(text)
    start, end = _BEGINS.search(text), max(text.rfind("}"), text.rfind("]"))
    text = text[start.start() : end + 1] if start else ""
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(_LAST_COMMA.sub("", _ODD_ESCAPE.sub(r"\\\\", text)), strict=False)


_MARKS = re.compile(r"<!\[CDATA\[|\]\](?:>|&gt;)|<!--[^<>{}]{0,200}-->|<!--|-->")
_BEGINS = re.compile(r"[{\[]")
_LAST_COMMA = re.compile(r",(?=\s*+[}\]])")
_ODD_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")


def _resolved(value: object, things: Mapping[str, dict[str, Any]]) -> object:
    """What a reference (``@id`` alone, or with a name) in a graph stands for."""
    if isinstance(value, list):
        return [_resolved(one, things) for one in value[:_MOST_NODES]]
    if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
        return {**things.get(name, {}), **value}
    return value


def _nodes(data: object) -> Iterator[tuple[Node, bool]]:
    """The objects of a JSON-LD document, outermost first, a bounded number of them, and whether each stands
    in a list of things.
    """
    pending: deque[tuple[object, bool]] = deque([(data, False)])
    seen = 0
    while pending and seen < _MOST_NODES:
        seen += 1
        node, listed = pending.popleft()
        if isinstance(node, list):
            pending.extend((one, listed) for one in node[:_MOST_NODES])
        elif isinstance(node, dict):
            if any(key.startswith(_VOCABULARY) for key in node):
                node = {_PREFIX.sub("", key): value for key, value in node.items()}
            yield node, listed
            for key, value in node.items():
                if key in ("@graph", "mainEntity", "mainEntityOfPage", "item"):
                    pending.append((value, listed))
                elif key in ("hasPart", "itemListElement"):
                    pending.append((value, True))


_VOCABULARY = ("schema:", "http://schema.org/", "https://schema.org/")
_PREFIX = re.compile(r"(?:schema:|https?://schema\.org/)")


def html_free(text: str) -> str:
    """``text`` without tags and entities, which some sites put into their metadata."""
    if "<" in text or "&" in text:
        return re.sub(r"<[^<>]{1,300}>", " ", unescape(_LONG_NUMBER.sub("&#0;", text)))
    return text


_LONG_NUMBER = re.compile(r"&#\d{8,}+;?")
"""No character has such a number, and Python refuses to read one with thousands of digits."""


def name_of(value: object) -> str | None:
    """The first name of one or several things."""
    return next(iter(names_of(value)), None)


def names_of(value: object, depth: int = 0) -> list[str]:
    """The names of one or several things, each by itself or as an object; given and family names make one."""
    if isinstance(value, str):
        return [name] if (name := squeezed(value)) else []
    if depth > _DEEPEST:
        return []
    if isinstance(value, list):
        return [name for one in value[:_MOST_NAMES] for name in names_of(one, depth + 1)]
    if not isinstance(value, dict):
        return []
    for key in ("name", "@value", "@list", "author", "creator", "alternateName"):
        if found := names_of(value.get(key), depth + 1):
            return found
    parts = (string_of(value.get(key)) for key in ("givenName", "additionalName", "familyName"))
    name = squeezed(" ".join(part for part in parts if part))
    return [name] if name else []


def string_of(value: object) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName")
    return value.strip() or None if isinstance(value, str) else None
