"""What an operator can set of translation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, Field, SecretStr, field_validator

from bot.domain.message import message
from bot.settings.kinds import (
    A_FOLDER,
    AN_ADDRESS,
    ANY_ADDRESS,
    LISTED,
    PAIRS,
    Address,
    Folder,
    Guarded,
    Key,
    setting,
)

if TYPE_CHECKING:
    from bot.translation.engines.chosen import EngineSettings

Outside = Literal["libretranslate", "deepl", "google", "azure", "chat"]
Translator = Literal["firefox", "apertium", Outside, "off"]
MODELS = "https://github.com/mozilla/firefox-translations-models/raw/e7957fc407441a5e3e35bbcbf9d60d9b35764618/models/base-memory"
ENGINES = "TERTULIA_TRANSLATORS"
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "libretranslate": ("TERTULIA_LIBRETRANSLATE_URL",),
        "deepl": ("TERTULIA_DEEPL_KEY",),
        "google": ("TERTULIA_GOOGLE_KEY",),
        "azure": ("TERTULIA_AZURE_KEY",),
        "chat": ("TERTULIA_CHAT_URL", "TERTULIA_CHAT_MODEL"),
    }
)
"""What each translation engine needs, if it is named."""
_GUARDED = message("an address that begins with https://, or with http:// within your own network")
_KEY = message("a key of plain characters, without spaces")
_SWITCH = message("true or false")


class TranslationFields(BaseModel):
    """The settings of translation."""

    translators: Annotated[tuple[Translator, ...] | None, LISTED] = setting(
        ENGINES,
        None,
        "The translation engines, in the order they are asked in: firefox, apertium, libretranslate, deepl, "
        "google, azure, chat; or off for none. Without it, those on this machine that are installed. "
        "docs/translation.md says which to choose.",
        message(
            "names of engines, separated by commas: {names}; or {off} for none",
            names="firefox, apertium, libretranslate, deepl, google, azure, chat",
            off="off",
        ),
        min_length=1,
    )
    translation_seconds: float = setting(
        "TERTULIA_TRANSLATION_SECONDS",
        20.0,
        "How long an engine may take for one request, 1 to 600 seconds.",
        message("a number of seconds from 1 to 600"),
        ge=1,
        le=600,
    )
    translation_characters: Annotated[Mapping[Outside, Annotated[int, Field(ge=0)]], PAIRS] = setting(
        "TERTULIA_TRANSLATION_CHARACTERS",
        {},
        "How many characters a month each outside engine may have, for all servers together: "
        "deepl:500000,azure:2000000",
        message("engines and numbers, such as deepl:500000,azure:2000000"),
    )
    models: Folder = setting(
        "TERTULIA_MODELS",
        Path("data/models"),
        "Where the models of the engine firefox are kept, "
        "and where `python -m bot models install` has them from.",
        A_FOLDER,
    )
    models_url: str = setting("TERTULIA_MODELS_URL", MODELS, "", AN_ADDRESS, pattern=ANY_ADDRESS)
    libretranslate_url: Address = setting(
        "TERTULIA_LIBRETRANSLATE_URL",
        None,
        "A LibreTranslate server, its key if it asks for one, and whether it is on your own machines.",
        AN_ADDRESS,
    )
    libretranslate_key: Key = setting("TERTULIA_LIBRETRANSLATE_KEY", None, "", _KEY)
    libretranslate_local: bool = setting("TERTULIA_LIBRETRANSLATE_LOCAL", False, "", _SWITCH)
    deepl_key: Key = setting(
        "TERTULIA_DEEPL_KEY",
        None,
        "Keys of translation services; an address only for another than the usual one.",
        _KEY,
    )
    deepl_url: Guarded = setting("TERTULIA_DEEPL_URL", None, "", _GUARDED)
    google_key: Key = setting("TERTULIA_GOOGLE_KEY", None, "", _KEY)
    google_url: Guarded = setting("TERTULIA_GOOGLE_URL", None, "", _GUARDED)
    azure_key: Key = setting("TERTULIA_AZURE_KEY", None, "", _KEY)
    azure_region: str | None = setting(
        "TERTULIA_AZURE_REGION", None, "", message("a region such as westeurope"), pattern=r"^[a-z0-9]{1,40}$"
    )
    azure_url: Guarded = setting("TERTULIA_AZURE_URL", None, "", _GUARDED)
    chat_url: Address = setting(
        "TERTULIA_CHAT_URL",
        None,
        "A language model with OpenAI's chat interface (the address ends before /chat/completions), "
        "and whether it is on your own machines.",
        AN_ADDRESS,
    )
    chat_model: str | None = setting(
        "TERTULIA_CHAT_MODEL",
        None,
        "",
        message("the name of a model, without spaces"),
        pattern=r"^[!-~]{1,200}$",
    )
    chat_key: Key = setting("TERTULIA_CHAT_KEY", None, "", _KEY)
    chat_local: bool = setting("TERTULIA_CHAT_LOCAL", False, "", _SWITCH)

    @property
    def engines(self) -> EngineSettings:
        """The translation engines, and what they need."""
        from bot.translation.engines.chosen import (  # not above: `config` needs no engines
            EngineSettings,
            Service,
        )

        def bare(key: SecretStr | None) -> str:
            return key.get_secret_value() if key is not None else ""

        return EngineSettings(
            names=self.translators,
            seconds=self.translation_seconds,
            models=self.models,
            libretranslate=Service(
                self.libretranslate_url, bare(self.libretranslate_key), self.libretranslate_local
            ),
            deepl=Service(self.deepl_url, bare(self.deepl_key)),
            google=Service(self.google_url, bare(self.google_key)),
            azure=Service(self.azure_url, bare(self.azure_key)),
            azure_region=self.azure_region,
            chat=Service(self.chat_url, bare(self.chat_key), self.chat_local),
            chat_model=self.chat_model or "",
        )

    @field_validator("translators")
    @classmethod
    def _off_stands_alone(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if value is not None and "off" in value and len(value) > 1:
            raise ValueError("both on and off")
        return value
