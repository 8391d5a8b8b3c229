"""Markdown files become a draft like plain text, with what their marks and front matter say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.article import Block, BlockKind
from bot.domain.language import Language
from bot.reading.extract.drafts import LONGEST, Draft, Unreadable
from bot.reading.extract.facts.dates import from_stamp
from bot.reading.extract.facts.front_matter import Fields, front_matter, text_in, texts_of
from bot.reading.extract.facts.linked_data import html_free
from bot.reading.extract.facts.people import clean_authors
from bot.reading.extract.markup import squeezed
from bot.reading.extract.plain_text import draft_of, text_blocks

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
_STRUCK = re.compile(r"~~(?=\S)[^~\n]{1,500}(?<=\S)~~")
_NOTE = re.compile(r"\[\^[^\[\]\s]{1,40}\](?!:)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")


def read_markdown(text: str) -> Draft | Unreadable:
    """The article in a Markdown text; front matter may give what a page says of its article."""
    if len(text) > LONGEST:
        return Unreadable.TOO_LONG
    fields, text = front_matter(text.replace("\r\n", "\n"))
    blocks = list(_blocks(text))
    title = text_in(fields, "title", "headline", "titulo", "título")
    if title is None and blocks and blocks[0].kind is BlockKind.HEADING:
        title, blocks = blocks[0].text, blocks[1:]
    tag = text_in(fields, "lang", "language", "locale", "idioma")
    draft = draft_of(blocks, title and _plain(title), Language.from_tag(tag))
    if isinstance(draft, Unreadable) or not fields:
        return draft
    site = text_in(fields, "site", "publication", "source")
    names = (value for name in _AUTHORS for value in texts_of(fields.get(name)))
    authors = clean_authors(names, site, listed=not isinstance(fields.get("authors"), list))
    published = _day(
        fields, "date", "published", "publishdate", "publish_date", "pubdate", "datepublished", "fecha"
    )
    updated = _day(fields, "updated", "lastmod", "modified", "last_modified", "datemodified")
    return replace(
        draft,
        authors=authors or draft.authors,
        published=published or draft.published,
        updated=updated if updated != published else None,
        standfirst=text_in(fields, "standfirst", "subtitle", "dek", "description", "summary")
        or draft.standfirst,
        section=text_in(fields, "section", "category", "categories") or draft.section,
        site=site,
    )


_AUTHORS = ("author", "authors", "autor", "autores", "by", "byline")


def _day(fields: Fields, *names: str) -> date | None:
    stamps = (from_stamp(text) for name in names for text in texts_of(fields.get(name)))
    return next((found for found in stamps if found), None)


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
    text = _LINK.sub(r"\1", _NOTE.sub("", _IMAGE.sub("", _STRUCK.sub("", text))))
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
