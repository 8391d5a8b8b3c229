"""Lines of those who wrote an article: datelines, biographies, addresses."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.reading.extract.facts.dates import MONTH
from bot.reading.extract.facts.name_words import ROLES

_LONGEST_BIOGRAPHY = 600
_CAPITAL = "A-ZÁÉÍÓÚÑÜ"
_SMALL = r"(?:(?:de|del|la|las|los|el|y|of|and|d\.)\s){0,2}"
_PLACE = rf"[{_CAPITAL}][\w’'.-]*(?:,?\s{_SMALL}[{_CAPITAL}][\w’'.-]*){{0,4}}"
_WIRE = r"(?-i:[A-Z]{2,5}|Efe|Reuters|Agencias?)"
_AGENCY = rf"\((?:[{_CAPITAL}][\w’'&./\s-]{{1,40}})\)"
_DASH = r"(?:\s?\.\s?[-–—]{1,2}|\s?[-–—]{1,2})"
_DAY = (
    rf"(?:,?\s(?:\d{{1,2}}\s(?:de\s|of\s)?(?i:{MONTH})|(?i:{MONTH})\s\d{{1,2}})(?:,?\s(?:de\s)?\d{{4}})?\.?)"
)
_DATELINE = re.compile(
    rf"""
    (?: (?:{_PLACE}{_DAY}?[,.]?\s)?{_AGENCY}{_DASH}\s*           # PUERTO CLARO, 5 May (EFE).-   (Reuters) -
      | {_PLACE}{_DAY}?,?\s{_WIRE}(?:\s?\.\s?[-–—]{{1,2}}\s*|\s?[-–—]{{1,2}}\s)
      | (?-i:[{_CAPITAL}]{{2}}[{_CAPITAL}.’'\s-]{{0,30}})(?:,\s[{_CAPITAL}][\w.]*)?{_DAY}?
        \s?[-–—]{{1,2}}\s                                        # LONDON —
      | {_PLACE}{_DAY}?\.\s?[-–—]{{1,2}}\s                        # Puerto Claro.-
      | {_WIRE}\s?\.\s?[-–—]{{1,2}}\s
    )
    (?=[\"“«¿¡(]?[{_CAPITAL}\d])
    """,
    re.VERBOSE,
)
_BIOGRAPHY = re.compile(
    rf"[{_CAPITAL}][\w’'.-]+(?: (?:de |del |la |y |van "
    rf"|von ){{0,2}}[{_CAPITAL}][\w’'.-]+){{1,3}}(?:,? \(?@\w+\)?,?)? "
    r"(?:(?:is|was|has been|works as|serves as)(?: an?| the| our| [\w’' ]{2,30}['’]s?)?|es(?: una?| el"
    r"| la)?) (?P<what>[^.]{3,160})",
)
_HABIT = re.compile(
    r"\b(?:covers?|reports? (?:on|for|from)|writes? (?:about|for|on)|can be reached|is based in|lives in"
    r"|joined|follow (?:him|her|them)"
    r"|escribe (?:sobre|en|para|de)|cubre|colabora (?:en|con)|vive en|trabaja (?:en|para)"
    r"|licenciad[oa] en|graduad[oa] en|es autora? de)\b",
    re.IGNORECASE,
)
_ROLE = re.compile(
    r"\b(?:" + "|".join(sorted(ROLES, key=len, reverse=True)) + r"|author|autora?)\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"\W*(?:(?:e-?mail|correo|contact(?:o)?|twitter|web)\s*:?\s*)?(?:https?://\S+|www\.\S+|\S+@\S+|@\w+)\W*",
    re.IGNORECASE,
)


def without_dateline(text: str) -> str:
    """The first paragraph of a report without the place, the day and the agency before its first sentence."""
    match = _DATELINE.match(text)
    return text[match.end() :] if match else text


def tells_of_author(text: str, authors: Collection[str]) -> bool:
    """Whether a paragraph begins with the name of one of the authors, and says what they are or do."""
    if len(text) > _LONGEST_BIOGRAPHY or not text.casefold().startswith(tuple(map(str.casefold, authors))):
        return False
    return _HABIT.search(text) is not None or _ROLE.search(text) is not None


def is_biography(text: str, authors: Collection[str]) -> bool:
    """Whether a paragraph at the end of an article says who wrote it."""
    if len(text) > _LONGEST_BIOGRAPHY:
        return False
    return tells_of_author(text, authors) or _is_introduction(text)


def introduces_author(text: str, authors: Collection[str]) -> bool:
    """Whether a paragraph anywhere says first of all what one of the authors is."""
    return tells_of_author(text, authors) and _is_introduction(text)


def _is_introduction(text: str) -> bool:
    match = _BIOGRAPHY.match(text)
    return match is not None and _ROLE.search(match["what"]) is not None


def goes_on_about_them(text: str) -> bool:
    """Whether a paragraph after a biography is more of it."""
    return len(text) <= _LONGEST_BIOGRAPHY // 2 and _HABIT.search(text) is not None


def is_address(text: str) -> bool:
    """Whether a line is an address on the web, or somebody's, and nothing else."""
    return len(text) <= _LONGEST_BIOGRAPHY // 4 and _ADDRESS.fullmatch(text) is not None
