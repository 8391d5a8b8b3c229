"""An article's blocks without what is not its text: the site's lines, repetitions, who wrote it and when."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.domain.article import Block, BlockKind
from bot.reading.extract.facts.dates import is_clock, is_date
from bot.reading.extract.facts.people import is_byline, is_newsroom, is_signed
from bot.reading.extract.lines.appeals import Appeals
from bot.reading.extract.lines.chrome import (
    begins_comments,
    begins_related,
    begins_reply_box,
    is_chrome,
)
from bot.reading.extract.lines.people_lines import (
    goes_on_about_them,
    introduces_author,
    is_address,
    is_biography,
    tells_of_author,
)

_SENTENCE = 60
"""Characters of a text from which on it is compared as a sentence."""
_SHORT = 80
"""Characters: a shorter line may stand in an article more than once."""
_COMPARED = 4
"""Sentences of a block that are compared with those before it."""
_LONG_ENOUGH = 160
"""Characters of a sentence that are compared."""
_BEHIND = 0.5
"""The share of the text that must stand before "Related stories" for it to end the article."""
_LINE = 150
"""Characters of a line that may be a byline or a date."""
_ENTRIES = 3
"""Lines with a date, or with a time, from which on they part the entries of a live blog or a history."""
_BIOGRAPHIES = 4
"""Paragraphs at the end that may tell of the authors."""
_READ_ALOUD = re.compile(
    r"\s?\((?:opens? (?:in )?(?:a )?new (?:window|tab)|link opens in .{3,20}|external link"
    r"|se abre en (?:una )?(?:nueva )?(?:ventana|pestaña)(?: nueva)?|enlace externo)\)",
    re.IGNORECASE,
)
_MARKS = re.compile(
    r"(?<=[^\W\d_]{2}|[.!?…,;:”»\"'’)]{1}[.!?…,;:”»\"'’)]|[^\W\d_][.!?…,;:”»\"'’)]"
    r"|\d[.,;:])(?:\[(?:\d{1,3}|\*|note? \d{1,2}|nota \d{1,2})\])+(?=[\s.,;:]|\Z)(?! =)"
    r"|(?<=[.!?”»\"])[¹²³][⁰¹²³⁴-⁹]*(?=\s|\Z)"
)
"""Marks that lead to notes."""


def cleared(
    blocks: Iterable[Block], title: str, authors: Collection[str] = (), *, once: bool = True
) -> tuple[Block, ...]:
    """``blocks`` without the site's own lines, bylines and dates, the title, what tells of the authors at the
    end, and headings there; ``once``: without repetitions, as pages have them.
    """
    kept: list[Block] = []
    seen: set[str] = set()
    named, longest = letters(title), 2 * len(title)
    found = list(blocks)
    total = sum(len(block.text) for block in found)
    days = frozenset(block.text for block in found if len(block.text) <= _LINE and is_date(block.text))
    dated = sum(block.text in days for block in found) >= _ENTRIES
    clocks = sum(is_clock(block.text) for block in found) >= _ENTRIES
    appeals = Appeals("\n".join(block.text for block in found))
    behind = 0
    for block in found:
        behind += len(block.text)
        if len(kept) > 2 and _ends(block.text, behind, total):
            break
        if block.text in days:
            kept += [block] * dated
            continue
        text = _article_text(block.text, authors, appeals, opening=not kept)
        if not clocks and is_clock(text):
            continue
        if (
            not text
            or (len(text) <= longest and letters(text) == named)
            or (once and _is_repeated(text, seen))
        ):
            continue
        kept.append(block if text == block.text else replace(block, text=text))
    return tuple(_without_biographies(kept, authors))


def _article_text(text: str, authors: Collection[str], appeals: Appeals, *, opening: bool) -> str:
    """What of a block's text is the article's, maybe nothing.

    ``opening``: at its beginning stands who wrote it.
    """
    if not any(map(str.isalnum, text)) or is_chrome(text):
        return ""
    if len(text) <= _LINE:
        if is_byline(text) or is_address(text):
            return ""
        if is_signed(text, authors) or (opening and is_newsroom(text)):
            return ""
    if opening and tells_of_author(text, authors):
        return ""
    text = appeals.without(text)
    if "(" in text:
        text = _READ_ALOUD.sub("", text)
    if "[" in text or "¹" in text or "²" in text or "³" in text:
        text = _MARKS.sub("", text)
    return text


def _without_biographies(blocks: list[Block], authors: Collection[str]) -> list[Block]:
    for place in range(max(1, len(blocks) - _BIOGRAPHIES), len(blocks)):
        if is_biography(blocks[place].text, authors) and all(
            goes_on_about_them(block.text) or is_biography(block.text, authors)
            for block in blocks[place + 1 :]
        ):
            blocks = blocks[:place]
            break
    blocks = [block for block in blocks if not introduces_author(block.text, authors)]
    while blocks and blocks[-1].kind is BlockKind.HEADING:
        blocks.pop()
    return blocks


def _is_repeated(text: str, seen: set[str]) -> bool:
    """Whether a text was there before, alone or as part of a longer one; its sentences are noted in ``seen``.

    Short lines may stand in an article several times; a whole paragraph, or a page's second copy, does not.
    """
    parts = text.split(". ", _COMPARED)[:_COMPARED]
    keys = {part[:_LONG_ENOUGH].casefold().rstrip(".") for part in parts if len(part) >= _SENTENCE}
    if not keys and len(text) >= _SHORT:
        keys = {text[:_LONG_ENOUGH].casefold()}
    repeated = bool(keys) and keys <= seen
    seen |= keys
    return repeated


def letters(text: str) -> str:
    """What of a text's beginning is compared."""
    return "".join(filter(str.isalnum, text[:_LONG_ENOUGH].casefold()))


def _ends(text: str, behind: int, total: int) -> bool:
    """Whether the article is over where ``text`` stands."""
    if begins_reply_box(text) or begins_comments(text):
        return True
    # With a headline on the same line it names one story, and the article may go on.
    return behind >= _BEHIND * total and ":" not in text[:-1] and begins_related(text)
