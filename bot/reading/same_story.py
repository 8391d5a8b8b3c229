"""Whether two drafts in different languages are one story. What a link claims does not count: both were read.

Translations share what is not translated: names, numbers, pictures, dates, length. Other stories of the same
site share some of it; a front page shares none. Each agreement is evidence, and some disagreements decide.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence, Set
from datetime import timedelta

from bot.domain.article import Edition
from bot.reading.extract.drafts import Draft
from bot.reading.extract.pages import read_page
from bot.reading.fetch.addresses import normalise, same_site

_LENGTHS = (0.4, 2.5)
"""How much longer one edition may be; Spanish takes 1.16 times the words (measured on the same texts)."""
_DAYS = 7
"""Between the dates of two editions: a translation may come days later."""
_ENOUGH = 0.4
"""Share of the smaller draft's names and numbers that the other must have. Measured on 60 news texts:
those and their translations share .43 and more; of 3,540 pairs of different texts 8 share as much as this.
"""
_ENOUGH_SURE = 0.3
"""The same where each page names the other, or both show the same picture: 16 of the 3,540."""
_SURE = 0.5
"""The same where neither page names the other."""
_SURELY_WITHIN = timedelta(days=2)
"""Between the dates of two such editions."""
_FEWEST = 3
"""Names and numbers they must have in common; with fewer the share says nothing."""

_NAME = re.compile(r"(?<![.!?…:;\"“«¿¡\n]\s)(?<!\A)(?<=\s|\(|[\"“«'’])[A-ZÁÉÍÓÚÑÜ][^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def read_edition(draft: Draft, body: bytes, charset: str | None, url: str) -> Draft | None:
    """The article on a page if it is ``draft``'s edition in the other language. Runs in a worker process."""
    found = read_page(body, charset, url)
    return found if isinstance(found, Draft) and same_story(draft, found) else None


def same_story(one: Draft, other: Draft) -> bool:
    """Whether ``other`` is ``one``'s edition in the other language."""
    if one.language is other.language or not _links_may_join(one, other):
        return False
    words, other_words = len(one.text.split()), len(other.text.split())
    if not _LENGTHS[0] <= words / max(other_words, 1) <= _LENGTHS[1] and one.complete and other.complete:
        return False
    if one.published and other.published and abs((one.published - other.published).days) > _DAYS:
        return False
    shared = shared_share(one, other)
    sure = (one.picture and one.picture == other.picture) or (points_at(one, other) and points_at(other, one))
    return shared >= (_ENOUGH_SURE if sure else _ENOUGH)


def points_at(one: Draft, other: Draft) -> bool:
    """Whether ``one`` names ``other`` as its edition in the other language."""
    return other.url is not None and normalise(other.url) in {normalise(link.url) for link in one.alternates}


def shared_share(one: Draft, other: Draft) -> float:
    """The share of the names and numbers of the draft that has fewer of them that the other has too."""
    return share(marks(one.text), marks(other.text), _FEWEST)


def share(one: Set[Hashable], other: Set[Hashable], fewest: int) -> float:
    """The share of the smaller set that the other has too; none if that is less than ``fewest``."""
    common = len(one & other)
    return common / min(len(one), len(other)) if common >= fewest else 0.0


def _links_may_join(one: Draft, other: Draft) -> bool:
    """Pages of one site may; those of two sites only where the second names the first too, for else any page
    could make itself an edition of somebody else's article.
    """
    if one.url is None or other.url is None:
        return False
    return same_site(one.url, other.url) or points_at(other, one)


def marks(text: str) -> set[str]:
    """What translation leaves alone: names (how they begin, without accents) and numbers (their digits)."""
    return {*_names(_NAME.findall(text)), *_numbers(_NUMBER.findall(text))}


def _names(found: Iterable[str]) -> Iterable[str]:
    """Names by their beginnings: Ukraine and Ucrania, Brazil and Brasil differ, but most names hardly do."""
    for name in found:
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode("ascii")
        yield plain[:4]


def _numbers(found: Iterable[str]) -> Iterable[str]:
    """Numbers of two digits and more, whichever way their thousands and decimals are written."""
    for number in found:
        digits = re.sub(r"\D", "", number)
        if len(digits) >= 2:
            yield digits


def edition_among(edition: Edition, others: Sequence[Edition]) -> int | None:
    """The index of the one story of the same publisher's that ``edition`` is in the other language; None if
    none is, or several may be: a wrong edition is worse than none.
    """
    found = [number for number, other in enumerate(others) if _surely_one(edition, other)]
    return found[0] if len(found) == 1 else None


def _surely_one(one: Edition, other: Edition) -> bool:
    """Whether two editions in different languages agree in everything that translation leaves alone."""
    if one.language is other.language:
        return False
    if one.published and other.published and abs(one.published - other.published) > _SURELY_WITHIN:
        return False
    if one.complete and other.complete and not _LENGTHS[0] <= one.words / max(other.words, 1) <= _LENGTHS[1]:
        return False
    same_picture = bool(one.picture) and one.picture == other.picture
    if not same_picture and not (one.published and other.published):
        return False
    shared = share(_marks_of(one), _marks_of(other), _FEWEST if same_picture else 2 * _FEWEST)
    return shared >= (_ENOUGH if same_picture else _SURE)


def _marks_of(edition: Edition) -> set[str]:
    return marks("\n".join(block.text for block in edition.blocks))
