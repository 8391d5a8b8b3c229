"""Bytes become text as browsers decode them, and text becomes a tree that nothing can make too deep."""

from __future__ import annotations

import codecs
import re

from lxml import etree

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,400}?charset\s*+=\s*+["']?+\s*+([\w.:-]{2,40})""", re.IGNORECASE
)
_PRESCAN = 4096
"""Bytes in which a page must name its encoding: browsers look at 1,024, and go on while the head lasts."""
_AS_WINDOWS = re.compile(
    r"(?:iso[-_]?8859[-_]?1|latin[-_]?1|us-ascii|ascii|l1|cp819|ansi\S*|cp1252)\Z", re.IGNORECASE
)
"""Labels that browsers take for windows-1252, whatever they say."""
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_LONG_TAG_FROM = 20_000
_LONG_TAG = re.compile(rf"<[^<>]{{{_LONG_TAG_FROM},}}")
_MOST_ATTRIBUTES = 500
"""Attributes of one tag: libxml2 compares each with all before it, and takes minutes for a million."""


def decoded(body: bytes, charset: str | None) -> str:
    """A page's text: by its byte order mark, else its header, else what it says itself, else UTF-8 where that
    fits, else windows-1252. What does not fit the encoding is replaced.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    claimed = _META_CHARSET.search(body, 0, _PRESCAN)
    for label in (charset, claimed[1].decode("ascii") if claimed else None):
        if label and (codec := _codec(label)):
            if codec == "utf-8" or not _is_utf8(body):
                return body.decode(codec, "replace")
            return body.decode("utf-8")
    return body.decode("utf-8") if _is_utf8(body) else body.decode("windows-1252", "replace")


def plain(body: bytes) -> str | None:
    """The text of a file, or None where it is not text. Without a mark it is UTF-8, else windows-1252."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            text = body[len(bom) :].decode(name, "replace")
            break
    else:
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            text = body.decode("windows-1252", "replace")
    return None if _NOT_TEXT.search(text) or text.count("\ufffd") > len(text) // 100 else text


def tree_of(text: str) -> etree._Element | None:
    """The tree of a page, or None where there is none. Comments and processing instructions are left out.

    libxml2 itself stops at 256 elements inside one another.
    """
    if not text.strip():
        return None
    if max(map(len, text.split("<"))) > _LONG_TAG_FROM:
        text = _LONG_TAG.sub(_shortened, text)
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _shortened(tag: re.Match[str]) -> str:
    """A long tag without its attributes where it has too many; with them where one of them is long."""
    return tag[0].split(None, 1)[0] if tag[0].count("=") > _MOST_ATTRIBUTES else tag[0]


def text_of(element: etree._Element) -> str:
    """All the text in an element on one line; what a page shows on lines of their own is parted by spaces."""
    if not len(element):
        return squeezed(element.text)
    texts = []
    ended = False
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        if inner.tag in _LINES or (ended and event == "start" and inner.tag in _LABELS):
            texts.append(" ")
        text = inner.text if event == "start" else inner.tail if inner is not element else None
        texts.append(text or "")
        ended = event == "end" and not text
    return squeezed("".join(texts))


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
        text = text.translate(_INVISIBLE)
    return " ".join(text.split())


_INVISIBLE = {ord(character): None for character in "\u00ad\u200b\u2060\ufeff\u200e\u200f"} | {0: None}


def _codec(label: str) -> str | None:
    if _AS_WINDOWS.match(label.strip()):
        return "windows-1252"
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    # What Python calls a codec may be no encoding of text (hex, zip); UTF-16 without a mark is never meant.
    return None if name.startswith(("utf-16", "utf-32", "utf-7")) or not _is_text_codec(name) else name


def _is_text_codec(name: str) -> bool:
    return bool(getattr(codecs.lookup(name), "_is_text_encoding", True)) and name not in (
        "idna",
        "punycode",
        "unicode_escape",
        "raw-unicode-escape",
        "undefined",
        "mbcs",
        "oem",
    )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
