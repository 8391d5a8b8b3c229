"""A page's bytes become a draft of its article. Runs in a worker process: pages are other people's."""

from __future__ import annotations

import re

from lxml import etree

from bot.domain.article import Block, BlockKind, Headline
from bot.domain.discussion import DetectedLanguage
from bot.domain.language import Language
from bot.reading.extract.alternates import read_alternates
from bot.reading.extract.body import is_thin, length_of, read_body, rescued, words_of
from bot.reading.extract.cleaning import cleared
from bot.reading.extract.drafts import FEWEST_WORDS, LONGEST, PARTIAL_WORDS, Draft, Unreadable
from bot.reading.extract.facts.linked_data import html_free
from bot.reading.extract.markup import decoded, squeezed, text_of, tree_of
from bot.reading.extract.metadata import Metadata, read_metadata
from bot.reading.extract.refusals import has_subscribe_box, why_not
from bot.reading.extract.scripts.scripted_text import scripted_text
from bot.reading.fetch.addresses import is_front_page, normalise
from bot.reading.language_detection import detect

_LONGEST_TITLE = 300
_LONGEST_STANDFIRST = 1_000
_LONGEST_NAME = 100
"""Characters of what pages say of themselves that are kept: no honest one is longer."""

_SURELY_MORE = 3
"""How many times more text a page must give to search engines for what it shows to be something else."""
_LONG_PARAGRAPH = 20
"""Words from which on a paragraph is none of a teaser; one alone must have"""
_LONG_ALONE = 80


def read_page(body: bytes, charset: str | None, url: str) -> Draft | Unreadable:
    """The article on the page at ``url`` (empty for a file), or why there is none."""
    tree = tree_of(decoded(body, charset))
    if tree is None:
        return Unreadable.EMPTY
    told = read_metadata(tree, url)
    blocks = body_of(tree, told)
    words = words_of(blocks)
    if words < FEWEST_WORDS:
        return why_not(tree, told.title, told.paywalled)
    if not told.is_article and _is_overview(blocks, url):
        return Unreadable.OVERVIEW
    if not told.title:
        return Unreadable.NO_ARTICLE
    text = "\n".join(block.text for block in blocks)
    if len(text) > LONGEST:
        return Unreadable.TOO_LONG
    language = language_of(text, told.language)
    if language is None:
        return Unreadable.OTHER_LANGUAGE
    return Draft(
        language=language,
        title=told.title[:_LONGEST_TITLE],
        blocks=blocks,
        url=told.canonical or (normalise(url) if url else None),
        standfirst=_standfirst(told, blocks),
        site=told.site and told.site[:_LONGEST_NAME],
        authors=told.authors,
        published=told.published,
        updated=told.updated,
        picture=told.picture,
        section=told.section and told.section[:_LONGEST_NAME],
        complete=_is_complete(tree, told, blocks),
        alternates=read_alternates(tree, url, language),
        headlines=_twin(tree, told.title, blocks, language),
    )


def language_of(text: str, claimed: Language | None) -> Language | None:
    """The language of a text: what it is written in goes before what its page claims."""
    match detect(text):
        case DetectedLanguage.EN:
            return Language.EN
        case DetectedLanguage.ES:
            return Language.ES
        case DetectedLanguage.OTHER:
            return None
        case DetectedLanguage.UNKNOWN:
            return claimed


def body_of(tree: etree._Element, told: Metadata) -> tuple[Block, ...]:
    """The page's own text; where that is hardly any, what it gives to search engines or to browsers without
    programs, then what trafilatura finds, and at last what its programs would show.
    """
    blocks = read_body(tree, told.title, told.authors)
    if told.body and len(told.body) > _SURELY_MORE * length_of(blocks):
        return _lines(told.body, told.title)
    if is_thin(blocks):
        for text in (told.body, _noscript(tree)):
            if text and len(text.split()) >= max(FEWEST_WORDS, 2 * words_of(blocks)):
                return _lines(text, told.title)
        blocks = rescued(tree, told.title, blocks)
    if words_of(blocks) < FEWEST_WORDS and (text := scripted_text(tree, told.title)):
        return _lines(text, told.title)
    return blocks


def _lines(text: str, title: str) -> tuple[Block, ...]:
    """The paragraphs of a text that came in one piece."""
    lines = (squeezed(line) for line in html_free(_BORDER.sub("\n", text)).splitlines())
    return cleared((Block(BlockKind.PARAGRAPH, line) for line in lines if line), title)


def _noscript(tree: etree._Element) -> str | None:
    texts = ["\n".join(text_of(p) for p in element.iter("p")) for element in tree.iter("noscript")]
    return max(texts, key=len, default=None)


def _is_complete(tree: etree._Element, told: Metadata, blocks: tuple[Block, ...]) -> bool:
    """Whether the page shows the whole article. Pages that count what their readers read carry the box that
    asks to subscribe with the whole text too: the text must also be short, or break off.
    """
    last = blocks[-1]
    breaks_off = last.kind is BlockKind.PARAGRAPH and not last.text.endswith(_ENDINGS)
    trails = last.text.endswith(("...", "[…]", "(…)"))
    if words_of(blocks) < PARTIAL_WORDS or breaks_off or trails:
        return not (told.paywalled or has_subscribe_box(tree))
    return True


_BORDER = re.compile(r"(?:<|&lt;)(?:/(?:p|div|li|h[1-6]|blockquote)|br ?/?)(?:>|&gt;)", re.IGNORECASE)
_ENDINGS = (".", "!", "?", ":", "»", "”", '"', ")", "’", "'")


def _is_overview(blocks: tuple[Block, ...], url: str) -> bool:
    """Whether the text is a list of teasers: a front page, or one without paragraphs of some length."""
    paragraphs = (len(block.text.split()) for block in blocks if block.kind is not BlockKind.ITEM)
    long = [words for words in paragraphs if words >= _LONG_PARAGRAPH]
    return (bool(url) and is_front_page(url)) or (len(long) < 2 and sum(long) < _LONG_ALONE)


def _standfirst(told: Metadata, blocks: tuple[Block, ...]) -> str | None:
    """The standfirst, unless it only repeats the title or, as descriptions made by programs do, the text."""
    text = told.standfirst
    if not text or text.casefold() == told.title.casefold():
        return None
    running = (block.text for block in blocks[:_OPENING_BLOCKS] if block.kind is not BlockKind.HEADING)
    opening = _letters(" ".join(running))
    return None if _letters(text)[-_REPEATED:] in opening else text[:_LONGEST_STANDFIRST]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


_OPENING_BLOCKS = 4
_REPEATED = 60
"""Letters at a description's end that decide whether it was cut from the text: bylines may stand before."""


def _twin(
    tree: etree._Element, title: str, blocks: tuple[Block, ...], language: Language
) -> tuple[Headline, ...]:
    """The headline in the other language that stands beside the title on some bilingual pages.

    The headings between the paragraphs are the article's own, whatever language their few words look like.
    """
    begins = next((place for place, block in enumerate(blocks) if block.kind is not BlockKind.HEADING), 0)
    own = {title, *(block.text for block in blocks[begins:])}
    for heading in list(tree.iter("h1", "h2", "h3"))[:6]:
        text = text_of(heading)
        if 4 <= len(text.split()) <= 40 and text not in own and detect(text) == language.other.value:
            return (Headline(language.other, text[:_LONGEST_TITLE]),)
    return ()
