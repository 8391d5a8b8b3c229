"""What a machine made of somebody's text in the other language, and where it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from bot.domain.language import Language
from bot.domain.message import Message, message


class MirrorTranslations(StrEnum):
    """How a comment is shown in a room of the other language: as it is, with its translation below, or its
    translation alone.
    """

    OFF = "off"
    BELOW = "below"
    INSTEAD = "instead"


ENGINE_TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "firefox": message("Firefox Translations"),
        "apertium": message("Apertium"),
        "libretranslate": message("LibreTranslate"),
        "deepl": message("DeepL"),
        "google": message("Google Cloud Translation"),
        "azure": message("Azure Translator"),
        "chat": message("a language model"),
    }
)
"""What people call the engines, by the names that settings have for them."""


_AT_THE_START: Mapping[str, Message] = MappingProxyType({"chat": message("A language model")})


def engine_title(engine: str, *, at_the_start: bool = False) -> Message:
    """What people call an engine; the name in the settings where there is no other.

    ``at_the_start``: it begins a sentence.
    """
    known = _AT_THE_START.get(engine) if at_the_start else None
    return known or ENGINE_TITLES.get(engine) or message("{engine}", engine=engine)


@dataclass(frozen=True, slots=True)
class MachineText:
    """A text in ``language``, translated from the other language.

    ``version`` is that of the engine's data or protocol; ``rough`` means that it translates word by word.
    """

    text: str
    language: Language
    engine: str
    version: str
    rough: bool

    @property
    def provenance(self) -> Message:
        """What stands beside it."""
        template = (
            message("Rough translation from {language}, by {engine}")
            if self.rough
            else message("Translated from {language} by {engine}")
        )
        return message(template.text, language=self.language.other, engine=engine_title(self.engine))


@dataclass(frozen=True, slots=True)
class MachineEdition:
    """What an engine made of an edition: of its headline, its standfirst, and each sentence of its summary.

    Nothing else of an article is translated.
    """

    language: Language
    title: str
    standfirst: str | None
    sentences: tuple[str, ...]
    engine: str
    version: str
    rough: bool

    @classmethod
    def of(cls, made: MachineText) -> MachineEdition:
        """What was made of :func:`bot.translation.article_edition.lines_of`."""
        title, standfirst, *sentences = made.text.split("\n")
        return cls(
            made.language, title, standfirst or None, tuple(sentences), made.engine, made.version, made.rough
        )
