"""Direct messages on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import is_final, translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.domain.errors import NotFound, PlatformFailed
from bot.domain.language import Language
from bot.domain.message import Message
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordLetters:
    """Sends direct messages. Discord lets nobody write to members who take none (50007)."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, member_id: int, told: Message, language: Language, nonce: str) -> None:
        """See :class:`bot.moderating.letters.letters_port.Letters`."""
        try:
            with translate_errors():
                channel = await self._client.create_dm(discord.Object(member_id))
                text = self._catalog.say(told, language)
                await channel.send(text, nonce=nonce, allowed_mentions=NO_MENTIONS, suppress_embeds=True)
        except PlatformFailed as failure:
            if is_final(failure):  # the same again would be refused again
                raise NotFound(failure.message) from failure
            raise
