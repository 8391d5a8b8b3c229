"""Pasted text and text files become a draft: headline, twin in the other language, sections, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from bot.domain.article import Block, BlockKind, Headline
from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language
from bot.reading.extract.cleaning import cleared
from bot.reading.extract.drafts import FEWEST_WORDS, LONGEST, PARTIAL_WORDS, Draft, Unreadable
from bot.reading.extract.facts.dates import from_words
from bot.reading.extract.facts.people import clean_authors
from bot.reading.extract.lines.chrome import asks_to_subscribe, begins_reply_box, is_chrome
from bot.reading.extract.lines.see_also import LONGEST as LONGEST_LINE
from bot.reading.extract.markup import squeezed
from bot.reading.extract.pages import language_of
from bot.reading.language_detection import detect

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
_ITEM = re.compile(r"\s*(?:[-*•·‣▪]|\d{1,2}[.)])\s+(?=\S)")
_QUOTE = re.compile(r"\s*>\s?")
_BYLINE = re.compile(r"\s*(?:by|por|written by|escrito por|texto de)[:\s]+(?=\S)", re.IGNORECASE)
_AFTER_NAME = re.compile(r"(?<!\s)\s++[|•·–—]\s++")
_ENDS = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")
_HEADING_WORDS = 14
_TITLE_WORDS = 40
_PROSE_WORDS = 25
"""A line with so many words is a paragraph wherever it stands."""
_TITLE_CHARACTERS = 110
_WRAPPED_AT = range(30, 133)
"""Lengths of the longest line of a paragraph that was broken to fit a screen."""
_UNEVEN = 1.1
"""How much longer than elsewhere the longest line of a paragraph broken at the same width may be."""


def read_text(text: str, title: str | None = None, language: Language | None = None) -> Draft | Unreadable:
    """The article in ``text``. ``title`` and ``language`` are what whoever pasted it says they are."""
    if len(text) > LONGEST:
        return Unreadable.TOO_LONG
    blocks = list(text_blocks(text))
    return draft_of(blocks, title, language)


def draft_of(blocks: Sequence[Block], title: str | None, language: Language | None) -> Draft | Unreadable:
    """A draft of what a text's blocks say: its head (titles, byline, date) is told from its body."""
    lines = list(_without_chrome(blocks))
    start = next((number for number, block in enumerate(lines) if _is_prose(block)), len(lines))
    while title and start and lines[start - 1].kind is BlockKind.HEADING:
        start -= 1
    titles, authors, published = _head(lines[:start])
    body = list(cleared(_sections(lines[start:]), squeezed(title), authors, once=False))
    if sum(len(block.text.split()) for block in body) < FEWEST_WORDS:
        return Unreadable.TOO_SHORT
    found = language or language_of("\n".join(block.text for block in body), None)
    if found is None:
        return Unreadable.OTHER_LANGUAGE
    own, twin = _own_and_twin(titles, found)
    headline = squeezed(title) or own or _from_sentence(body[0].text)
    rest = [line for line in titles if line not in (own, twin, headline)]
    return Draft(
        language=found,
        title=headline,
        blocks=tuple(body),
        standfirst=max(rest, key=len, default=None),
        authors=authors,
        published=published,
        complete=not _is_stub(blocks, body),
        headlines=(Headline(found.other, twin),) if twin else (),
    )


def _is_stub(lines: Sequence[Block], body: list[Block]) -> bool:
    """Whether a text is the beginning of an article whose rest is for subscribers."""
    asks = any(asks_to_subscribe(block.text[-LONGEST_LINE:]) for block in lines)
    return asks and sum(len(block.text.split()) for block in body) < PARTIAL_WORDS


def text_blocks(text: str) -> Iterator[Block]:
    """The lines of a text as blocks; headings are not told from paragraphs yet."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n").replace("\u2028", "\n")
    groups = [
        [line.rstrip() for line in group.split("\n") if line.strip()] for group in _EMPTY_LINE.split(text)
    ]
    width = max((len(max(lines, key=len)) for lines in groups if _is_wrapped(lines)), default=0)
    for group in groups:
        for line in _unwrapped(group, width):
            if match := _QUOTE.match(line):
                yield Block(BlockKind.QUOTE, squeezed(line[match.end() :]))
            elif match := _ITEM.match(line):
                yield Block(BlockKind.ITEM, squeezed(line[match.end() :]))
            else:
                yield Block(BlockKind.PARAGRAPH, squeezed(line))


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a sentence runs on over the end of a line that had no room for its next word."""
    width = max(map(len, lines), default=0)
    return width in _WRAPPED_AT and any(
        after.lstrip(" >")[:1].islower() for run in _runs(lines, width) for after in run[1:]
    )


def _unwrapped(lines: list[str], width: int) -> Iterator[str]:
    """The paragraphs among ``lines``: those that were broken at ``width`` put together (0: none was)."""
    longest = max(map(len, lines), default=0)
    if longest > width * _UNEVEN:
        yield from lines
        return
    for first, *others in _runs(lines, max(longest, width)):
        yield " ".join(
            [
                first,
                *(line[match.end() :] if (match := _QUOTE.match(line)) else line.strip() for line in others),
            ]
        )


def _runs(lines: list[str], width: int) -> Iterator[list[str]]:
    """``lines`` in runs within which each line but the last had no room for the next one's first word."""
    run: list[str] = []
    for line in lines:
        begins = _ITEM.match(line) or (run and bool(_QUOTE.match(line)) != bool(_QUOTE.match(run[0])))
        word, *_ = line.lstrip(" >").split(maxsplit=1) or [""]
        if run and (begins or not word or len(run[-1]) + 1 + len(word) <= width):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _without_chrome(blocks: Iterable[Block]) -> Iterator[Block]:
    prose = 0
    for block in blocks:
        if begins_reply_box(block.text) and prose > 1:
            return
        if any(character.isalnum() for character in block.text) and not is_chrome(block.text):
            prose += _is_prose(block)
            yield block


def _is_prose(block: Block) -> bool:
    words = len(block.text.split())
    ends = _ENDS.search(block.text) is not None
    return block.kind is not BlockKind.HEADING and (words >= _PROSE_WORDS or (words >= 12 and ends))


def _head(lines: list[Block]) -> tuple[list[str], tuple[str, ...], date | None]:
    """Title lines, authors and date in what stands before the first paragraph."""
    titles: list[str] = []
    authors: list[str] = []
    published = None
    for block in lines:
        text = block.text
        match = _BYLINE.match(text)
        if match and len(text.split()) <= 12:
            authors.append(_AFTER_NAME.split(text[match.end() :], 1)[0])
            published = published or from_words(text)
        elif len(text) <= 60 and (when := from_words(text)):
            published = published or when
        elif len(text.split()) <= _TITLE_WORDS:
            titles.append(text)
    return titles, clean_authors(authors, None), published


def _own_and_twin(titles: list[str], language: Language) -> tuple[str | None, str | None]:
    """The headline in the body's language and its twin in the other among the title lines.

    A headline is often too short to tell its language: the first line that is not in the other is the title.
    """
    heads = titles[:4]
    told = [(line, detect(line)) for line in heads]
    wanted = DetectedLanguage(language.value)
    twin = next(
        (line for line, tongue in told if tongue.value == language.other.value and len(line.split()) > 2),
        None,
    )
    own = next((line for line, tongue in told if tongue is wanted), None) or next(
        (line for line in heads if line != twin), None
    )
    if own is None and len(heads) == 1:
        return twin, None
    return own, twin


def _sections(lines: list[Block]) -> list[Block]:
    """The body with its section headings told: short lines without a full stop that a paragraph follows."""
    body: list[Block] = []
    for number, block in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else None
        kind = block.kind
        if kind is BlockKind.PARAGRAPH and _is_heading(block.text, following):
            kind = BlockKind.HEADING
        body.append(Block(kind, block.text))
    while body and body[-1].kind is BlockKind.HEADING:
        body.pop()
    return body


def _is_heading(text: str, following: Block | None) -> bool:
    if following is None or following.kind is BlockKind.HEADING or len(text.split()) > _HEADING_WORDS:
        return False
    ends = _ENDS.search(text)
    return (ends is None or ends[0].startswith("?")) and text[:1] not in "\"“«—–-'" and not text[:1].islower()


def _from_sentence(text: str) -> str:
    """A title for a text without one: how it begins."""
    if len(text) <= _TITLE_CHARACTERS:
        return text.rstrip(".")
    return text[:_TITLE_CHARACTERS].rsplit(" ", 1)[0].rstrip(",;:–—- ") + "…"
