"""What happens while the bot is away, and how Discord answers when it is back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.database.engine import Connection, open_database
from bot.domain.events import ChannelRef, HistoryPage
from bot.gathering.discord_history import DiscordHistory
from tests.discord.simulated import Simulated


def hold_history(monkeypatch: pytest.MonkeyPatch, *channels: int) -> asyncio.Event:
    """Let Discord answer what was said in these channels, or in any, only once the event is set."""
    held, after = asyncio.Event(), DiscordHistory.after

    async def later(self: DiscordHistory, ref: ChannelRef, message_id: int) -> HistoryPage:
        if not channels or ref.channel_id in channels:
            await held.wait()
        return await after(self, ref, message_id)

    monkeypatch.setattr(DiscordHistory, "after", later)
    return held


async def is_back(tertulia: Simulated) -> None:
    """Discord has told of the servers in a new session."""
    await tertulia.client.get_cog("BackgroundCog").on_server_available(0)  # type: ignore[union-attr]


async def written(tertulia: Simulated, work: Callable[[Connection], None]) -> None:
    """Commit something while the bot is stopped, as one does that is killed before it does what follows."""
    database = await open_database(tertulia.place)
    await database.write(work)
    await database.close()
