"""Signs as reactions of the bot's on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors

if TYPE_CHECKING:
    from bot.discordkit.client import Client

LOCK = "🔒"


class DiscordSigns:
    """Puts and takes the sign; needs Add Reactions and Read Message History."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def put(self, channel_id: int, message_id: int) -> None:
        """React to a message."""
        with translate_errors():
            await self._message(channel_id, message_id).add_reaction(LOCK)

    async def take(self, channel_id: int, message_id: int) -> None:
        """Take the bot's own reaction away."""
        assert self._client.user is not None
        with translate_errors():
            await self._message(channel_id, message_id).remove_reaction(LOCK, self._client.user)

    def _message(self, channel_id: int, message_id: int) -> discord.PartialMessage:
        return self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
