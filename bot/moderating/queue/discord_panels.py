"""Panels in moderators' channels on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.i18n.catalog import Catalog
from bot.moderating.queue.panel import QueuePanel
from bot.moderating.queue.panel_view import panel_view

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordPanels:
    """Sends, edits and deletes panels; needs View Channel and Send Messages."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, panel: QueuePanel, nonce: str) -> int:
        """Send a panel and return the message's id."""
        with translate_errors():
            sent = await self._client.get_partial_messageable(channel_id).send(
                view=panel_view(panel, self._catalog), nonce=nonce, allowed_mentions=NO_MENTIONS, silent=True
            )
        return sent.id

    async def edit(self, channel_id: int, message_id: int, panel: QueuePanel) -> None:
        """Bring a panel up to date."""
        with translate_errors():
            view = panel_view(panel, self._catalog)
            await self._message(channel_id, message_id).edit(view=view, allowed_mentions=NO_MENTIONS)

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a panel."""
        with translate_errors():
            await self._message(channel_id, message_id).delete()

    def is_last(self, channel_id: int, message_id: int) -> bool:
        """Whether Discord told of no later message in the channel."""
        channel = self._client.get_channel(channel_id)
        last = channel.last_message_id if isinstance(channel, discord.TextChannel) else None
        return last is None or last <= message_id

    def _message(self, channel_id: int, message_id: int) -> discord.PartialMessage:
        return self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
