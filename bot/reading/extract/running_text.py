"""How much running text is in each part of a page: text in paragraphs, or in pieces of some length."""

from __future__ import annotations

from lxml import etree

_RUNNING = 40
"""Characters of text in one piece that make it running text; menus and buttons say less."""
_SILENT = frozenset({"script", "style", "noscript", "iframe", "svg", "template", "a"})


def tags(names: str) -> frozenset[str]:
    """Names of elements, written with spaces between them."""
    return frozenset(names.split())


def weights_of(elements: list[etree._Element]) -> dict[etree._Element, int]:
    """For each element the characters of running text in it, those of links left out."""
    weights = dict.fromkeys(elements, 0)
    for element in reversed(elements):
        tag = element.tag
        own = weights[element]
        if tag in _SILENT:
            own = weights[element] = 0
        elif (text := element.text) and not text.isspace():
            own = weights[element] = own + _length(text, 1 if tag == "p" else _RUNNING)
        tail = element.tail
        if own or (tail and not tail.isspace()):
            parent = element.getparent()
            if parent in weights:
                weights[parent] += own + _length(tail, 1 if parent.tag == "p" else _RUNNING)
    return weights


def _length(text: str | None, least: int) -> int:
    """The characters of a piece of text, nothing of one shorter than ``least``."""
    if text is None or len(text) < least:
        return 0
    length = len(text.strip())
    return length if length >= least else 0


def take_off(element: etree._Element, weights: dict[etree._Element, int]) -> None:
    """Take an element's weight off all it stands in."""
    if weight := weights[element]:
        weights[element] = 0
        for ancestor in element.iterancestors():
            if ancestor in weights:
                weights[ancestor] -= weight
