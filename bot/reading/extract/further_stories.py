"""Whole stories below the article on its own page, as sites load them when a reader reaches its end."""

from __future__ import annotations

from collections.abc import Iterator, Set
from itertools import islice

from lxml import etree

_MOST = 10
"""Headings that are looked at."""


def further_stories(
    body: etree._Element, title: etree._Element | None, clutter: Set[etree._Element]
) -> Iterator[etree._Element]:
    """The elements that hold other stories: built like the one that holds the ``title``, and beside it.

    Sections of an article may have headings of the first rank too, but nothing like the article around them.
    """
    if title is None:
        return
    above = list(title.iterancestors())
    own = {element: above[level - 1] for level, element in enumerate(above) if level}
    found = set()
    headings = (one for one in body.iter(title.tag) if one is not title and one not in clutter)
    for heading in islice(headings, _MOST):
        step = heading
        while step is not None and step.getparent() not in own:
            step = step.getparent()
        if step is None or step in found:
            continue
        beside = own[step.getparent()]
        if step is not heading and _are_alike(step, beside) and step not in clutter:
            found.add(step)
            yield step


def _are_alike(one: etree._Element, other: etree._Element) -> bool:
    """Whether two elements are built alike: the same tag, and the same first class or both articles."""
    if one is other or one.tag != other.tag:
        return False
    return one.tag == "article" or (bool(one.get("class")) and one.get("class") == other.get("class"))
