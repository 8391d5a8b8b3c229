"""``/help``: the commands that the member may use."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.servers.help_view import Manual, help_views


class HelpCog(commands.Cog):
    """Explains the commands."""

    def __init__(self, manual: Manual) -> None:
        self._manual = manual

    @app_commands.command(name=locale_str("help"), description=locale_str("See what you can do here"))
    @app_commands.describe(command=locale_str("The command to explain (leave empty for a list)"))
    @app_commands.rename(command=locale_str("command"))
    @app_commands.guild_only()
    async def help(self, interaction: Interaction, command: str | None = None) -> None:
        """Explain one command, or list all."""
        await interactions.defer(interaction)
        language = await interactions.language_of(interaction)
        entries = await self._manual.entries(interaction, language)
        for view in help_views(entries, command, interaction.client.catalog, language):
            await interactions.respond(interaction, view=view)

    @help.autocomplete("command")
    async def _offer(self, interaction: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        language = await interactions.language_of(interaction)
        wanted = typed.casefold().lstrip("/")
        entries = await self._manual.entries(interaction, language)
        found = [one for one in entries if wanted in one.name.casefold()]
        return [app_commands.Choice(name=one.name[:100], value=one.key) for one in found[:25]]
