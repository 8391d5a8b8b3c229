"""Numbers of a text and of its translation: which were lost, and which are new."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.domain.language import Language

_NUMBER = re.compile(r"(?<![\w.,])\d{1,24}(?:[.,’'\u00a0\u202f ]\d{3}(?!\d)){0,6}(?:[.,:]\d{1,12})?")
_RUN = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?<=\d)[.,’'\u00a0\u202f ](?=\d)")
_UNIT = re.compile(
    r"""(?:[-\ \u00a0]?(?:degrees?|grados?|°|miles?|mph|km/?h|kph|feet|foot|ft|inch\w{0,3}|pies
    |pulgadas|millas|pounds?|libras?|lbs?|acres?|hect\w{1,8}|ounces?|onzas?|billion|billones|trillion|millones|mil\b|millardos
    |kil[óo]metros?|km\b|metros|meters|metres|kilos?|kg\b|[ap]\.?\ ?m\b|h\b|horas?|yards?|yardas?))
    |(?:s|['’]s|th|st|nd|rd)\b""",
    re.IGNORECASE | re.VERBOSE,
)
"""After a number that a person may convert, or write as a word: units, clocks, decades, ordinals."""
_PERIOD = re.compile(r"(?:siglo|años|década de los|mid|early|late) \Z")
_WORD = re.compile(r"[^\W\d_]+")
_UP_TO_TWENTY = {
    Language.EN: """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""",
    Language.ES: """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
        dieciséis diecisiete dieciocho diecinueve veinte""",
}
_OTHERS = {
    Language.EN: """1=a 1=an 1=first 1=once 2=second 2=twice 3=third 4=fourth 5=fifth 6=sixth 12=dozen
        30=thirty 40=forty 50=fifty 50=half 60=sixty 70=seventy 80=eighty 90=ninety 100=hundred
        1000=thousand""",
    Language.ES: """1=un 1=una 1=primer 1=primera 1=primero 2=segundo 2=segunda 2=doble 3=tercer 3=tercera
        3=tercero 4=cuarto 4=cuarta 5=quinto 5=quinta 6=sexto 12=docena 30=treinta 40=cuarenta 50=cincuenta
        50=media 60=sesenta 70=setenta 80=ochenta 90=noventa 100=cien 1000=mil""",
}


def _spelled_in(language: Language) -> dict[str, str]:
    known = {word: str(number) for number, word in enumerate(_UP_TO_TWENTY[language].split())}
    for pair in _OTHERS[language].split():
        digits, _, word = pair.partition("=")
        known[word] = digits
    return known


_SPELLED = {language: _spelled_in(language) for language in Language}


class Number(NamedTuple):
    """The digits of a number, and whether a person may write another one for it."""

    digits: str
    convertible: bool


def numbers(text: str) -> list[Number]:
    """The numbers of ``text``, in order."""
    found = []
    for match in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", match[0]).lstrip("0") or "0"
        before = text[max(0, match.start() - 16) : match.start()]
        convertible = ":" in match[0] or _UNIT.match(text, match.end()) or _PERIOD.search(before)
        found.append(Number(digits, bool(convertible)))
    return found


def spelled(text: str, language: Language) -> set[str]:
    """The digits of numbers that are written as words."""
    known = _SPELLED[language]
    return {known[word] for word in map(str.lower, _WORD.findall(text)) if word in known}


def runs(text: str) -> set[str]:
    """Every run of digits, also with what stands between thousands taken out."""
    found = {*_RUN.findall(text), *_RUN.findall(_BETWEEN.sub("", text))}
    return found | {run.lstrip("0") for run in found}
