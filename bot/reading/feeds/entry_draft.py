"""The own text of an entry as an article, for when its page cannot be had. Runs in a worker process."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from html import unescape

from bot.domain.article import Block, BlockKind
from bot.domain.errors import BadInput
from bot.domain.language import Language
from bot.reading.extract.body import read_body, words_of
from bot.reading.extract.cleaning import cleared
from bot.reading.extract.drafts import (
    FEWEST_WORDS as FEWEST_OF_ARTICLES,
    LONGEST,
    PARTIAL_WORDS,
    Draft,
    Unreadable,
)
from bot.reading.extract.encodings import encoded_once
from bot.reading.extract.facts.people import clean_authors
from bot.reading.extract.markup import shown_text, squeezed, tree_of
from bot.reading.extract.pages import language_of
from bot.reading.extract.plain_text import text_blocks
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import normalise

FEWEST_WORDS = 8
"""Words of an entry's text: a summary may be much shorter than an article, but says more than a headline."""
_MUCH_MORE = 1.5
"""How many times more words than its paragraphs an entry must have for all of them to be its text."""
_HAS_MARKUP = re.compile(r"<(?:/?[a-z][a-z0-9]{0,10}|!--)[\s/>]", re.IGNORECASE)
_ADDED = re.compile(
    r"(?:the post .{1,400} (?:appeared first on|first appeared on) .{1,200}"
    r"|la entrada .{1,400} (?:se public[óo] primero en|aparece primero en|apareci[óo] primero en) .{1,200}"
    r"|(?:\[?(?:…|\.\.\.)\]?\s{0,3})?(?:read (?:more|on|the full (?:story|article))"
    r"|continue reading|keep reading|leer m[áa]s|sigue leyendo|seguir leyendo|contin[úu]a leyendo"
    r"|lee la nota completa)\b.{0,200})\Z",
    re.IGNORECASE,
)
"""What programs add below the text of an entry: where it is from, or that there is more."""
_MORE = re.compile(
    r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\))\]?\s{0,3}"
    r"(?:(?:read more|continue reading|leer m[áa]s|sigue leyendo|seguir leyendo)\b.{0,200})?\Z",
    re.IGNORECASE,
)
"""How a text ends that goes on elsewhere."""
_LOOKED_AT = 700
_LONGEST_TITLE = 100
_BREAK = re.compile(r"(?:<br\s{0,5}/?>\s{0,20}){2,10}", re.IGNORECASE)


def entry_draft(entry: Entry, feed_language: str | None, url: str) -> Draft | Unreadable:
    """The article that the text of ``entry`` makes, known by ``url`` (its page), or why it makes none.

    ``feed_language`` is the tag that its feed claims. The draft is not complete where the text is a summary.
    """
    text = encoded_once(entry.html[:LONGEST])
    found = _blocks(text, entry)
    blocks = _without_added(found)
    if words_of(blocks) < FEWEST_WORDS:
        return Unreadable.TOO_SHORT
    body = "\n".join(block.text for block in blocks)
    claimed = Language.from_tag(entry.language) or Language.from_tag(feed_language)
    language = language_of(f"{entry.title}\n{body}", claimed)
    if language is None:
        return Unreadable.OTHER_LANGUAGE
    return Draft(
        language=language,
        title=squeezed(entry.title) or _first_words(blocks[0].text),
        blocks=blocks,
        url=_address(url or entry.link),
        authors=clean_authors(entry.authors, None),
        published=entry.published.date() if entry.published else None,
        updated=_updated(entry),
        picture=entry.picture,
        complete=not _is_summary(text, found, blocks),
    )


def _first_words(text: str) -> str:
    """The beginning of a text as the title of an entry that has none, as short posts do."""
    if len(text) <= _LONGEST_TITLE:
        return text
    return text[:_LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(",;:—–-") + "…"


def _blocks(text: str, entry: Entry) -> tuple[Block, ...]:
    """The text's blocks: of its paragraphs, else of all that it shows, else of its lines."""
    authors = clean_authors(entry.authors, None)
    if not _HAS_MARKUP.search(text):
        return cleared(text_blocks(unescape(text)), entry.title, authors)
    tree = tree_of(f"<html><body><article>{_BREAK.sub('<p>', text)}</article></body></html>")
    if tree is None:
        return ()
    blocks = read_body(tree, entry.title, authors)
    shown = shown_text(tree)
    if len(shown.split()) > _MUCH_MORE * words_of(blocks) and words_of(blocks) < FEWEST_OF_ARTICLES:
        return cleared([Block(BlockKind.PARAGRAPH, shown)], entry.title, authors)
    return blocks


def _without_added(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """``blocks`` without the lines at their end that programs add."""
    kept = list(blocks)
    while kept and _ADDED.match(kept[-1].text[:_LOOKED_AT]):
        kept.pop()
    return tuple(kept)


def _is_summary(text: str, found: Sequence[Block], blocks: Sequence[Block]) -> bool:
    """Whether a text is clearly not all of its article: it goes on elsewhere, or is too short for one."""
    ends = [block.text[-_LOOKED_AT:] for block in (*found[-2:], *blocks[-1:])]
    shortest = FEWEST_OF_ARTICLES if _HAS_MARKUP.search(text) else PARTIAL_WORDS
    return words_of(blocks) < shortest or any(map(_MORE.search, ends))


def _updated(entry: Entry) -> date | None:
    updated = entry.updated.date() if entry.updated else None
    return updated if entry.published is None or updated != entry.published.date() else None


def _address(link: str | None) -> str | None:
    try:
        return normalise(link) if link else None
    except BadInput:
        return None
