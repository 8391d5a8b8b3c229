"""Cogs with message menus, which discord.py does not register by itself."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.discordkit.client import Client


class MenuCog(commands.Cog):
    """A cog that registers its message menus while it is loaded."""

    def __init__(self, client: Client, *menus: app_commands.ContextMenu) -> None:
        self._client = client
        self._menus = menus

    async def cog_load(self) -> None:
        """Register the menus, for servers only."""
        for menu in self._menus:
            menu.guild_only = True
            self._client.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Remove the menus."""
        for menu in self._menus:
            self._client.tree.remove_command(menu.name, type=menu.type)
