"""Which engines translate in the sandbox."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace

from dotenv import dotenv_values

from bot.settings import Settings
from bot.translation.engines.chosen import OFF, chosen_engines

_ABOUT = ("translat", "models", "libretranslate_", "deepl_", "google_", "azure_", "chat_")
"""How the names of all settings about translation begin."""
_OWN = "libretranslate"
"""The engine that the sandbox's own service is asked through."""


@dataclass(frozen=True, slots=True)
class SandboxEngines:
    """``names``: in the order they are asked in; ``settings``: what the bot is told about them.

    ``with_service``: whether the sandbox's own service is one of them; ``needs_engine``: whether no other
    is installed.
    """

    names: tuple[str, ...]
    settings: Mapping[str, str]
    with_service: bool
    needs_engine: bool


def sandbox_engines(settings: Settings, service: str) -> SandboxEngines:
    """Those that the operator's settings name; else the sandbox's own service at ``service`` before the local
    ones that are installed: so that it is seen how these take over when it fails.
    """
    given = _given(settings)
    if settings.translators is not None:
        names = tuple(str(name) for name in settings.translators if name != OFF)
        return SandboxEngines(names, given, with_service=False, needs_engine=False)
    installed = [one.engine.name for one in chosen_engines(replace(settings.engines, names=None))]
    names = (_OWN, *installed)
    own = {
        "TERTULIA_TRANSLATORS": ",".join(names),
        "TERTULIA_LIBRETRANSLATE_URL": service,
        "TERTULIA_LIBRETRANSLATE_LOCAL": "true",
    }
    return SandboxEngines(names, {**given, **own}, with_service=True, needs_engine=not installed)


def _given(settings: Settings) -> dict[str, str]:
    """What the operator set about translation, as it was written."""
    written = {**dotenv_values(".env"), **os.environ}
    fields = Settings.model_fields
    names = (
        str(fields[name].validation_alias) for name in settings.model_fields_set if name.startswith(_ABOUT)
    )
    return {name: value for name in names if (value := written.get(name))}
