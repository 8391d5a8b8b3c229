"""JSON-LD: what pages tell search engines about their article, and the values of any shape it is told in."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any

from bot.reading.extract.markup import squeezed

_ARTICLE_TYPES = re.compile(r"(?:\w*Article|BlogPosting|LiveBlogPosting|Report|Review|\w*NewsItem)\Z")
_LARGEST_JSON = 1_000_000
_MOST_NODES = 2_000
_MOST_NAMES = 20
_TELLING = ("headline", "datePublished", "author", "articleBody", "image", "publisher", "@type")


def article_of(scripts: list[str]) -> dict[str, Any]:
    """The article among a page's JSON-LD: the one with the most to say. Empty where there is none."""
    best: dict[str, Any] = {}
    things: dict[str, dict[str, Any]] = {}
    for script in scripts:
        if len(script) > _LARGEST_JSON:
            continue
        try:
            data = _parsed(script)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(data):
            if isinstance(name := node.get("@id"), str):
                things.setdefault(name, node)
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            is_article = any(isinstance(kind, str) and _ARTICLE_TYPES.match(kind) for kind in kinds)
            if is_article and sum(key in node for key in _TELLING) > sum(key in best for key in _TELLING):
                best = node
    return {key: _resolved(value, things) for key, value in best.items()}


def _parsed(script: str) -> object:
    """The data in a script, which may stand in marks that hide it from old programs, or end in commas."""
    text = script.strip()
    for mark in _OPENING:
        text = text.removeprefix(mark).lstrip()
    for mark in _CLOSING:
        text = text.removesuffix(mark).rstrip()
    try:
        return json.loads(text, strict=False)
    except ValueError:
        return json.loads(_LAST_COMMA.sub("", text), strict=False)


_OPENING = ("//", "/*", "<![CDATA[", "<!--", "*/")
_CLOSING = (";", "*/", "]]>", "-->", "//", "/*", ";")
_LAST_COMMA = re.compile(r",(?=\s*+[}\]])")


def _resolved(value: object, things: Mapping[str, dict[str, Any]]) -> object:
    """What a reference (``@id`` alone, or with a name) in a graph stands for."""
    if isinstance(value, list):
        return [_resolved(one, things) for one in value[:_MOST_NODES]]
    if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
        return {**things.get(name, {}), **value}
    return value


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD document, outermost first, a bounded number of them."""
    pending, seen = deque([data]), 0
    while pending and seen < _MOST_NODES:
        seen += 1
        node = pending.popleft()
        if isinstance(node, list):
            pending.extend(node[:_MOST_NODES])
        elif isinstance(node, dict):
            yield node
            pending.extend(
                value
                for key, value in node.items()
                if key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement")
            )


def html_free(text: str) -> str:
    """``text`` without tags and entities, which some sites put into their metadata."""
    if "<" in text or "&" in text:
        return re.sub(r"<[^<>]{1,300}>", " ", unescape(_LONG_NUMBER.sub("&#0;", text)))
    return text


_LONG_NUMBER = re.compile(r"&#\d{8,}+;?")
"""No character has such a number, and Python refuses to read one with thousands of digits."""


def name_of(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("name")
    if isinstance(value, list):
        return name_of(value[0]) if value else None
    return squeezed(value) or None if isinstance(value, str) else None


def names_of(value: object) -> list[str]:
    """The names of one or several things, each by itself or as an object."""
    if isinstance(value, list):
        return [name for one in value[:_MOST_NAMES] for name in names_of(one)]
    if isinstance(value, dict) and isinstance(value.get("name"), list):
        return names_of([one for one in value["name"] if isinstance(one, str)])
    name = name_of(value)
    return [name] if name else []


def string_of(value: object) -> str | None:
    if isinstance(value, list):
        value = next((one for one in value if isinstance(one, str)), None)
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or value.get("alternateName")
    return value.strip() or None if isinstance(value, str) else None
