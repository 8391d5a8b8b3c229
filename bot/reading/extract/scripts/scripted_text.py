"""The text of an article that stands in its page's programs alone, as data that they draw the page from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from lxml import etree

from bot.reading.extract.facts.titles import agree
from bot.reading.extract.scripts.streamed_rows import element_text, streamed_data

_LARGEST = 3_000_000
"""Characters of a script that is looked into."""
_MOST_SCRIPTS, _MOST_STARTS = 60, 8
_MOST_VALUES = 20_000
_DEEPEST = 40
_ASSIGNED = re.compile(r"(?:=|\(|JSON\.parse\()\s*+(?=[\[{\"'])")
"""Where data begin in a program that assigns or passes them."""
_TEMPLATE = re.compile(r"[=:(]\s*`([^`]{400,})`")
_TEXT_KEYS = frozenset(
    (
        *(
            "articlebody",
            "body",
            "bodyhtml",
            "bodytext",
            "content",
            "contenthtml",
            "contentbody",
            "html",
            "text",
        ),
        *(
            "content_elements",
            "contentelements",
            "__html",
            "story",
            "storybody",
            "fulltext",
            "paragraphs",
            "blocks",
            "elements",
            "components",
            "cuerpo",
        ),
        *("contenido", "texto", "nota", "sections", "children", "value", "data"),
    )
)
_TITLE_KEYS = ("headline", "title", "headlines", "name", "titulo")
_PARAGRAPH = 60
"""Characters of a text from which on it is a paragraph, if it ends like one."""
_ENDINGS = (".", "!", "?", "”", "»", '"', ">", "…", ")")
_FEWEST = 400
"""Characters of an article."""


def scripted_text(tree: etree._Element, title: str) -> str | None:
    """The longest text, in paragraphs, among the data in a page's scripts; that of the story of this title
    before others.
    """
    best: tuple[bool, int, str] = (False, _FEWEST, "")
    programs = list(_programs(tree))
    for data in chain(chain.from_iterable(map(_data_in, programs)), streamed_data(programs)):
        for own, text in _Texts(title).found_in(data):
            best = max(best, (own, len(text), text))
        heading, text = element_text(data)
        best = max(best, (bool(title) and agree(heading, title), len(text), text))
    return best[2] or None


def _programs(tree: etree._Element) -> Iterator[str]:
    for script in islice(tree.iter("script"), _MOST_SCRIPTS):
        if not (script.get("type") or "").startswith("application/ld+json"):
            program = script.text or ""
            if _PARAGRAPH < len(program) <= _LARGEST:
                yield program


def _data_in(program: str) -> Iterator[object]:
    """The JSON values in a script: the whole of it, or what it assigns."""
    decoder = json.JSONDecoder(strict=False)
    found = islice(_ASSIGNED.finditer(program), _MOST_STARTS)
    starts = [len(program) - len(program.lstrip()), *(match.end() for match in found)]
    end = 0
    for start in starts:
        if start < end:
            continue
        try:
            data, end = decoder.raw_decode(program, start)
            yield (
                json.loads(data, strict=False)
                if isinstance(data, str) and data[:1] in ("[", "{")
                else _whole(data)
            )
        except (ValueError, RecursionError):
            continue
    for template in islice(_TEMPLATE.finditer(program), _MOST_STARTS):
        yield _whole(template[1])


def _whole(data: object) -> object:
    """A text that is assigned by itself, if it is markup, as if it had a name."""
    return {"html": data} if isinstance(data, str) and "<p" in data else data


class _Texts:
    """Looks for texts of an article in data, a bounded number of values."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._left = _MOST_VALUES

    def found_in(self, data: object, own: bool = False, depth: int = 0) -> Iterator[tuple[bool, str]]:
        """The texts in ``data`` that may be an article's; whether what holds each has the page's title."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return
        if isinstance(data, list):
            for one in data:
                if isinstance(one, dict | list):
                    yield from self.found_in(one, own, depth + 1)
        elif isinstance(data, dict):
            own = self._is_own(data, own)
            for key, value in data.items():
                if key.lower() in _TEXT_KEYS and (text := self._text_of(value)):
                    yield own, text
                if isinstance(value, dict | list):
                    yield from self.found_in(value, own, depth + 1)

    def _is_own(self, data: dict[str, Any], outer: bool) -> bool:
        values = (data.get(name) for name in _TITLE_KEYS)
        titles = chain.from_iterable(
            value.values() if isinstance(value, dict) else (value,) for value in values
        )
        told = [title for title in titles if isinstance(title, str) and len(title.split()) > 1]
        return any(agree(title, self._title) for title in told) if told and self._title else outer

    def _text_of(self, value: object) -> str:
        """The paragraphs in a value: a text, or a list of parts, each with its text."""
        if isinstance(value, str):
            return value if len(value) >= _FEWEST and " " in value[:200] else ""
        if isinstance(value, list):
            parts = [part for one in value for part in self._parts_of(one, 0)]
            running = sum(map(len, filter(_is_paragraph, parts)))
            return "\n".join(parts) if running >= _FEWEST else ""
        return ""

    def _parts_of(self, value: object, depth: int) -> Iterator[str]:
        """What one part of a text says: in order, what stands under the names of texts."""
        self._left -= 1
        if self._left < 0 or depth > _DEEPEST:
            return
        if isinstance(value, str):
            if " " in value.strip():
                yield value
        elif isinstance(value, list):
            for one in value:
                yield from self._parts_of(one, depth + 1)
        elif isinstance(value, dict):
            for key, inner in value.items():
                if key.lower() in _TEXT_KEYS:
                    yield from self._parts_of(inner, depth + 1)


def _is_paragraph(text: str) -> bool:
    return len(text) >= _PARAGRAPH and text.rstrip().endswith(_ENDINGS)
