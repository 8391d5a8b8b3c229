"""Command names and descriptions in Spanish, from the catalog."""

from __future__ import annotations

from discord import Locale, app_commands

from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog

_OFFERED = {
    Locale.american_english: Language.EN,
    Locale.british_english: Language.EN,
    Locale.spain_spanish: Language.ES,
    Locale.latin_american_spanish: Language.ES,
}
"""es-419 falls back to es-ES on Discord, but not the other way round: both are given."""


def named_in(locale: Locale) -> Language:
    """The language a client in ``locale`` shows the names of commands in."""
    return _OFFERED.get(locale, Language.EN)


def command_name(catalog: Catalog, key: str, names: Language) -> str:
    """The command ``key`` (its English name, such as ``privacy export``) as a client shows it that names
    commands in ``names``: ``/privacidad exportar``.
    """
    return "/" + " ".join(catalog.say(Message(part), names) for part in key.split())


class OwnName(app_commands.locale_str):
    """A name that is the same in every language, such as a language's own."""


class CommandTranslator(app_commands.Translator):
    """Looks up the English of a ``locale_str`` in the catalog."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog

    async def translate(
        self, string: app_commands.locale_str, locale: Locale, context: app_commands.TranslationContextTypes
    ) -> str | None:
        """The text in ``locale``, or None for a language we do not speak and for a name that stays."""
        language = None if isinstance(string, OwnName) else _OFFERED.get(locale)
        return self._catalog.say(Message(string.message), language) if language else None
