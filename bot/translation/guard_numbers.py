"""Numbers of a text and of its translation: which were lost, and which are new."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from bot.domain.language import Language

_NUMBER = re.compile(
    r"(?:(?<![\w.,])|(?<=[A-Za-z])(?=\d\d))\d{1,24}(?:[.,’'\u00a0\u202f ]\d{3}(?!\d)){0,6}(?:[.,:]\d{1,12})?"
)
"""Also the digits of names such as F125."""
_RUN = re.compile(r"\d+")
_BETWEEN = re.compile(r"(?<=\d)[.,’'\u00a0\u202f ](?=\d)")
_RANGE = r"(?:\ ?(?:to|and|or|[-–]|a|y|o)\ ?\d{1,6}(?:[.,]\d{1,3})?)?"
_SCALE = re.compile(
    r"[-\ \u00a0]?(?:(?:billion|billones|trillion|millones|million|millón|mil|thousand|millardos)"
    r"|bn|m|k)\b",
    re.IGNORECASE,
)
_UNIT = re.compile(
    _RANGE
    + r"""[-\ \u00a0]?(?:degrees?|grados?|°|miles?|mph|km/?h|kph|feet|foot|ft|inch\w{0,3}|pies?|pulgadas?
    |millas?|pounds?|libras?|lbs?|acres?|hect\w{1,8}|ounces?|onzas?|kil[óo]metros?|km|centímetros?|cm|metros?|met(?:er|re)s?
    |kilos?|kg|yards?|yardas?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_CLOCK = re.compile(r"\ ?(?:[ap]\.?\ ?m\b|h\b|horas?\b|o['’]clock)", re.IGNORECASE)
_DECADE = re.compile(r"['’]?s\b")
_PERCENT = re.compile(r"\ ?(?:%|per\ ?cent|por\ ciento)", re.IGNORECASE)
_PERIOD = re.compile(r"(?:siglo|años|década de los|mid|early|late) \Z")
LONGEST_PROSE = 1_000
"""Characters of a sentence at most; what is longer is a list, whose numbers nobody converts."""
_FACTORS = (
    *(1.609, 0.621, 0.305, 3.281, 2.54, 0.394, 0.454, 2.205),
    *(0.405, 2.471, 28.35, 0.914, 1.094, 30.5, 1.8, 0.556),
)
"""Miles, feet, inches, pounds, acres, ounces, yards, and differences of degrees, both ways."""
_ROUNDED = 0.03
_WORD = re.compile(r"[^\W\d_]+")
_UP_TO_TWENTY = {
    Language.EN: """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen
        fifteen sixteen seventeen eighteen nineteen twenty""",
    Language.ES: """cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince
        dieciséis diecisiete dieciocho diecinueve veinte""",
}
_OTHERS = {
    Language.EN: """1=a 1=an 1=first 1=once 2=second 2=twice 3=third 4=fourth 5=fifth 6=sixth 7=seventh
        8=eighth 9=ninth
        10=tenth 12=twelfth 12=dozen
        30=thirty 40=forty 50=fifty 50=half 60=sixty 70=seventy 80=eighty 90=ninety 100=hundred
        1000=thousand""",
    Language.ES: """1=un 1=una 1=primer 1=primera 1=primero 2=segundo 2=segunda 2=doble 3=tercer 3=tercera
        3=tercero 4=cuarto 4=cuarta 5=quinto 5=quinta 6=sexto 6=sexta 7=séptimo 7=séptima 8=octavo
        8=octava         9=noveno 9=novena 10=décimo 10=décima 12=docena 30=treinta 40=cuarenta 50=cincuenta
        50=media 60=sesenta 70=setenta 80=ochenta 90=noventa 100=cien 1000=mil""",
}


def _spelled_in(language: Language) -> dict[str, str]:
    known = {word: str(number) for number, word in enumerate(_UP_TO_TWENTY[language].split())}
    for pair in _OTHERS[language].split():
        digits, _, word = pair.partition("=")
        known[word] = digits
    return known


_SPELLED = {language: _spelled_in(language) for language in Language}


class Quantity(Enum):
    """What a number counts, and so what a person may write for it."""

    PLAIN = "plain"
    SCALE = "scale"
    UNIT = "unit"
    CLOCK = "clock"
    DECADE = "decade"
    WHOLE = "whole"
    """A hundred per cent."""


class Number(NamedTuple):
    """The digits of a number without what stands between them, its value, and what it counts."""

    digits: str
    value: float
    kind: Quantity


def numbers(text: str) -> list[Number]:
    """The numbers in the first ``LONGEST_PROSE`` characters of ``text``, in order."""
    found = []
    for match in _NUMBER.finditer(text, 0, LONGEST_PROSE):
        digits = re.sub(r"\D", "", match[0]).lstrip("0") or "0"
        found.append(Number(digits, _value(match[0]), _kind(text, match, digits)))
    return found


def _kind(text: str, match: re.Match[str], digits: str) -> Quantity:
    end = match.end()
    if ":" in match[0] or _CLOCK.match(text, end):
        return Quantity.CLOCK
    if _SCALE.match(text, end):
        return Quantity.SCALE
    if _UNIT.match(text, end):
        return Quantity.UNIT
    if _DECADE.match(text, end) or _PERIOD.search(text[max(0, match.start() - 16) : match.start()]):
        return Quantity.DECADE
    return Quantity.WHOLE if digits == "100" and _PERCENT.match(text, end) else Quantity.PLAIN


def _value(written: str) -> float:
    """A number as it is meant: what stands before three last digits separates thousands."""
    whole, mark, rest = written.replace("’", ",").replace("'", ",").partition(".")
    if mark and len(rest) != 3:
        written = f"{whole.replace(',', '')}.{rest}"
    elif written.count(",") == 1 and len(written.rpartition(",")[2]) != 3:
        written = written.replace(",", ".")
    try:
        return float(
            re.sub(r"[^\d.]", "", written) if not mark or len(rest) != 3 else re.sub(r"\D", "", written)
        )
    except ValueError:
        return 0.0


def converts(one: Number, other: Number) -> bool:
    """Whether a person may write ``other`` for ``one``."""
    if one.kind is Quantity.SCALE:
        return one.digits.rstrip("0") == other.digits.rstrip("0")
    if one.kind is Quantity.CLOCK:
        return int(other.digits) % 1200 in (int(one.digits) % 1200, 100 * int(one.digits) % 1200) or (
            int(other.digits) % 12 == int(one.digits) % 12
        )
    if one.kind is Quantity.DECADE:
        return one.digits[-2:] == other.digits[-2:] or _near((one.value - 32) / 1.8, other.value)
    if one.kind is Quantity.UNIT:
        degrees = ((one.value - 32) / 1.8, one.value * 1.8 + 32)
        return any(
            _near(value, other.value) for value in (*(one.value * factor for factor in _FACTORS), *degrees)
        )
    return False


def _near(exact: float, told: float) -> bool:
    return abs(exact - told) <= max(0.6, _ROUNDED * abs(exact))


def spelled(text: str, language: Language) -> set[str]:
    """The digits of numbers that are written as words."""
    known = _SPELLED[language]
    return {known[word] for word in map(str.lower, _WORD.findall(text)) if word in known}


def runs(text: str) -> set[str]:
    """Every run of digits, also with what stands between thousands taken out."""
    found = {*_RUN.findall(text), *_RUN.findall(_BETWEEN.sub("", text))}
    return found | {run.lstrip("0") for run in found}
