"""Bytes become text as browsers decode them, and text becomes a tree that nothing can make too deep."""

from __future__ import annotations

import re

from lxml import etree

from bot.reading.extract.class_names import LONGEST, is_unseen
from bot.reading.extract.encodings import encoded_once, text_in

_CLAIMED = re.compile(
    rb"""<(?:meta\b[^>]{0,400}?charset|\?xml\b[^>]{0,100}?encoding)\s*+=\s*+["']?+\s*+([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_PRESCAN = 4096
"""Bytes in which a page must name its encoding: browsers look at 1,024, and go on while the head lasts."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LONG_TAG_FROM = 20_000
_LONG_TAG = re.compile(rf"<[^<>]{{{_LONG_TAG_FROM},}}")
_MOST_ATTRIBUTES = 500
"""Attributes of one tag: libxml2 compares each with all before it, and takes minutes for a million."""


def decoded(body: bytes, charset: str | None) -> str:
    """A page's text: as :func:`~bot.reading.extract.encodings.text_in` finds its encoding, its header asked
    before what it says itself; without what encoding it twice did.
    """
    claimed = (match[1].decode("ascii") for match in _CLAIMED.finditer(body, 0, _PRESCAN))
    return encoded_once(text_in(body, (charset, *claimed)))


def plain(body: bytes) -> str | None:
    """The text of a file, or None where it is not text."""
    text = encoded_once(text_in(body, ()))
    return None if _NOT_TEXT.search(text) or text.count("\ufffd") > len(text) // 100 else text


def tree_of(text: str) -> etree._Element | None:
    """The tree of a page, or None where there is none. Comments and processing instructions are left out.

    libxml2 itself stops at 256 elements inside one another.
    """
    if not text.strip():
        return None
    parts = text.split("<")
    if max(map(len, parts)) > _LONG_TAG_FROM and any(map(_is_long_tag, parts)):
        text = _LONG_TAG.sub(_shortened, text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _is_long_tag(part: str) -> bool:
    """Whether what follows a bracket is a long tag, rather than a program or a text after one."""
    return len(part) > _LONG_TAG_FROM and part.find(">", 0, _LONG_TAG_FROM) < 0


def _shortened(tag: re.Match[str]) -> str:
    """A long tag without its attributes where it has too many; with them where one of them is long."""
    return tag[0].split(None, 1)[0] if tag[0].count("=") > _MOST_ATTRIBUTES else tag[0]


def text_of(element: etree._Element) -> str:
    """All the text in an element on one line; what a page shows on lines of their own is parted by spaces."""
    if not len(element):
        return squeezed(element.text)
    texts = []
    ended = False
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in walk:
        if inner is not element and (inner.tag in _TAKEN_BACK or _is_unseen(inner)):
            if event == "start":
                walk.skip_subtree()
            else:
                texts.append(inner.tail or "")
            continue
        if inner.tag in _LINES or (ended and event == "start" and inner.tag in _LABELS):
            texts.append(" ")
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        texts.append(text or "")
        ended = event == "end" and not text
    return squeezed("".join(texts))


def shown_text(tree: etree._Element) -> str:
    """The text that a page shows where no program runs."""
    texts = []
    for element in tree.iter():
        texts += [element.text if element.tag not in UNSEEN else None, element.tail]
    return squeezed(" ".join(text for text in texts if text))


def _is_unseen(element: etree._Element) -> bool:
    name = element.get("class", "")[:LONGEST]
    return bool(name) and is_unseen(name)


_TAKEN_BACK = frozenset(("del", "s", "strike", "script", "style"))
UNSEEN = frozenset(("script", "style", "template", "title", "noscript"))
"""Elements whose own text no reader of a page sees in it."""
_LINES = frozenset(
    (
        "br",
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "tr",
        "lb",
        "td",
        "th",
        "section",
        "article",
        "header",
    )
)
_LABELS = frozenset(("span", "a", "small"))
"""Elements that, one right after the other, are mostly set apart by their site's style."""


def squeezed(text: str | None) -> str:
    """``text`` on one line, without soft hyphens, zero-width characters and white space around it."""
    if not text:
        return ""
    if not text.isascii() or "\0" in text:
        for character in _INVISIBLE:
            if character in text:
                text = text.replace(character, "")
    return " ".join(text.split())


_INVISIBLE = "\0\u00ad\u200b\u2060\ufeff\u200e\u200f"
