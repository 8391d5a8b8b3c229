"""What people call the engines: settings' names say nothing to most of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from yarl import URL

from bot.domain.message import Message, message
from bot.domain.translation import ENGINE_TITLES, engine_title
from bot.translation.engines.chosen import EngineSettings, Service

LONGEST_HOST = 40
"""Characters of a host that are shown: a thread's note names every service, in two languages."""


@dataclass(frozen=True, slots=True)
class EngineName:
    """What people call an engine. ``host``: of its address, where the settings give one; else empty."""

    title: Message
    host: str = ""


def engine_names(settings: EngineSettings) -> dict[str, EngineName]:
    """The names of all engines that settings can name, by what those call them."""
    services: Mapping[str, Service] = {
        "libretranslate": settings.libretranslate,
        "deepl": settings.deepl,
        "google": settings.google,
        "azure": settings.azure,
        "chat": settings.chat,
    }
    return {engine: _named(engine, services.get(engine)) for engine in ENGINE_TITLES}


def name_of(names: Mapping[str, EngineName], engine: str) -> EngineName:
    """The name of an engine, that of the settings where there is no other."""
    return names.get(engine) or EngineName(engine_title(engine))


def _named(engine: str, service: Service | None) -> EngineName:
    address = service.address if service else None
    if not address:
        return EngineName(ENGINE_TITLES[engine])
    url = URL(address)
    host = url.host or ""
    if url.explicit_port:
        host = f"{host}:{url.explicit_port}"
    shown = host if len(host) <= LONGEST_HOST else f"{host[: LONGEST_HOST - 1]}…"
    return EngineName(message("{service} at {host}", service=ENGINE_TITLES[engine], host=shown), host)
