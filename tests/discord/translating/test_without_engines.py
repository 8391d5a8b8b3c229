"""A bot without any translation engine says in one line of its log how to have one."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.app import assemble
from bot.discordkit.intents import wanted
from bot.settings import Settings
from tests.empty import put_empty_database


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (
            {},
            [
                "No translation engine is installed. To install the best one for this machine: "
                "python -m bot models install"
            ],
        ),
        ({"TERTULIA_TRANSLATORS": "off"}, []),
        ({"TERTULIA_TRANSLATORS": "deepl", "TERTULIA_DEEPL_KEY": "key"}, []),
    ],
    ids=["none", "off", "one"],
)
async def test_the_log_says_how_to_have_one_unless_somebody_chose(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    chosen: dict[str, Any],
    told: list[str],
):
    monkeypatch.setenv("PATH", "")  # Apertium, if this machine has it
    path = tmp_path / "a.sqlite3"
    put_empty_database(path)
    own = {"DISCORD_TOKEN": "t" * 30, "TERTULIA_DATABASE": path, "TERTULIA_MODELS": tmp_path / "none"}
    with caplog.at_level(logging.WARNING):
        settings = Settings(**own, **chosen)
        async with assemble(settings, wanted(message_content=True)) as client, client:
            pass
    assert [one.getMessage() for one in caplog.records if one.name.startswith("bot")] == told
