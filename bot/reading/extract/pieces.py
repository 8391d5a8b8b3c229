"""The texts of a part of a page: what stands between the borders of its blocks, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from bot.reading.extract.marks import after_cap, dropped_cap, is_cap, is_mark
from bot.reading.extract.markup import squeezed
from bot.reading.extract.running_text import tags

_BLOCKS = tags(
    "p div section article main blockquote ul ol li dl dt dd table tbody thead tfoot tr h1 h2 h3 h4 h5 h6 pre"
    " header hr figure center form fieldset address details summary body html"
)
_CELLS = tags("td th")
_MAYBE_MARKS = tags("sup a")
_BOLD = tags("b strong")
_OUTER = tags("blockquote li dd dt")
_CONTAINERS = tags("div section article main header body html center form figure")
_ENDINGS = (".", "!", "?", "”", "»", '"')
_LONG = 100
"""Characters of whole sentences from which on one line break ends a paragraph."""
_HEADING_WORDS = 14
_NO_HEADING = (*_ENDINGS, "…", ":", ",", ";", "-", "–", "—", "’", "'", ")")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")


@dataclass(slots=True)
class Piece:
    """A block as it stands in the tree. ``tag`` says what it is, ``links`` how many links begin in it,
    ``linked`` and ``bold`` how many characters are in links and in bold type.
    """

    tag: str
    text: str
    links: int
    linked: int
    bold: int


class _Line:
    """The text since the last border. Two line breaks, and one after whole sentences, are a border too."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.links = self.linked = self.bold = 0
        self.broken = self.between_breaks = False

    def end(self) -> str:
        """The last text."""
        return self.texts[-1] if self.texts else ""

    def add(self, text: str, links: int, bolds: int) -> None:
        """More text, inside so many links and elements in bold type."""
        self.texts.append(text)
        if links or bolds:
            length = len(text.strip())
            self.linked += length if links else 0
            self.bold += length if bolds else 0
        self.broken = self.broken and text.isspace()

    def is_heading(self) -> bool:
        """Whether all of it is in bold type, and short: a heading before a line break."""
        text = squeezed("".join(self.texts)) if self.bold else ""
        if not text or len(text.split()) > _HEADING_WORDS or text.endswith(_NO_HEADING):
            return False
        return self.bold >= len(text.replace(" ", ""))

    def is_whole(self) -> bool:
        """Whether it reads as a paragraph of its own."""
        if not self.texts or not self.texts[-1].rstrip().endswith(_ENDINGS):
            return False
        return sum(map(len, self.texts)) >= _LONG

    def ended(self, tag: str) -> Iterator[Piece]:
        """What it holds, as a block; preformatted text may hold several."""
        text = "".join(self.texts)
        for part in _EMPTY_LINE.split(text) if tag == "pre" else (text,):
            if line := squeezed(part):
                yield Piece(tag, line, self.links, self.linked, self.bold)
        self.texts.clear()
        self.links = self.linked = self.bold = 0
        self.broken = False


def pieces(part: etree._Element, clutter: frozenset[etree._Element]) -> Iterator[Piece]:
    """The texts between the borders of blocks, in order; a first letter that stands apart is put before its
    word.
    """
    last = None
    for piece in _pieces(part, clutter):
        if last is not None and is_cap(last.text, piece.text):
            piece.text = last.text + piece.text
        elif last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _pieces(part: etree._Element, clutter: frozenset[etree._Element]) -> Iterator[Piece]:
    """The texts between the borders of blocks, in one pass over the part."""
    line = _Line()
    links = bolds = 0
    kinds = ["div"]
    walk = etree.iterwalk(part, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if element in clutter or (tag in _MAYBE_MARKS and is_mark(element, line.end())):
            if event == "start":
                walk.skip_subtree()
            elif element.tail:
                line.add(element.tail, links, bolds)
            continue
        if tag in _BLOCKS:
            yield from line.ended(_paragraph(kinds[-1], line))
            line.between_breaks = False
            if event == "start":
                kinds.append(_kind_inside(tag, kinds[-1]))
            else:
                kinds.pop()
        elif event == "start":
            if tag == "a":
                links += 1
                line.links += 1
            bolds += tag in _BOLD
            if tag == "br":
                if line.broken or line.is_whole() or (kinds[-1] in ("p", "div") and line.is_heading()):
                    line.between_breaks = True
                    yield from line.ended(_paragraph(kinds[-1], line))
                line.texts.append("\n")
                line.broken = True
            elif tag in _CELLS and line.texts:
                line.texts.append(" | ")
            elif tag == "img":
                line.texts.append(dropped_cap(element))
        else:
            links -= tag == "a"
            bolds -= tag in _BOLD
        tail = element.tail if element is not part else None
        text = element.text if event == "start" else tail and after_cap(element, tail)
        if text:
            line.add(text, links, bolds)
    yield from line.ended("div")


def _paragraph(kind: str, line: _Line) -> str:
    """What a piece of a block is: a paragraph where empty lines part it from others."""
    return "p" if line.between_breaks and kind == "div" else kind


def _kind_inside(tag: str, outer: str) -> str:
    """What a block is for standing in another: a paragraph in a quote is part of the quote."""
    if outer in _OUTER and (tag == "p" or tag in _CONTAINERS):
        return outer
    return "div" if tag in _CONTAINERS else tag
