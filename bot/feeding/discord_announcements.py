"""Telling people about feeds on Discord."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.feeding.announcement_board_port import Announced
from bot.feeding.announcement_view import announcement_view, component_id
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 500
"""Messages that are searched for one whose outcome is unknown."""


class DiscordAnnouncements:
    """Implements :class:`bot.feeding.announcement_board_port.AnnouncementBoard`; needs View Channel and Send
    Messages.
    """

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, announced: Announced) -> int:
        """Send an announcement."""
        with translate_errors():
            sent = await self._client.get_partial_messageable(channel_id).send(
                view=announcement_view(announced, self._catalog),
                nonce=f"feed{announced.id}",
                allowed_mentions=NO_MENTIONS,
            )
        return sent.id

    async def find(self, channel_id: int, announced: Announced, since: datetime) -> int | None:
        """Find the message that an announcement is."""
        channel = self._client.get_partial_messageable(channel_id)
        history = channel.history(limit=MAX_SEARCHED, after=since - MAX_CLOCK_SKEW, oldest_first=True)
        with translate_errors():
            async for one in history:
                if one.author == self._client.user and _shows(one, component_id(announced)):
                    return one.id
        return None


def _shows(sent: discord.Message, wanted: int) -> bool:
    return any(getattr(one, "id", None) == wanted for one in sent.components)
