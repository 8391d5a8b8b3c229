"""Takes a text apart for an engine, and puts it together so that every token comes through as it was, or not
at all.

A text is cut into lines, at the bars of spoilers, and into sentences: words never leave a spoiler. Of each
sentence only what lies between its outermost words is sent. Tokens in between are placeholders; a sentence
whose answer lost, doubled, swapped or added a token is translated in pieces, between its tokens.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.language import Language
from bot.reading.summarise.sentences import split
from bot.translation.glossary import Glossary
from bot.translation.tokens import ORDERED, Kind, Piece, tokens
from bot.translation.unit import Unit, Violation, block_of, is_words

MOST_UNITS, MOST_TOKENS = 150, 200
"""Sentences and tokens of a message: more of them is no prose, and would take long."""


@dataclass(slots=True)
class Plan:
    """A text taken apart. Made by :func:`take_apart`; what is not sent lies between its units as text."""

    text: str
    parts: list[str | Unit] = field(default_factory=list)

    @property
    def units(self) -> list[Unit]:
        """What there is to translate, in order."""
        return [part for part in self.parts if isinstance(part, Unit)]

    def whole(self) -> str:
        """The translation, when every unit is filled.

        Raises:
            Violation: its tokens are not those of the original.
        """
        told = [
            part if isinstance(part, str) else f"{part.head}{part.shown}{part.tail}" for part in self.parts
        ]
        shown = "".join(told)
        if tokens(self.text) != tokens(shown):
            raise Violation
        return shown


_NOTHING = Glossary()


def take_apart(text: str, source: Language, glossary: Glossary = _NOTHING) -> Plan:
    """Take ``text`` apart.

    Raises:
        Violation: it has too many sentences or tokens.
    """
    plan = Plan(text)
    count = units = 0
    opens_line = True
    line: list[Piece] = []
    for piece in _with_line_ends(glossary.pieces(text, source)):
        ends_line = piece.text == "\n" and piece.kind is Kind.TEXT
        if not ends_line and piece.kind is not Kind.BARS:
            count += piece.kind is not Kind.TEXT
            line.append(piece)
            if count > MOST_TOKENS:
                raise Violation
            continue
        units += _add_section(plan, line, source, opens_line)
        line, opens_line = [], ends_line
        plan.parts.append(piece.text)
        if units > MOST_UNITS:
            raise Violation
    if units + _add_section(plan, line, source, opens_line) > MOST_UNITS:
        raise Violation
    return plan


def _with_line_ends(found: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces with each line end as one of its own."""
    for piece in found:
        if piece.kind is not Kind.TEXT or "\n" not in piece.text:
            yield piece
            continue
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                yield Piece("\n", Kind.TEXT, "\n")
            if line:
                yield Piece(line, Kind.TEXT, line)


def _add_section(plan: Plan, section: list[Piece], source: Language, opens_line: bool) -> int:
    """Add what stands between two line ends or bars to ``plan``; returns how many units that are."""
    if not any(map(is_words, section)):
        plan.parts.append("".join(piece.text for piece in section))
        return 0
    if opens_line:
        section = _without_block(plan, section)
    units = 0
    for number, sentence in enumerate(_sentences(section, source)):
        head, inner, tail = _peeled(sentence)
        if inner:
            plan.parts.append(Unit(head, inner, tail, opens_line and not number))
            units += 1
        else:
            plan.parts.append(head)
    return units


def _without_block(plan: Plan, section: list[Piece]) -> list[Piece]:
    """Put what begins a line, such as a list's mark, into ``plan``."""
    raw = "".join(piece.text for piece in section)
    length = len(block_of(raw))
    plan.parts.append(raw[:length])
    left = []
    for piece in section:
        if length >= len(piece.text):
            length -= len(piece.text)
        else:
            left.append(Piece(piece.text[length:], piece.kind, piece.shown[length:]) if length else piece)
            length = 0
    return left


def _sentences(section: list[Piece], source: Language) -> Iterator[list[Piece]]:
    """A section cut into sentences, with the white space behind each."""
    raw = "".join(
        "\N{OBJECT REPLACEMENT CHARACTER}" if one.kind is not Kind.TEXT else one.text for one in section
    )
    ends, place = [], 0
    sentences = split(raw, source)
    if len(sentences) > MOST_UNITS:
        raise Violation
    for sentence in sentences:
        place = raw.index(sentence, place) + len(sentence)
        ends.append(place)
    ends[-1:] = [len(raw)]
    pieces_left, current, at = list(reversed(section)), [], 0
    for end in ends:
        while pieces_left and at < end:
            piece = pieces_left.pop()
            length = len(piece.text) if piece.kind is Kind.TEXT else 1
            if at + length > end:
                cut = end - at
                rest = piece.text[cut:]
                pieces_left.append(Piece(rest, Kind.TEXT, rest))
                piece = Piece(piece.text[:cut], Kind.TEXT, piece.text[:cut])
                length = cut
            current.append(piece)
            at += length
        if current:
            yield current
        current = []


def _peeled(sentence: list[Piece]) -> tuple[str, list[Piece], str]:
    """What stands before the outermost words of a sentence, what is between them, and what stands after."""
    start, end = 0, len(sentence)
    while start < end and not _is_sent(sentence[start]):
        start += 1
    while end > start and not _is_sent(sentence[end - 1]):
        end -= 1
    inner = sentence[start:end]
    if not any(map(is_words, inner)):
        return "".join(piece.shown for piece in sentence), [], ""
    head = "".join(piece.text for piece in sentence[:start])
    tail = "".join(piece.text for piece in sentence[end:])
    if inner[0].kind is Kind.TEXT:
        first = inner[0].text
        head += first[: len(first) - len(first.lstrip())]
        inner[0] = Piece(first.lstrip(), Kind.TEXT, first.lstrip())
    if inner[-1].kind is Kind.TEXT:
        last = inner[-1].text
        tail = last[len(last.rstrip()) :] + tail
        inner[-1] = Piece(last.rstrip(), Kind.TEXT, last.rstrip())
    return head, _merged(inner), tail


def _is_sent(piece: Piece) -> bool:
    return piece.kind is Kind.TERM or is_words(piece)


def _merged(inner: list[Piece]) -> list[Piece]:
    """``inner`` with tokens that touch each other as one."""
    merged: list[Piece] = []
    for piece in inner:
        last = merged[-1] if merged else None
        if (
            last
            and last.kind is not Kind.TEXT
            and piece.kind not in (Kind.TEXT, Kind.TERM)
            and last.kind is not Kind.TERM
        ):
            kind = Kind.MARK if ORDERED & {last.kind, piece.kind} else last.kind
            merged[-1] = Piece(last.text + piece.text, kind, last.shown + piece.shown)
        else:
            merged.append(piece)
    return merged
