"""Gives back the negations that Apertium loses from Spanish into English.

A negative word before its verb needs no *no* in Spanish; Apertium writes *any* or *anybody* for it all the
same, so that *Nadie vino* becomes *Anybody came*.
"""

from __future__ import annotations

import re

_NEGATIVE = re.compile(r"\b(?:ning[uú]n(?:[oa]s?)?|nadie|nada)\b", re.IGNORECASE)
_LICENSER = re.compile(
    r"\b(?:no|sin|ni|nunca|jamás|tampoco|imped\w*|impid\w*|evit\w*|prohib\w*|neg\w*|antes de|en lugar de"
    r"|en vez de|(?:más|menos|mejor|peor|antes|mayor|menor)(?: \w{1,20}){0,2} que"
    r"|qui[eé]n|para qué)\b",
    re.IGNORECASE,
)
"""What has a negative word after it mean *any* indeed."""
_CLAUSE = re.compile(
    r"[,;:.!?¡¿()\"«»“”]|\b(?:y|e|pero|que|porque|aunque|cuando|si|donde|mientras)\b", re.IGNORECASE
)
_COMPARED = re.compile(r"(?:más|menos|mejor|peor|antes|mayor|menor)(?: \w{1,20}){0,2} \Z", re.IGNORECASE)
_OPEN_NEGATION = re.compile(
    r"\b(?:no|sin|ni|imped\w*|impid\w*|evit\w*|prohib\w*)\b[^.;:!?]*\Z", re.IGNORECASE
)
_ANY = re.compile(r"\b(any of|any|anybody|at all|anything)\b", re.IGNORECASE)
_REPAIRED = {
    "any of": "none of",
    "any": "no",
    "anybody": "nobody",
    "at all": "nothing",
    "anything": "nothing",
}
_WRITTEN = {"nadie": {"anybody"}, "ning": {"any of", "any"}, "nada": {"at all", "anything"}}
"""What Apertium writes for each negative word, by its beginning."""
_OF_NOTHING = re.compile(r" (?:más|menos)\b", re.IGNORECASE)
"""After *nada*, which then negates nothing."""
_WORD = re.compile(r"\w")
_LOOKED_BACK = 60
"""Characters of the clause before, where *no* may stand for a negative word that begins its own."""
_LONGEST_CLAUSE = 200


def repaired(source: str, answer: str) -> str:
    """``answer`` with *no*, *nobody* or *nothing* where ``source`` has a negative word without another."""
    lonely = _lonely(source)
    places = list(_ANY.finditer(answer))
    mended: set[int] = set()
    for kind in ("nadie", "ning", "nada"):
        alone = [one for word, one in lonely if word.startswith(kind)]
        there = [place for place in places if place[0].lower() in _WRITTEN[kind]]
        if len(there) == len(alone) or (all(alone) and len(there) <= len(alone)):
            mended |= {place.start() for place, one in zip(there, alone, strict=False) if one}
    repaired_text, end = "", 0
    for place in places:
        if place.start() in mended:
            repaired_text += answer[end : place.start()] + _in_case_of(place[0], _REPAIRED[place[0].lower()])
            end = place.end()
    return repaired_text + answer[end:]


def _in_case_of(found: str, word: str) -> str:
    if found.isupper() and len(found) > 1:
        return word.upper()
    return word[:1].upper() + word[1:] if found[:1].isupper() else word


def _lonely(source: str) -> list[tuple[str, bool]]:
    """Each negative word, and whether nothing before it in its clause negates already."""
    words = list(_NEGATIVE.finditer(source))
    if not words:
        return []
    ends = [
        one.end()
        for one in _CLAUSE.finditer(source)
        if one[0].lower() != "que" or not _COMPARED.search(source[max(0, one.start() - 60) : one.start()])
    ]
    lonely: list[tuple[str, bool]] = []
    clause = 0
    index = 0
    for word in words:
        while index < len(ends) and ends[index] <= word.start():
            clause, index = ends[index], index + 1
        left = source[max(clause, word.start() - _LONGEST_CLAUSE) : word.start()]
        before = source[max(0, clause - _LOOKED_BACK) : clause] if not _WORD.search(left) else ""
        licensed = _LICENSER.search(left) or (before and _OPEN_NEGATION.search(before))
        nothing = word[0].lower() == "nada" and _OF_NOTHING.match(source, word.end())
        lonely.append((word[0].lower(), not licensed and not nothing))
    return lonely
