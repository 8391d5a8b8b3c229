"""``/article scheduled``: the articles that wait to be posted."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.posting.scheduling.schedule_view import show_scheduled


class ArticleSchedule(commands.Cog):
    """The command that ``/article`` has for what waits."""

    @app_commands.command(
        name=locale_str("scheduled"),
        description=locale_str("See the articles that wait to be posted, or cancel one"),
    )
    async def scheduled(self, interaction: Interaction) -> None:
        """Show what waits."""
        await interactions.defer(interaction)
        await show_scheduled(interaction)
