"""The text of an XML document, and what is mended in it before it is given up as XML."""

from __future__ import annotations

import codecs
import re
from html.entities import html5

from bot.reading.extract.encodings import text_in

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0\0\0", "utf-32-le"),
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARED = re.compile(
    rb"""\s{0,100}<\?xml\b[^>]{0,100}?encoding\s{0,5}=\s{0,5}["']([\w.:-]{2,40})""", re.IGNORECASE
)
_TO_MEND = re.compile(
    r"&(?!(?:amp|lt|gt|quot|apos|#(?:[4-9]\d|3[2-9]|[1-9]\d{2,3})|#[xX](?:[2-9a-fA-F][\da-fA-F]|[\da-cA-C][\da-fA-F]{3}));)"
    r"(?:(#\d{1,7}|#[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?"
)
"""Ampersands but those of references that XML knows."""
_BARE = re.compile(r"&(?![A-Za-z#])")
_DOCTYPE = re.compile(r"<(?:(!DOCTYPE)|[a-z])", re.IGNORECASE)
_DOCTYPE_WITHIN = 4_096
_BEGINS = re.compile(r"<\?xml\b|<(?:rss|feed|channel|opml|[a-z]{1,10}:(?:RDF|rss|feed))\b", re.IGNORECASE)
_BEGINS_WITHIN = 20_000
"""Characters before a document in which programs wrote their warnings."""
_NUMBERED = re.compile(r"&#(x?[0-9a-f]{1,20});?", re.IGNORECASE)
_ENDS = ("</rss>", "</feed>", "</rdf:RDF>")

_ENTRY = re.compile(
    r"(<(?:[a-z]{1,10}:)?(?:item|entry)[\s>])"
    r"|</(?:[a-z]{1,10}:)?(?:item|entry|rss|feed|channel|rdf)\s{0,9}>",
    re.IGNORECASE,
)
"""Where an entry begins, or one or all of them end."""
_LINK = re.compile(r"</link\s{0,9}>|<link\s[^<>]{1,2000}/>", re.IGNORECASE)
"""The end of a whole link."""


def feed_text(body: bytes, charset: str | None) -> str:
    """The text of a document, in whatever encoding it is."""
    for sign, name in _WIDE:
        if body.startswith(sign):
            return body.decode(name, "replace")
    declared = _DECLARED.match(body)
    return text_in(body, (charset, declared[1].decode("ascii", "replace") if declared else None))


def without_doctype(text: str) -> str:
    """``text`` without the document type before its first element, whose entities nobody resolves."""
    found = _DOCTYPE.search(text, 0, _DOCTYPE_WITHIN)
    if found is None or found[1] is None:
        return text
    start = found.start()
    end = text.find(">", start)
    subset = text.find("[", start)
    if 0 <= subset < end:
        end = _after_subset(text, subset)
    return text[:start] + text[end + 1 :] if end >= 0 else text[:start]


def _after_subset(text: str, subset: int) -> int:
    """Where the document type ends whose declarations begin at ``subset``; -1 where it does not."""
    closing = text.find("]", subset)
    while closing >= 0:
        rest = text[closing + 1 : closing + 20].lstrip()
        if rest.startswith(">"):
            return text.index(">", closing)
        closing = text.find("]", closing + 1)
    return -1


def mended(text: str) -> str:
    """``text`` without what stands before and after the document, without characters that XML forbids, with
    HTML's entities resolved and all other ampersands escaped.
    """
    begins = _BEGINS.search(text, 0, _BEGINS_WITHIN)
    text = text[begins.start() :] if begins else text.lstrip()
    for tag in _ENDS:
        if (end := text.rfind(tag)) >= 0:
            text = text[: end + len(tag)]
            break
    text = _NO_XML.sub("", text)
    first, *others = text.split("<![CDATA[")
    parts = [_mended_references(first)]
    for other in others:
        inside, closing, outside = other.partition("]]>")
        parts.append(f"<![CDATA[{inside}{closing}{_mended_references(outside)}")
    return "".join(parts)


def without_broken_off(text: str) -> str:
    """``text`` without what is not whole of the last entry, where a document was cut within that: half a link
    or guid is another story's. What has no link yet is left out altogether: it comes with the next document.
    """
    begins = -1
    for found in _ENTRY.finditer(text):
        begins = found.start() if found[1] else -1
    if begins < 0:
        return text
    closing = text.rfind("</", begins), text.rfind("/>", begins)
    ends = text.find(">", max(closing)) + 1
    if not ends:  # within the closing tag itself
        ends = text.rfind("<", begins, max(closing) + 1)
    return text[:ends] if _LINK.search(text, begins, ends) else text[:begins]


def allowed(text: str) -> str:
    """``text`` without characters that XML forbids."""
    return _NO_XML.sub("", text)


def _mended_references(text: str) -> str:
    return _TO_MEND.sub(_resolved, _BARE.sub("&amp;", text))


def without_forbidden(text: str) -> str:
    """``text`` without characters that XML forbids and without references to them."""
    return _NUMBERED.sub(lambda found: found[0] if _is_character(found[1]) else "", _NO_XML.sub("", text))


def _resolved(reference: re.Match[str]) -> str:
    number, name = reference.groups()
    if number:
        return reference[0] if _is_character(number[1:]) else ""
    if name is None:
        return f"&amp;{reference[0][1:]}"
    meant = html5.get(f"{name};")
    return _NO_XML.sub("", meant).replace("&", "&amp;").replace("<", "&lt;") if meant else f"&amp;{name};"


def _is_character(digits: str) -> bool:
    """Whether a character reference names one that XML allows."""
    try:
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    except ValueError:
        return False
    return code <= 0x10FFFF and _NO_XML.match(chr(code)) is None
