"""Text that pages push to their programs in chunks (``__next_f``): rows of data, long texts and elements.

A row is ``id:JSON``, or ``id:T`` with the length of a text in hexadecimal bytes, a comma and the text; other
rows stand for such a text as ``"$id"``. An element is a list: ``["$", tag, key, properties]``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from bot.reading.extract.markup import squeezed

_PUSHED = re.compile(r"__next_f\s*\.push\(\s*(?=\[)")
_ROW = re.compile(rb"([0-9a-f]{0,8}):(?:T([0-9a-f]{1,8}),|[A-Z]{0,2}(?=[\[{\"]))")
_REFERENCE = re.compile(r'"\$([0-9a-f]{1,8})"')
_LARGEST = 5_000_000
_MOST_ROWS, _MOST_VALUES = 2_000, 100_000
_PARAGRAPHS = frozenset(("p", "li", "blockquote", "h2", "h3", "h4"))


def streamed_data(programs: Iterable[str]) -> Iterator[object]:
    """The data in the rows that a page's scripts push, each long text put where it is first referred to."""
    texts: dict[str, str] = {}
    rows = []
    for name, row, is_text in _rows("".join(_chunks(programs)).encode("utf-8", "replace")):
        if is_text:
            texts[name] = row
        else:
            rows.append(row)
    for row in rows:
        whole = _REFERENCE.sub(
            lambda found: json.dumps(texts.pop(found[1])) if found[1] in texts else found[0], row
        )
        try:
            yield json.loads(whole, strict=False)
        except (ValueError, RecursionError):
            continue
    for text in texts.values():
        yield {"content": text}


def _chunks(programs: Iterable[str]) -> Iterator[str]:
    decoder = json.JSONDecoder(strict=False)
    length = 0
    for program in programs:
        for pushed in _PUSHED.finditer(program):
            try:
                chunk, _ = decoder.raw_decode(program, pushed.end())
            except (ValueError, RecursionError):
                continue
            text = chunk[1] if isinstance(chunk, list) and len(chunk) > 1 else None
            if isinstance(text, str) and (length := length + len(text)) <= _LARGEST:
                yield text


def _rows(stream: bytes) -> Iterator[tuple[str, str, bool]]:
    """The id of each row, what it says, and whether that is a text."""
    start = 0
    for _ in range(_MOST_ROWS):
        row = _ROW.match(stream, start)
        line = stream.find(b"\n", start) + 1 or len(stream)
        end = row.end() + int(row[2], 16) if row and row[2] else line
        if row:
            yield row[1].decode(), stream[row.end() : end].decode("utf-8", "replace"), bool(row[2])
        if end >= len(stream):
            return
        start = end


def element_text(data: object) -> tuple[str, str]:
    """The first heading, and the paragraphs in lines, of the elements in ``data``."""
    heading = ""
    lines = []
    pending = [data]
    for _ in range(_MOST_VALUES):
        if not pending:
            break
        value = pending.pop()
        if isinstance(value, dict):
            pending += reversed(value.values())
        elif isinstance(value, list):
            tag = value[1] if len(value) > 3 and value[0] == "$" else None
            if tag == "h1":
                heading = heading or _inline(value[3])
            elif tag in _PARAGRAPHS:
                lines.append(_inline(value[3]))
            else:
                pending += reversed(value)
    return heading, "\n".join(line for line in lines if line)


def _inline(properties: object) -> str:
    """The text in an element's children, in order."""
    texts = []
    pending = [properties]
    for _ in range(_MOST_VALUES):
        if not pending:
            break
        value = pending.pop()
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            pending.append(value.get("children"))
        elif isinstance(value, list):
            is_element = len(value) > 3 and value[0] == "$"
            pending += [value[3]] if is_element else reversed(value)
    return squeezed("".join(texts))
