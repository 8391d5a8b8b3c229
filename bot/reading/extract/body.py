"""The body of an article as blocks, in order, out of the part of its page that holds the running text.

Where that part gives hardly anything trafilatura reads the whole page: it is slower, and knows more layouts.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from lxml import etree, html
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from bot.domain.article import Block, BlockKind
from bot.reading.extract.cleaning import cleared
from bot.reading.extract.facts.dates import is_clock
from bot.reading.extract.markup import text_of
from bot.reading.extract.pieces import Piece, pieces
from bot.reading.extract.running_text import tags
from bot.reading.extract.trees import article_part

_HEADING_WORDS = 25
"""A longer line marked as a heading is a paragraph set in large type."""
_MOSTLY_LINKS = 0.5
"""The share of a block's characters in links from which on it is a list of links."""
_UNLINKED = 15
"""Characters outside its links from which on a sentence is more than the headlines it links."""
_REST, _SHORT = 30, 80
"""The same where a link is long, and characters of the whole: more than a label beside a headline."""
_LINKED_NAME = 40
"""Characters of a link within a sentence, on average; headlines are longer."""
_BOLD_WORDS = 14
"""Words of a section heading that is only set in bold type; bold openings say more."""
_DASHES = frozenset("-–—•*→➡")
_LABEL = 60
"""Characters: a shorter text that stands in no paragraph and does not end like a sentence is a label."""
_PARAGRAPH = 120
"""Characters of a paragraph; standfirsts are mostly shorter."""
_THIN = 400
"""Characters of a body below which trafilatura is asked too."""
_MUCH_MORE = 1.5
"""How many times more text trafilatura must find to be believed then."""
_KINDS = {
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.ITEM,
    "dd": BlockKind.ITEM,
    "dt": BlockKind.ITEM,
    "tr": BlockKind.ITEM,
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
}
_ENDINGS = (".", "!", "?", "…", ":", "»", "”", '"')
_SENTENCE_ENDINGS = (".", ".”", ".»", '."', "?”", "?", "!", ".)")


def read_body(tree: etree._Element, title: str, authors: Collection[str] = ()) -> tuple[Block, ...]:
    """The blocks of the article in ``tree``, in order; none where there is none. ``tree`` stays as it is."""
    part = article_part(tree, title)
    leads = [piece for lead in part.leads for piece in _opening(list(pieces(lead, part.clutter)))]
    return cleared(_kept([*leads, *pieces(part.root, part.clutter)]), title, authors)


def is_thin(blocks: Iterable[Block]) -> bool:
    """Whether a body is so short that it is worth looking for the article elsewhere."""
    return length_of(blocks) < _THIN


def rescued(tree: etree._Element, title: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """What trafilatura finds in ``tree`` where that is much more than ``blocks``, else these."""
    found = cleared(_found_by_trafilatura(tree), title)
    length = length_of(blocks)
    return found if length_of(found) > max(_MUCH_MORE * length, length + _LABEL) else blocks


def words_of(blocks: Iterable[Block]) -> int:
    """The words of a body."""
    return sum(len(block.text.split()) for block in blocks)


def length_of(blocks: Iterable[Block]) -> int:
    """The characters of a body."""
    return sum(len(block.text) for block in blocks)


def _found_by_trafilatura(tree: etree._Element) -> Iterator[Block]:
    """What trafilatura finds on the page."""
    options = Extractor(fast=True, comments=False, output_format="python")
    document = bare_extraction(html.document_fromstring(etree.tostring(tree)), options=options)
    if document is None or isinstance(document, dict) or document.body is None:
        return
    for element in document.body.iter(*_RESCUED):
        if text := text_of(element):
            yield Block(_RESCUED[element.tag], text)


_RESCUED = {
    "p": BlockKind.PARAGRAPH,
    "head": BlockKind.HEADING,
    "quote": BlockKind.QUOTE,
    "item": BlockKind.ITEM,
    "row": BlockKind.ITEM,
}
"""trafilatura's elements that hold text. Of those inside one another ``cleared`` keeps the first."""


def _opening(pieces: list[Piece]) -> list[Piece]:
    """Of what stands before the body, its paragraphs: beside a long one short ones count too."""
    if not any(map(_is_paragraph, pieces)):
        return []
    return [piece for piece in pieces if _is_paragraph(piece) or _is_short_paragraph(piece)]


def _is_short_paragraph(piece: Piece) -> bool:
    return piece.tag == "p" and len(piece.text) >= _LABEL and piece.text.endswith(_ENDINGS)


_OPENING = tags("p div h2")


def _is_paragraph(piece: Piece) -> bool:
    """Whether what stands before the body is a paragraph of it, and not its standfirst, byline or date."""
    return piece.tag in _OPENING and len(piece.text) >= _PARAGRAPH and piece.text.endswith(_ENDINGS)


def _kept(found: Iterable[Piece]) -> Iterator[Block]:
    """The pieces that are text rather than links and labels."""
    for piece in found:
        text = piece.text
        if piece.tag == "h1" or _is_link(piece):
            continue
        kind = _KINDS.get(piece.tag, BlockKind.PARAGRAPH)
        if piece.tag == "div" and _is_label(text):
            continue
        if kind is BlockKind.HEADING and len(text.split()) > _HEADING_WORDS:
            kind = BlockKind.PARAGRAPH
        elif piece.tag == "p" and _is_bold_heading(piece):
            kind = BlockKind.HEADING
        yield Block(kind, text)


def _is_label(text: str) -> bool:
    """Whether a text that stands in no paragraph is a label: neither a time nor what a fact check says."""
    return (
        len(text) < _LABEL and not text.endswith(_ENDINGS) and not _RATING.match(text) and not is_clock(text)
    )


_RATING = re.compile(
    r"(?:(?:the |our )?(?:claim|rating|ruling|verdict|conclusion)|(?:la )?(?:afirmaci[óo]n"
    r"|calificaci[óo]n|conclusi[óo]n)"
    r"|(?:el )?veredicto|(?:nuestra )?valoraci[óo]n)\s*:\s*\S",
    re.IGNORECASE,
)
"""What a fact check says in labels."""


def _is_link(piece: Piece) -> bool:
    """Whether a piece is mostly links; a whole sentence may link the many things that it names."""
    if piece.linked <= _MOSTLY_LINKS * len(piece.text):
        return False
    if piece.tag != "p" or not piece.text.endswith(_SENTENCE_ENDINGS):
        return True
    names = piece.links > 1 and piece.linked <= _LINKED_NAME * piece.links
    return (
        _unlinked(piece) < _UNLINKED if names else min(len(piece.text) - _SHORT, _unlinked(piece) - _REST) < 0
    )


def _unlinked(piece: Piece) -> int:
    return len(piece.text) - piece.linked


def _is_bold_heading(piece: Piece) -> bool:
    """Whether a paragraph is a section heading that is set in bold type instead of marked as one."""
    text = piece.text
    return (
        piece.bold >= len(text.replace(" ", ""))
        and len(text.split()) <= _BOLD_WORDS
        and not text.endswith((*_ENDINGS, ",", ";", "’", "'", ")"))
        and text[:1] not in _DASHES
    )
