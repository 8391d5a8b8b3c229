"""A bot with a card under discussion."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database.place import Place
from sandbox.server import Sandbox
from tests.bot_process import BotProcess, running_bot
from tests.sandbox.bot_at_work import JSON, posted_card, reply_in_dialog, stored, until


@pytest.fixture
async def bot(sandbox: Sandbox, stored_at: Place, tmp_path: Path) -> AsyncIterator[BotProcess]:
    async with running_bot(sandbox, stored_at, folder=tmp_path) as running:
        yield running


@pytest.fixture
async def card(sandbox: Sandbox, bot: BotProcess) -> JSON:
    """A card with four comments: two in its thread, a reply to it, and one by dialog; all mirrored."""
    made = await posted_card(sandbox)
    emma, elena = sandbox.member("Emma"), sandbox.member("Elena")
    first = await emma.send(made["id"], "The first comment.")
    await elena.reply(first, "La respuesta.")
    await emma.reply(made, "Replied to the card.")
    await reply_in_dialog(elena, made, "Dicho en el diálogo.")
    await until(lambda: len(stored(bot, "SELECT 1 FROM appearance WHERE status = 'shown'")) == 5)
    return made
