"""Links on a page that may lead to its edition in the other language, the likeliest first.

Pages declare them to machines (``hreflang``, which WordPress' language plugins write too) and show them to
readers ("Leer en español", "Read in English"). Neither is believed: what they lead to is read and compared.
Open Graph's ``og:locale:alternate`` says that there is an edition, and not where.
"""

from __future__ import annotations

import re

from lxml import etree

from bot.domain.language import Language
from bot.reading.extract.drafts import Alternate
from bot.reading.extract.links import base_of
from bot.reading.extract.markup import squeezed, text_of
from bot.reading.fetch.addresses import is_front_page, joined, normalise

MOST = 4
"""Candidates kept: each costs a fetch."""

_SPANISH = r"(?:espa[ñn]ol[a]?|castellan[oa]|spanish)"
_ENGLISH = r"(?:ingl[ée]s[a]?|english)"
_LEAD = (
    r"(?:(?:leer|lee|lea|l[ée]elo|ver|vea|disponible|tambi[ée]n|lectura|traducci[óo]n|versi[óo]n|edici[óo]n|nota"
    r"|art[íi]culo|noticia|historia|texto|publicado|esta|este|la|el|lo|read|view|see|available|also|this|the|full"
    r"|story|article|text|translation|version|edition|switch|to)[ :,-]+){0,6}"
)
"""Words that may stand before the name of the language, as in "Lea esta nota en inglés"."""


def _label(names: str, code: str) -> re.Pattern[str]:
    tail = (
        r"(?:[ :-]+(?:version|versi[óo]n|edition|edici[óo]n|translation|traducci[óo]n|available|disponible))?"
    )
    return re.compile(rf"\W*(?:{_LEAD}(?:(?:in|en|al?) )?{names}{tail}|{code})\W*\Z", re.IGNORECASE)


_SAYS = {Language.ES: _label(_SPANISH, "esp?"), Language.EN: _label(_ENGLISH, "eng?")}
_LONGEST_LABEL = 80


def read_alternates(tree: etree._Element, url: str, language: Language) -> tuple[Alternate, ...]:
    """What the page at ``url``, itself in ``language``, may have as its edition in the other language."""
    wanted = language.other
    base = base_of(tree, url)
    found: dict[str, tuple[int, Alternate]] = {}
    for order, element in enumerate(tree.iter("link", "a", "area")):
        rank = _rank(element, wanted)
        if rank is None:
            continue
        link = joined(base, element.get("href"))
        if link is None or (url and normalise(link) == normalise(url)):
            continue
        rank += 4 * is_front_page(link)
        key = normalise(link)
        if key not in found or rank < found[key][0]:
            found[key] = (rank * 100_000 + order, Alternate(link, wanted, element.tag == "link"))
    ranked = sorted(found.values(), key=lambda pair: pair[0])
    return tuple(alternate for _, alternate in ranked[:MOST])


def _rank(element: etree._Element, wanted: Language) -> int | None:
    """How likely a link leads to the edition in ``wanted`` (0 is likeliest); None for other links."""
    tag = (element.get("hreflang") or element.get("data-hreflang") or "").strip()
    if element.tag == "link":
        if "alternate" not in (element.get("rel") or "").lower().split() or "xml" in (
            element.get("type") or ""
        ):
            return None
        if Language.from_tag(tag) is wanted:
            return 0
        # x-default may be the other edition: on a Spanish page whose site is English at home.
        return 3 if tag.lower() == "x-default" else None
    if Language.from_tag(tag) is wanted:
        return 1
    for label in (element.get("title"), element.get("aria-label")):
        if label and len(label) <= _LONGEST_LABEL and _SAYS[wanted].match(squeezed(label)):
            return 2
    text = text_of(element) if element.get("href") else ""
    return 2 if text and len(text) <= _LONGEST_LABEL and _SAYS[wanted].match(text) else None
