"""Direct messages on Discord."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import is_final, translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.discussion.comment_text_view import said
from bot.domain.errors import NotFound, PlatformFailed
from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.moderating.letters.letter_view import letter_view
from bot.moderating.letters.letters_port import Letter

if TYPE_CHECKING:
    from bot.discordkit.client import Client

LOOKED_AT = 100
"""Messages among which a letter is looked for that may have been sent: one answer of Discord's."""


class DiscordLetters:
    """Sends direct messages. Discord lets nobody write to members who take none (50007)."""

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, member_id: int, letter: Letter, language: Language, nonce: str) -> None:
        """See :class:`bot.moderating.letters.letters_port.Letters`."""
        try:
            with translate_errors():
                channel = await self._client.create_dm(discord.Object(member_id))
                if letter.mark is None:
                    text = said(self._catalog, language, *letter.lines)
                    await channel.send(text, nonce=nonce, allowed_mentions=NO_MENTIONS, suppress_embeds=True)
                else:
                    view = letter_view(letter, self._catalog, language)
                    await channel.send(view=view, nonce=nonce, allowed_mentions=NO_MENTIONS)
        except PlatformFailed as failure:
            if is_final(failure):  # the same again would be refused again
                raise NotFound(failure.message) from failure
            raise

    async def was_sent(self, member_id: int, mark: int, since: datetime) -> bool:
        """See the port."""
        with translate_errors():
            channel = await self._client.create_dm(discord.Object(member_id))
            async for sent in channel.history(limit=LOOKED_AT, after=since, oldest_first=False):
                if sent.author == self._client.user and _mark_of(sent) == mark:
                    return True
        return False

    def server_name(self, server_id: int) -> str | None:
        """See the port."""
        guild = self._client.get_guild(server_id)
        return guild.name if guild else None


def _mark_of(sent: discord.Message) -> int | None:
    """The mark of a letter: the id of the box around it."""
    first = next(iter(sent.components), None)
    return first.id if isinstance(first, discord.components.Container) else None
