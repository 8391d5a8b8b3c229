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
    assert "#news: 2 copies still have to be sent" in said
    assert "This will be done when the bot runs." in said
    assert "with missed messages" in said
    assert "#news: messages after" in said
