"""Notices in moderators' channels on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.domain.notice import Notice
from bot.i18n.catalog import Catalog
from bot.moderating.notice_view import notice_view

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordNotices:
    """Sends and edits notices; needs View Channel and Send Messages."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, notice: Notice) -> int:
        """Send a notice. Returns the message's id; by its nonce it is sent once only within minutes."""
        nonce = f"{notice.kind[0]}{notice.comment.source_id}"
        with translate_errors():
            sent = await self._messageable(channel_id).send(
                view=notice_view(notice, channel_id, self._catalog), nonce=nonce, allowed_mentions=NO_MENTIONS
            )
        return sent.id

    async def edit(self, channel_id: int, message_id: int, notice: Notice) -> None:
        """Bring a notice up to date."""
        with translate_errors():
            await (
                self._messageable(channel_id)
                .get_partial_message(message_id)
                .edit(view=notice_view(notice, channel_id, self._catalog), allowed_mentions=NO_MENTIONS)
            )

    def _messageable(self, channel_id: int) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(channel_id)
