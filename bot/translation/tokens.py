"""Cuts what is written on Discord into words to translate and tokens to keep: mentions, links, code, marks.

Every quantifier is bounded, or ends where the next attempt begins: time is linear in hostile text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.domain.spoilers import CodeEnds


class Kind(Enum):
    """What a piece of a text is."""

    TEXT = "text"
    FIXED = "fixed"
    """Stands for something by itself: a mention, an emoji, a time, a link, code."""
    MARK = "mark"
    """Begins or ends markup, so that its order matters."""
    BARS = "bars"
    """Begins or ends a spoiler; words never cross it."""
    LOOSE = "loose"
    """A backslash before a mark, or an emoji's name: harmless where a translation adds one."""
    TERM = "term"
    """A term of the server's glossary."""


ORDERED = frozenset({Kind.MARK, Kind.BARS})


@dataclass(slots=True)
class Piece:
    """A part of a text. ``shown`` is what stands for it in the translation, for terms with a fixed one."""

    text: str
    kind: Kind
    shown: str


PLACEHOLDER = re.compile(r"XQ[^\S\n]?(\d{1,3})[^\S\n]?Z", re.IGNORECASE)
"""What stands for a token on its way through an engine. Of seven forms tried, Apertium and models keep this
one best; both have been seen to change its case."""

_MARKED = r"""
    (?=[`<@\#hds\[\]*_~|:\\Xx\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]) (?:
      (?P<code>`++)
    | (?P<fixed>
        <(?:(?:@[!&]?|\#)\d{1,20}|a?:\w{2,32}:\d{1,20}|/[^<>:\n]{1,100}:\d{1,20}
           |t:-?\d{1,13}(?::[a-zA-Z])?|id:[\w:-]{1,60}|(?:https?|discord|steam|mailto)://[^\s<>]++)>
      | (?:https?|discord|steam)://[^\s<>)\]|]*[^\s<>)\]|.,:;"'!?*_~`]
      | @(?:everyone|here)
      | (?<!\w)[@\#]\w{1,100}+
      | [Xx][Qq][^\S\n]?\d{1,3}[^\S\n]?[Zz]
      | [\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]
        [\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d\u20e3\U000e0020-\U000e007f]*+
      )
    | (?P<mark>
        \]\(<?(?:https?|discord|steam)://[^\s<>)\]]{1,2000}+>?(?:[ ]"[^"\n]{0,100}")?\)
      | \[(?=[^\[\]\n]{1,500}\]\(<?(?:https?|discord|steam)://)
      | \*++ | ~~++ | (?<![^\W_])_++ | _+(?![^\W_])
      )
    | (?P<bars>\|\|++)
    | (?P<loose>\\[*_~`|<>\#\-\\\[\]()@:] | (?<!\w):[a-z0-9_+-]{2,32}:)
    )
"""
_WITHOUT_MAIL = re.compile(_MARKED, re.VERBOSE)
_MAIL = r"(?P<mail>(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,8}+)"
_WITH_MAIL = re.compile(f"{_MAIL}|{_MARKED}", re.VERBOSE)
_KINDS = {
    "code": Kind.MARK,
    "fixed": Kind.FIXED,
    "mail": Kind.FIXED,
    "mark": Kind.MARK,
    "bars": Kind.BARS,
    "loose": Kind.LOOSE,
}


def pieces(text: str) -> Iterator[Piece]:
    """``text`` cut into pieces, in order; together they are the text. Code is one piece with its marks."""
    pattern = _WITH_MAIL if "@" in text else _WITHOUT_MAIL
    code = CodeEnds(text)
    place = 0
    while match := pattern.search(text, place):
        if match.start() > place:
            yield _piece(text[place : match.start()], Kind.TEXT)
        kind, end = _KINDS[match.lastgroup or ""], match.end()
        if match.lastgroup == "code" and (after := code.end(match)) > end:
            kind, end = Kind.FIXED, after
        yield _piece(text[match.start() : end], kind)
        place = end
    if place < len(text):
        yield _piece(text[place:], Kind.TEXT)


def _piece(text: str, kind: Kind) -> Piece:
    return Piece(text, kind, text)


def tokens(text: str) -> tuple[Counter[str], list[str]]:
    """The tokens of ``text``: what stands for something, and markup in its order."""
    fixed: Counter[str] = Counter()
    ordered = []
    for piece in pieces(text):
        if piece.kind is Kind.FIXED:
            fixed[piece.text] += 1
        elif piece.kind in ORDERED:
            ordered.append(piece.text)
    return fixed, ordered
