"""What commands are tested in: a folder of their own, and no setting but a test's own."""

from __future__ import annotations

import sys
from pathlib import Path

import discord
import pytest
from discord.gateway import DiscordWebSocket

from bot.settings.described import described
from bot.settings.sources import CREDENTIALS


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*described(), CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _discord_is_asked_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command with another address points this process at it: nothing that runs later may go there."""
    for owner, name in (
        (discord.http.Route, "BASE"),
        (DiscordWebSocket, "DEFAULT_GATEWAY"),
        (discord.Asset, "BASE"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.fixture
def without_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """What speaks to PostgreSQL is not installed: importing it fails."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for name in [one for one in sys.modules if one.startswith("bot.database.engines.postgresql")]:
        monkeypatch.delitem(sys.modules, name)
