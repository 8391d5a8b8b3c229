"""The Discord client that interactions carry, and what they reach through it."""

from __future__ import annotations

from typing import Any, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot.i18n.catalog import Catalog
from bot.services.registry import Services
from bot.ui import boundary


class Client(commands.AutoShardedBot):
    """A client with the bot's services and catalog; the composition root sets ``services`` before it starts.

    It answers slash commands and menus only, pings nobody by default, and shows every error in one place.
    """

    services: Services

    def __init__(self, catalog: Catalog, intents: discord.Intents, **options: Any) -> None:
        super().__init__(
            command_prefix=(),
            help_command=None,
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            tree_cls=_Tree,
            **options,
        )
        self.catalog = catalog

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer what belongs to a dialog or panel from before the bot restarted."""
        await boundary.answer_forgotten(interaction)


class _Tree(app_commands.CommandTree[Client]):
    async def on_error(
        self, interaction: discord.Interaction[Client], error: app_commands.AppCommandError
    ) -> None:
        await boundary.show(interaction, error)


Interaction: TypeAlias = discord.Interaction[Client]
"""An interaction of our client."""
