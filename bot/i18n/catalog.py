"""Rendering messages in English, which is in the code, and Spanish, which is in ``es.po``."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from gettext import c2py
from pathlib import Path

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.catalog import Catalog as Translations
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from bot.domain.language import Language
from bot.domain.message import Message, message

PO_FILE = Path(__file__).with_name("es.po")

_NAMES = {Language.EN: message("English"), Language.ES: message("Spanish")}
_BEGINS_WITH_I = re.compile("h?í|h?i(?![aeo])", re.IGNORECASE)
"""Beginning of a word before which Spanish *y* becomes *e*."""


class Catalog:
    """All messages in both languages. Made by :meth:`load`."""

    def __init__(self, spanish: Translations) -> None:
        self._spanish = {
            (entry.id if isinstance(entry.id, str) else entry.id[0]): entry.string
            for entry in spanish
            if entry.id and entry.string
        }
        self._plural = c2py(spanish.plural_expr)

    @classmethod
    @functools.cache
    def load(cls, path: Path = PO_FILE) -> Catalog:
        """Read the Spanish catalog, once. It takes a few milliseconds, so it is not compiled."""
        with path.open("rb") as file:
            return cls(read_po(file, locale="es"))

    def say(self, message: Message, language: Language) -> str:
        """Render ``message`` in ``language``, with numbers, dates and language names formatted for it.

        A message without a translation is rendered in English.
        """
        params = {name: self._formatted(value, language) for name, value in message.params.items()}
        return self._template(message, language).format_map(params)

    def _template(self, message: Message, language: Language) -> str:
        if language is Language.ES and (found := self._spanish.get(message.text)):
            if isinstance(found, str):
                return found
            if text := str(found[self._plural(message.count or 0)]):
                return text
        return message.text if message.plural is None or message.count == 1 else message.plural

    def _formatted(self, value: object, language: Language) -> object:
        match value:
            case Message():
                return self.say(value, language)
            case Language():
                return self.say(_NAMES[value], language)
            case datetime():
                return format_datetime(value, "medium", locale=language.value)
            case date():
                return format_date(value, "long", locale=language.value)
            case timedelta():
                return _span(value, language)
            case bool() | str():
                return value
            case int() | float():
                return format_decimal(value, locale=language.value)
            case Mapping():
                return value[language]
            case Iterable():
                return _listed([str(self._formatted(one, language)) for one in value], language)
            case _:
                return value


def _listed(names: list[str], language: Language) -> str:
    listed = format_list(names, locale=language.value)
    if language is Language.ES and len(names) > 1 and _BEGINS_WITH_I.match(names[-1]):
        return f"{listed.removesuffix(f' y {names[-1]}')} e {names[-1]}"
    return listed


def _span(span: timedelta, language: Language) -> str:
    """Format a duration without units that are zero: "1 hour and 30 minutes"."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    units = (("duration-hour", hours), ("duration-minute", minutes), ("duration-second", seconds))
    parts = [(unit, count) for unit, count in units if count] or [("duration-second", 0)]
    shown = [format_unit(count, unit, locale=language.value) for unit, count in parts]
    return format_list(shown, locale=language.value)
