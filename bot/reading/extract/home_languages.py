"""Which pages a site's home page declares as itself in other languages."""

from __future__ import annotations

from itertools import islice

from bot.domain.language import Language
from bot.reading.extract.links import base_of
from bot.reading.extract.markup import decoded, tree_of
from bot.reading.fetch.addresses import joined, normalise

MOST = 100
"""Declarations of one page that are looked at."""


def home_languages(body: bytes, charset: str | None, url: str) -> frozenset[tuple[Language, str]]:
    """The languages that the page at ``url`` is in elsewhere, each with that address, as the page declares
    them to machines.
    """
    tree = tree_of(decoded(body, charset))
    if tree is None:
        return frozenset()
    base, found = base_of(tree, url), set[tuple[Language, str]]()
    for element in islice(tree.iter("link"), 10 * MOST):
        if "alternate" not in (element.get("rel") or "").lower().split():
            continue
        language = Language.from_tag((element.get("hreflang") or "").strip())
        link = joined(base, element.get("href")) if language is not None else None
        if language is not None and link is not None and len(found) < MOST:
            found.add((language, normalise(link)))
    return frozenset(found)
