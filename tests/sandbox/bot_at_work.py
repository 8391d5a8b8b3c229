"""The bot as a process against the sandbox's wire: what it posts, and what it has stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sandbox.actor import Actor
from sandbox.server import Sandbox
from tests import rows
from tests.bot_process import BotProcess

MARKET = Path(__file__).parents[1] / "samples" / "market.txt"
HEADLINE = "City Council Saves the Old Fish Market"
PATIENCE = 60.0
JSON = dict[str, Any]


async def posted_card(sandbox: Sandbox, channel: str = "news", headline: str = HEADLINE) -> JSON:
    """Have the moderator paste the sample, and give the card's message."""
    marta = sandbox.member("Marta")
    asked = await marta.command(channel, "article paste")
    sent = await marta.submit(
        await asked.dialog(), "", MARKET.read_text("utf-8").replace(HEADLINE, headline), ""
    )
    await sent.answer_where(lambda answer: "/channels/" in answer["content"], PATIENCE)
    (found,) = [one for one in marta.messages(channel) if headline in str(one["components"])]
    return found


def stored(bot: BotProcess, query: str) -> list[tuple[Any, ...]]:
    return rows.rows(bot.database, query)


def texts(bot: BotProcess) -> list[str]:
    return [text for (text,) in stored(bot, "SELECT text FROM comment ORDER BY source_id")]


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what the bot does on its own."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  # it happens in another process
            await asyncio.sleep(0.05)


async def reply_in_dialog(member: Actor, card: JSON, text: str) -> JSON:
    asked = await member.click(card, "t1:reply:")
    sent = await member.submit(await asked.dialog(), text)
    return await sent.answer(PATIENCE)


def shown(member: Actor, thread: str, text: str) -> list[JSON]:
    return [one for one in member.messages(thread) if text in one["content"] + str(one["components"])]


def change(bot: BotProcess, *statements: str) -> None:
    """Damage the database of a bot that does not run."""
    rows.change(bot.database, *statements)
