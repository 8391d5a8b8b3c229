"""The text, the markup and the base address of an XML element."""

from __future__ import annotations

import base64
import binascii
import html
from urllib.parse import urljoin

from lxml import etree

BASE = "{http://www.w3.org/XML/1998/namespace}base"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LONGEST_BASE = 2_000
_AS_HTML = frozenset(("", "html", "text/html", "application/xhtml", "escaped"))
_AS_TREE = frozenset(("xhtml", "application/xhtml+xml"))
_AS_TEXT = frozenset(("text", "text/plain"))


def text_of(element: etree._Element) -> str:
    """The text in an element and in those inside it."""
    if len(element):
        return "".join(element.itertext())
    return element.text or ""


def title_of(element: etree._Element) -> str:
    """A title as HTML: RSS and Atom escape markup in it, hold it as elements, or say that there is none."""
    kind = _kind(element)
    if kind in _AS_TEXT or kind in _AS_TREE or (element.get("mode") == "xml" and len(element)):
        return html.escape(text_of(element), quote=False)
    return _unpacked(element, kind)


def markup_of(element: etree._Element) -> str:
    """The content of an element as HTML."""
    kind = _kind(element)
    if kind in _AS_TREE or (len(element) and kind not in _AS_TEXT):
        return _serialised(element)
    if kind in _AS_TEXT:
        return html.escape(text_of(element), quote=False)
    return _unpacked(element, kind)


def _kind(element: etree._Element) -> str:
    return (element.get("type") or "").strip().lower()


def _unpacked(element: etree._Element, kind: str) -> str:
    """The text of an element, which Atom 0.3 and 1.0 may write in base64."""
    text = text_of(element)
    if element.get("mode") == "base64" or kind == "application/octet-stream":
        try:
            return base64.b64decode(text).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return text
    return text


def _serialised(element: etree._Element) -> str:
    """The elements inside an element as HTML, without the prefix of theirs."""
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        if not isinstance(child.tag, str):
            continue
        text = etree.tostring(child, encoding="unicode", with_tail=True)
        if child.prefix:
            text = text.replace(f"<{child.prefix}:", "<").replace(f"</{child.prefix}:", "</")
        parts.append(text)
    return "".join(parts)


def base_of(element: etree._Element, base: str) -> str:
    """What links in an element are relative to, where those around it are relative to ``base``."""
    own = element.get(BASE)
    if not own or len(own) > _LONGEST_BASE:
        return base
    try:
        joined = urljoin(base, own.strip())
    except ValueError:
        return base
    return joined if len(joined) <= _LONGEST_BASE else base
