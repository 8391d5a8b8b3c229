"""Markdown files become a draft like plain text, with what the marks say about headings, quotes and lists."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from bot.domain.article import Block, BlockKind
from bot.domain.language import Language
from bot.reading.extract.dates import from_stamp
from bot.reading.extract.drafts import LONGEST, Draft, Unreadable
from bot.reading.extract.linked_data import html_free
from bot.reading.extract.markup import squeezed
from bot.reading.extract.metadata import clean_authors
from bot.reading.extract.plain_text import draft_of, text_blocks

_FRONT_MATTER = re.compile(r"\A\ufeff?---[^\S\n]*\n(.{0,20000}?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z_]{1,30})[^\S\n]*:[^\S\n]*(.+)$", re.MULTILINE)
_FENCE = re.compile(r"^(```|~~~).*?(?:^\1[^\S\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_UNDERLINED = re.compile(r"^([^\n#>*\-\s][^\n]*)\n(=+|-{2,})[^\S\n]*$", re.MULTILINE)
_HEADING = re.compile(r"^[^\S\n]{0,3}#{1,6}(?=[^\S\n])([^\n]*)$", re.MULTILINE)
_RULE = re.compile(r"^[^\S\n]*(?:[-*_][^\S\n]*){3,}$", re.MULTILINE)
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]*)\](?:\([^()\s]*(?:\s+\"[^\"]*\")?\)|\[[^\[\]]*\])")
_DEFINITION = re.compile(r"^[^\S\n]{0,3}\[[^\[\]]+\]:[^\n]*$", re.MULTILINE)
_EMPHASIS = {
    mark: (
        re.compile(rf"{before}{re.escape(mark)}(?=\S)"),
        re.compile(rf"(?<=\S)(?={re.escape(mark)}(?!\w))"),
    )
    for mark, before in (("**", ""), ("__", ""), ("~~", ""), ("_", r"(?<!\w)"), ("*", ""), ("`", ""))
}
"""What marks emphasis, with where it may begin and where it may end; what stands first is tried first."""
_EMPHASIS_BEGINS = re.compile(r"[*_~`]")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")


def read_markdown(text: str) -> Draft | Unreadable:
    """The article in a Markdown text; YAML front matter may give its title, authors and date."""
    if len(text) > LONGEST:
        return Unreadable.TOO_LONG
    text = text.replace("\r\n", "\n")
    fields: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        fields = {name.lower(): value.strip().strip("\"'") for name, value in _FIELD.findall(front[1])}
        text = text[front.end() :]
    blocks = list(_blocks(text))
    title = fields.get("title")
    if title is None and blocks and blocks[0].kind is BlockKind.HEADING:
        title, blocks = blocks[0].text, blocks[1:]
    draft = draft_of(blocks, title, Language.from_tag(fields.get("lang") or fields.get("language")))
    if isinstance(draft, Unreadable) or not fields:
        return draft
    from dataclasses import replace

    authors = clean_authors([fields.get("author", fields.get("authors", "")).strip("[]")], None)
    return replace(
        draft, authors=authors or draft.authors, published=from_stamp(fields.get("date")) or draft.published
    )


def _blocks(text: str) -> Iterator[Block]:
    text = _FENCE.sub("\n", text)
    text = _UNDERLINED.sub(lambda match: f"{'#' if match[2][0] == '=' else '##'} {match[1]}", text)
    text = _DEFINITION.sub("", _RULE.sub("\n", text))
    start = 0
    for heading in _HEADING.finditer(text):
        yield from _prose(text[start : heading.start()])
        if title := _plain(heading[1].strip().rstrip("#")):
            yield Block(BlockKind.HEADING, title)
        start = heading.end()
    yield from _prose(text[start:])


def _prose(text: str) -> Iterator[Block]:
    """Paragraphs, quotes and items. In Markdown a single line break ends no paragraph."""
    for paragraph in re.split(r"\n[^\S\n]*\n", text):
        joined = re.sub(
            r"\n(?!\s*(?:[-*+•]|\d{1,2}[.)])\s)", " ", re.sub(r"\n\s*>\s?", " ", paragraph.strip())
        )
        for block in text_blocks(joined):
            if plain := _plain(block.text):
                yield Block(block.kind, plain)


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    for _ in range(3):
        text = _without_emphasis(text)
    return squeezed(html_free(_ESCAPE.sub(r"\1", text)))


def _without_emphasis(line: str) -> str:
    """``line`` without the marks around what is emphasised; what is inside one another takes several times.

    Where each mark may end is looked for once: a search from each beginning would take quadratic time.
    """
    if not _EMPHASIS_BEGINS.search(line):
        return line
    ends = {mark: [end.start() for end in pattern.finditer(line)] for mark, (_, pattern) in _EMPHASIS.items()}
    kept, done = [], 0
    for sign in _EMPHASIS_BEGINS.finditer(line):
        begin = sign.start()
        if begin < done:
            continue
        for mark, (pattern, _) in _EMPHASIS.items():
            if pattern.match(line, begin):
                inside = begin + len(mark)
                place = bisect_right(ends[mark], inside)
                if place < len(ends[mark]):
                    end = ends[mark][place]
                    kept += [line[done:begin], line[inside:end]]
                    done = end + len(mark)
                    break
    return "".join([*kept, line[done:]])
