"""Which engines translate in the sandbox: the operator's, or its own before those that are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.sandbox_translation import sandbox_engines
from bot.settings import load_settings
from bot.translation.engines.apertium import Apertium

SERVICE = "http://127.0.0.1:1"


def test_its_own_service_stands_before_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Apertium, "lacking", lambda _: None)
    engines = sandbox_engines(load_settings(), SERVICE)
    assert engines.names == ("libretranslate", "apertium")
    assert engines.settings == {
        "TERTULIA_TRANSLATORS": "libretranslate,apertium",
        "TERTULIA_LIBRETRANSLATE_URL": SERVICE,
        "TERTULIA_LIBRETRANSLATE_LOCAL": "true",
    }
    assert (engines.with_service, engines.needs_engine) == (True, False)


def test_where_nothing_is_installed_its_own_service_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.translation.engines.apertium.shutil.which", lambda _: None)
    engines = sandbox_engines(load_settings(), SERVICE)
    assert (engines.names, engines.needs_engine) == (("libretranslate",), True)


@pytest.mark.parametrize("in_file", [True, False])
def test_the_operators_own_come_first(monkeypatch: pytest.MonkeyPatch, in_file: bool) -> None:
    given = {
        "TERTULIA_TRANSLATORS": "deepl,apertium",
        "TERTULIA_DEEPL_KEY": "a-key",
        "TERTULIA_MODELS": "elsewhere",
    }
    others = {"TERTULIA_RECENT_DAYS": "3"}
    if in_file:
        Path(".env").write_text("".join(f"{name}={value}\n" for name, value in (given | others).items()))
    else:
        for name, value in (given | others).items():
            monkeypatch.setenv(name, value)
    engines = sandbox_engines(load_settings(), SERVICE)
    assert engines.names == ("deepl", "apertium")
    assert engines.settings == given
    assert not engines.with_service


def test_translation_can_be_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "off")
    engines = sandbox_engines(load_settings(), SERVICE)
    assert engines.names == ()
    assert engines.settings == {"TERTULIA_TRANSLATORS": "off"}
