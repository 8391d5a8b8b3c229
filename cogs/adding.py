"""The message menu *Add to discussion*."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.commenting.add_dialog import AddingDialog, added
from bot.commenting.add_message import MessageAdding, PointedMessage
from bot.discordkit import interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.menu_cog import MenuCog
from bot.discordkit.missing_permissions import place_of
from bot.discordkit.viewer import DiscordViewer, viewer_of
from bot.domain.discussion import Author
from bot.domain.events import MessagePosted
from bot.gathering import discord_events

_TIMEOUT = 1.0
"""Seconds to fetch an author's name from Discord: an interaction has to be answered within three."""


class AddingCog(MenuCog):
    """Adds messages from other channels. All members see the menu; permissions are checked on use."""

    def __init__(self, client: Client, adding: MessageAdding) -> None:
        super().__init__(
            client, app_commands.ContextMenu(name=locale_str("Add to discussion"), callback=self.add)
        )
        self._adding = adding

    async def add(self, interaction: Interaction, sent: discord.Message) -> None:
        """Add a message from a room at once; for any other message, ask in a dialog which discussion."""
        viewer = await viewer_of(interaction)
        await self._adding.check(viewer, sent.id)
        posted = await _with_author(interaction, viewer, discord_events.pointed_at(sent))
        pointed = PointedMessage(posted, *place_of(sent.channel))
        if post := await self._adding.gather(viewer, pointed, interaction.id):
            await interactions.respond(interaction, await added(self._adding, post, sent.id))
            return
        choices = await self._adding.suggest(viewer, pointed)
        catalog, language = interaction.client.catalog, viewer.member.language
        await AddingDialog(catalog, language, pointed, choices).ask(interaction)


async def _with_author(
    interaction: Interaction, viewer: DiscordViewer, posted: MessagePosted
) -> MessagePosted:
    """Return ``posted`` with its author's name and picture in this server, which a menu's target lacks."""
    if posted.author.id == viewer.member.id:
        return replace(posted, author=viewer.member.author)
    assert interaction.guild is not None
    with contextlib.suppress(discord.HTTPException, TimeoutError):
        async with asyncio.timeout(_TIMEOUT):
            member = await interaction.guild.fetch_member(posted.author.id)
        author = Author(member.id, discord_events.whole(member.display_name), member.display_avatar.url)
        return replace(posted, author=author)
    return posted
