"""The doctor, beside a bot that died with work undone."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE

from tests.bot_process import BotProcess
from tests.sandbox.test_bot import JSON, PATIENCE
from tests.sandbox.test_verify import bot, card, change, sandbox

__all__ = ["bot", "card", "sandbox"]


async def test_mirrors_and_messages_that_wait_are_told_with_their_room(bot: BotProcess, card: JSON) -> None:
    await bot.kill()
    change(
        bot,
        "UPDATE appearance SET status = 'pending', message_id = NULL WHERE kind = 'mirror'",
        f"INSERT INTO gap (channel_id, after_id, opened_at) VALUES ({card['id']}, {card['id']}, 0)",
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor"), env=bot.environment, stdout=PIPE, stderr=PIPE
    )
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE * 3)
    said = " ".join(out.decode().split())
    assert b"Traceback" not in err
    assert "#news: 2 mirrors are still to be sent" in said
    assert "That is done once the bot runs." in said
    assert "where messages were missed" in said
    assert "#news: what was said after" in said
