"""The engines that the settings name, each imported only if it is one of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.domain.message import Message, message
from bot.i18n.program import called
from bot.translation.engines.engine import Engine
from bot.translation.engines.governor import Governor

LOCAL = ("firefox", "apertium")
"""Asked in this order where no setting says otherwise."""
OFF = "off"
"""What stands in the setting, alone, where nothing is to be translated."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where a service is, its key, and whether it is on the operator's own machines."""

    address: str | None
    key: str = field(default="", repr=False)
    local: bool = False


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """The engines wanted, in order (None: the local ones that are installed), and what they need."""

    names: tuple[str, ...] | None
    seconds: float
    models: Path
    libretranslate: Service
    deepl: Service
    google: Service
    azure: Service
    azure_region: str | None
    chat: Service
    chat_model: str


def chosen_engines(settings: EngineSettings) -> list[Governor]:
    """The engines that are wanted, in order."""
    if settings.names is not None:
        return [Governor(_MAKERS[name](settings)) for name in settings.names if name != OFF]
    local = [_MAKERS[name](settings) for name in LOCAL]
    return [Governor(one) for one in local if one.lacking() is None]


def how_to_have_one() -> Message:
    """What an operator without any engine is told."""
    return message(
        "No translation engine is installed. To install the best one for this machine: {command}",
        command=called("models install"),
    )


def _firefox(settings: EngineSettings) -> Engine:
    from bot.translation.engines.firefox import Firefox

    return Firefox(settings.models, seconds=settings.seconds)


def _apertium(settings: EngineSettings) -> Engine:
    from bot.translation.engines.apertium import Apertium

    return Apertium(seconds=settings.seconds)


def _libretranslate(settings: EngineSettings) -> Engine:
    from bot.translation.engines.libretranslate import LibreTranslate

    service = settings.libretranslate
    return LibreTranslate(service.address or "", service.key, local=service.local, seconds=settings.seconds)


def _deepl(settings: EngineSettings) -> Engine:
    from bot.translation.engines.deepl import DeepL

    return DeepL(settings.deepl.key, settings.deepl.address, settings.seconds)


def _google(settings: EngineSettings) -> Engine:
    from bot.translation.engines.google import Google

    return Google(settings.google.key, settings.google.address, settings.seconds)


def _azure(settings: EngineSettings) -> Engine:
    from bot.translation.engines.azure import Azure

    return Azure(settings.azure.key, settings.azure_region, settings.azure.address, settings.seconds)


def _chat(settings: EngineSettings) -> Engine:
    from bot.translation.engines.chat import Chat

    service = settings.chat
    return Chat(
        service.address or "",
        settings.chat_model,
        service.key,
        local=service.local,
        seconds=settings.seconds,
    )


_MAKERS: Mapping[str, Callable[[EngineSettings], Engine]] = MappingProxyType(
    {
        "firefox": _firefox,
        "apertium": _apertium,
        "libretranslate": _libretranslate,
        "deepl": _deepl,
        "google": _google,
        "azure": _azure,
        "chat": _chat,
    }
)
