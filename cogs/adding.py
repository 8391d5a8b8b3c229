"""The message menu *Add to discussion*."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.commenting.add_dialog import AddingDialog
from bot.commenting.add_message import MessageAdding, PointedMessage
from bot.discordkit import interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.links import thread_link
from bot.discordkit.missing_permissions import place_of
from bot.discordkit.viewer import DiscordViewer, viewer_of
from bot.domain.discussion import Author
from bot.domain.events import MessagePosted
from bot.domain.message import message
from bot.gathering import discord_events as hearing

_TIMEOUT = 1.0
"""Seconds for asking Discord what an author is called in this server: an answer is due within three."""


class AddingCog(commands.Cog):
    """Messages from elsewhere. Offered to all: who may add which is decided when it is done."""

    def __init__(self, client: Client, adding: MessageAdding) -> None:
        self._client = client
        self._adding = adding
        self._menu = app_commands.ContextMenu(name=locale_str("Add to discussion"), callback=self.add)
        self._menu.guild_only = True

    async def cog_load(self) -> None:
        """Offer the menu."""
        self._client.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu back."""
        self._client.tree.remove_command(self._menu.name, type=self._menu.type)

    async def add(self, interaction: Interaction, sent: discord.Message) -> None:
        """Add a message at once where it is part of a discussion, else ask of which one: in a dialog, which
        has to be the first answer.
        """
        await self._adding.check(sent.id)
        viewer = await viewer_of(interaction)
        said = await _named(interaction, viewer, hearing.pointed_at(sent))
        pointed = PointedMessage(said, *place_of(sent.channel))
        if post := await self._adding.gather(viewer, pointed, interaction.id):
            done = message("The message is in [the discussion]({link}).", link=thread_link(post))
            await interactions.respond(interaction, done)
            return
        choices = await self._adding.suggest(viewer, pointed)
        catalog, language = interaction.client.catalog, viewer.member.language
        await AddingDialog(catalog, language, pointed, choices).ask(interaction)


async def _named(interaction: Interaction, viewer: DiscordViewer, said: MessagePosted) -> MessagePosted:
    """The same with its author's name and picture in this server: a menu's target comes without."""
    if said.author.id == viewer.member.id:
        return replace(said, author=viewer.member.author)
    assert interaction.guild is not None
    with contextlib.suppress(discord.HTTPException, TimeoutError):
        async with asyncio.timeout(_TIMEOUT):
            member = await interaction.guild.fetch_member(said.author.id)
        author = Author(member.id, hearing.whole(member.display_name), member.display_avatar.url)
        return replace(said, author=author)
    return said
