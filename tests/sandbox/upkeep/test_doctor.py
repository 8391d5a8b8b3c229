"""The doctor, beside a bot that died with work undone."""

from __future__ import annotations

from tests.bot_process import BotProcess
from tests.sandbox.bot_at_work import JSON, change


async def test_mirrors_and_messages_that_wait_are_told_with_their_room(bot: BotProcess, card: JSON) -> None:
    await bot.kill()
    change(
        bot,
        "UPDATE appearance SET status = 'pending', message_id = NULL WHERE kind = 'mirror'",
        f"INSERT INTO gap (channel_id, after_id, opened_at) VALUES ({card['id']}, {card['id']}, 0)",
    )
    told = await bot.command("doctor")
    said = " ".join(told.out.split())
    assert "#news: 2 mirrors are still to be sent" in said
    assert "That is done once the bot runs." in said
    assert "where messages were missed" in said
    assert "#news: what was said after" in said
