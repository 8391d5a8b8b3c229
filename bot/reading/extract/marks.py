"""What stands within an article's sentences and is none of their words: marks of notes, and drop caps."""

from __future__ import annotations

import re

from lxml import etree

_MARK = re.compile(
    r"\s*(?:\[?\s?(?:\d{1,3}|[a-z*†‡§])(?:\s?[,–-]\s?\d{1,3})*\s?\]?|\[(?:note|nota|n\.) ?\d{1,3}\]"
    r"|[*†‡§¶]+|↩︎?)\s*"
)
_BARE = re.compile(r"\s*(?:\d{1,3}(?:\s?[,–-]\s?\d{1,3})*|[*†‡§¶]+|\[.{1,8}\])\s*")
_LINK = re.compile(r"\s*(?:\[\s?(?:\d{1,3}|[a-z])\s?\]|\d{1,3}|[*†‡↩]︎?)\s*")
_NOTE = re.compile(
    r"(?:\A|[\s_-])(?:footnotes?|endnotes?|ref(?:erence)?s?|fn|note|noteref|cite)(?=\Z|[\s_-]|\d)",
    re.IGNORECASE,
)
_AFTER = (".", "!", "?", "…", ",", ";", ":", "”", "»", '"', ")", "’")
_DROP_CAP = re.compile(r"drop-?_?cap|initial-?letter|capitular|letra-?capital", re.IGNORECASE)
_WORDS = frozenset("AIOYEU")
"""Letters that are words by themselves in one of the languages."""
_LONGEST_MARK = 12


def is_mark(element: etree._Element, before: str) -> bool:
    """Whether an element, after the text ``before``, holds a mark of a note rather than an exponent."""
    tag = element.tag
    if tag not in ("sup", "a"):
        return False
    if tag == "a" and ("#" not in (element.get("href") or "") or not before.strip()):
        return False
    text = "".join(element.itertext())
    if not text or len(text) > _LONGEST_MARK:
        return False
    if tag == "a":
        return _LINK.fullmatch(text) is not None
    if element.find(".//a") is not None or _NOTE.search(f"{element.get('class')} {element.get('id')}"):
        return _MARK.fullmatch(text) is not None
    stands_after = before.rstrip().endswith(_AFTER) or not text.strip().isalnum()
    return stands_after and _BARE.fullmatch(text) is not None


def dropped_cap(element: etree._Element) -> str:
    """The letter of a picture that stands for the first one of a text; none for other pictures."""
    alt = (element.get("alt") or "").strip()
    return alt if len(alt) == 1 and alt.isupper() and _DROP_CAP.search(element.get("class") or "") else ""


def after_cap(element: etree._Element, tail: str) -> str:
    """What follows a drop cap, without white space that parts it from the rest of its word."""
    name = element.get("class")
    if not name or not _DROP_CAP.search(name) or not tail[:1].isspace():
        return tail
    letter = (element.text or "").strip()
    joined = len(letter) == 1 and letter not in _WORDS and tail.lstrip()[:1].islower()
    return tail.lstrip() if joined else tail


def is_cap(text: str, following: str) -> bool:
    """Whether a text is the first letter of the one that follows it."""
    return 1 <= len(text) <= 2 and text[-1].isupper() and not text[:-1].isalnum() and following[:1].islower()
