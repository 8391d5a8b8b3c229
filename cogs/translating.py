"""The message menu *Translate*."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.menu_cog import MenuCog
from bot.discordkit.missing_permissions import place_of
from bot.discordkit.viewer import viewer_of
from bot.domain.message import Message, message
from bot.gathering import discord_events
from bot.translating.read_translation import Original, TranslationReader
from bot.translating.translate_view import answer_reading


class TranslatingCog(MenuCog):
    """Translates a message for whoever asks, in servers only: direct messages are never translated."""

    def __init__(self, client: Client, translation_reader: TranslationReader) -> None:
        super().__init__(
            client, app_commands.ContextMenu(name=locale_str("Translate"), callback=self.translate)
        )
        self._translation_reader = translation_reader

    async def translate(self, interaction: Interaction, sent: discord.Message) -> None:
        """Show a message in the member's language, to them alone."""
        await interactions.defer(interaction)
        viewer = await viewer_of(interaction)
        reading = await self._translation_reader.of_message(viewer, sent.id, _written(interaction, sent))
        await answer_reading(interaction, reading)


def _written(interaction: Interaction, sent: discord.Message) -> Original | Message:
    """What is written in a message, or why that cannot be translated."""
    client = interaction.client
    if sent.author == client.user or (sent.webhook_id and sent.application_id == client.application_id):
        return message("This is one of my own messages. Cards have a button for the other language.")
    if sent.reference is not None and sent.reference.type is discord.MessageReferenceType.forward:
        return message("This is a forwarded message: translate the original instead.")
    if not sent.content.strip() or sent.is_system():
        return message("There is no text in this message that could be translated.")
    posted = discord_events.message_posted(sent)
    room = place_of(sent.channel)[1]
    # Behind a bot or webhook may be a member who keeps their words from outside engines.
    return Original(
        discord_events.whole(sent.content),
        posted.names if posted else {},
        interaction.guild_id or 0,
        room if posted else None,
        posted.author.id if posted else None,
    )
