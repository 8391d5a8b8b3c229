"""A sentence on its way through an engine, with placeholders for its tokens."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.translation.tokens import ORDERED, PLACEHOLDER, Kind, Piece, pieces

_BLOCK = re.compile(r"[^\S\n]*(?:>>> |> )?(?:\#{1,3} |-\# )?[^\S\n]*(?:[-*+] |\d{1,3}[.)] )?")
"""What begins a line: quotes, headings, small print and lists."""
_LETTER = re.compile(r"[^\W\d_]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Nothing that turns a line or the direction of writing comes from an engine."""
_KEEP_TAG = re.compile(r'<span translate="no">|</span>|</?x>')


class Violation(Exception):
    """A translation cannot be shown, as its tokens are not those of the original."""


class Markup(StrEnum):
    """How an engine is told that something is not to be translated."""

    PLAIN = "plain"
    HTML = "html"
    XML = "xml"

    def wrap(self, masked: str) -> str:
        """A masked text as it is sent."""
        if self is Markup.PLAIN:
            return masked
        tag = '<span translate="no">{}</span>' if self is Markup.HTML else "<x>{}</x>"
        return PLACEHOLDER.sub(lambda one: tag.format(one[0]), html.escape(masked, quote=False))

    def unwrap(self, answer: str, *, escaped: bool = True) -> str:
        """The masked text in an answer; ``escaped``: whether the answer has entities."""
        if self is Markup.PLAIN:
            return answer
        bare = _KEEP_TAG.sub("", answer)
        return html.unescape(bare) if escaped else bare


@dataclass(slots=True)
class Unit:
    """A sentence on its way: what stands before and after it, and what is sent of it."""

    head: str
    inner: list[Piece]
    tail: str
    opens_line: bool
    shown: str | None = None
    words: str = ""
    """The translated words alone, as the guard reads them."""

    @property
    def kept(self) -> list[Piece]:
        """Its tokens."""
        return [piece for piece in self.inner if piece.kind is not Kind.TEXT]

    @property
    def plain(self) -> str:
        """Its words alone; terms of the glossary count."""
        told = (one.text if one.kind in (Kind.TEXT, Kind.TERM) else " " for one in self.inner)
        return " ".join("".join(told).split())

    def masked(self) -> str:
        """Its text with placeholders, each with a space between it and a letter."""
        sent, number = "", 0
        for piece in self.inner:
            if piece.kind is Kind.TEXT:
                glued = sent.endswith("Z") and number and piece.text[:1].isalnum()
                sent += f" {piece.text}" if glued else piece.text
            else:
                sent += f" XQ{number}Z" if sent[-1:].isalnum() else f"XQ{number}Z"
                number += 1
        return sent

    def fill(self, answer: str) -> None:
        """Take the translation of :meth:`masked`.

        Raises:
            Violation: its tokens are not those that were sent.
        """
        answer = _CONTROL.sub(" ", answer).strip()
        kept = self.kept
        found = [int(one[1]) for one in PLACEHOLDER.finditer(answer)]
        if not answer or sorted(found) != list(range(len(kept))):
            raise Violation
        order = [number for number in found if kept[number].kind in ORDERED]
        bare = PLACEHOLDER.sub(" ", answer)
        if order != sorted(order) or _adds_tokens(bare) or (self.opens_line and block_of(answer).strip()):
            raise Violation
        self.words = " ".join(
            PLACEHOLDER.sub(
                lambda one: kept[int(one[1])].shown if kept[int(one[1])].kind is Kind.TERM else " ", answer
            ).split()
        )
        self.shown = self._with_tokens(answer)

    def _with_tokens(self, answer: str) -> str:
        """``answer`` with its tokens, and without the spaces that were put beside them."""
        glued = dict(zip(range(len(self.kept)), self._glued(), strict=True))
        shown, place = "", 0
        for one in PLACEHOLDER.finditer(answer):
            number = int(one[1])
            before, after = glued[number]
            text = answer[place : one.start()]
            apart = " " if not before and (shown + text)[-1:].isalnum() else ""
            shown += (text.rstrip() if before else text) + apart + self.kept[number].shown
            place = one.end()
            if after:
                place = len(answer) - len(answer[place:].lstrip())
        return shown + answer[place:]

    def _glued(self) -> Iterator[tuple[bool, bool]]:
        """Of each token, whether something stands right before and right after it."""
        for index, piece in enumerate(self.inner):
            if piece.kind is not Kind.TEXT:
                before = index > 0 and not self.inner[index - 1].text[-1:].isspace()
                after = index + 1 < len(self.inner) and not self.inner[index + 1].text[:1].isspace()
                yield before, after

    def texts(self) -> list[str]:
        """What is sent of it in pieces: the words between its tokens."""
        return [piece.text.strip() for piece in self.inner if is_words(piece)]

    def fill_pieces(self, answers: Sequence[str]) -> None:
        """Take the translations of :meth:`texts`.

        Raises:
            Violation: one of them is empty.
        """
        left = iter(answers)
        shown, words = "", []
        for piece in self.inner:
            if not is_words(piece):
                shown += piece.shown
                words.append(piece.shown if piece.kind is Kind.TERM else " ")
                continue
            text = _harmless(next(left))
            if self.opens_line and not shown:
                text = _without_block(text, piece.text)
            if not text:
                raise Violation
            before = piece.text[: len(piece.text) - len(piece.text.lstrip())]
            shown += before + text + piece.text[len(piece.text.rstrip()) :]
            words.append(text)
        self.shown, self.words = shown, " ".join(" ".join(words).split())


def is_words(piece: Piece) -> bool:
    return piece.kind is Kind.TEXT and _LETTER.search(piece.text) is not None


def _adds_tokens(text: str) -> bool:
    return any(piece.kind not in (Kind.TEXT, Kind.LOOSE) for piece in pieces(text))


def block_of(text: str) -> str:
    """What begins a line: the mark of a quote, a heading or a list."""
    match = _BLOCK.match(text)
    return match[0] if match else ""


def _without_block(answer: str, original: str) -> str:
    """An answer without what begins a line, unless its original begins with the same."""
    place = 0
    while (found := _BLOCK.match(answer, place)) and found[0].strip():
        place = found.end()
    return answer if answer[:place].strip() == block_of(original).strip() else answer[place:]


def _harmless(answer: str) -> str:
    """An answer without anything that Discord or a client could take for a token."""
    kept = (one.text for one in pieces(_CONTROL.sub(" ", answer)) if one.kind in (Kind.TEXT, Kind.LOOSE))
    return " ".join(PLACEHOLDER.sub("", "".join(kept).replace("\\", "")).split())
