"""Command names and descriptions in Spanish, from the catalog."""

from __future__ import annotations

from discord import Locale, app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.domain.language import Language
from bot.domain.message import Message, message
from bot.i18n.catalog import Catalog

_LOCALES = {
    Locale.american_english: Language.EN,
    Locale.british_english: Language.EN,
    Locale.spain_spanish: Language.ES,
    Locale.latin_american_spanish: Language.ES,
}
"""Both Spanish locales: Discord falls back from es-419 to es-ES, but not the other way round."""


_NAMED_BY_GROUP = frozenset({message("discussion mine").text, message("rules newcomers").text})
"""Commands whose last word is another one in Spanish than in other groups: the catalog has them whole."""


def named_in(locale: Locale) -> Language:
    """Return the language in which a client with ``locale`` shows command names."""
    return _LOCALES.get(locale, Language.EN)


def command_name(catalog: Catalog, key: str, names: Language) -> str:
    """Return the command ``key`` (its English name, such as ``privacy export``) in the language ``names``:
    ``/privacidad exportar``.
    """
    if key in _NAMED_BY_GROUP:
        return f"/{catalog.say(Message(key), names)}"
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
        """Return the text in ``locale``; None for other languages and for an :class:`OwnName`."""
        language = None if isinstance(string, OwnName) else _LOCALES.get(locale)
        if language is None:
            return None
        if context.location is Location.command_name and isinstance(context.data, app_commands.Command):
            return command_name(self._catalog, context.data.qualified_name, language).split()[-1].lstrip("/")
        return self._catalog.say(Message(string.message), language)
