"""``/settings close-after``: when discussions close by themselves."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.moderating.closing.closing_age import MAX_DAYS, ClosingAge


class ClosingSetting(commands.Cog):
    """The command that ``/settings`` has for closing by age."""

    _closing_age: ClosingAge

    @app_commands.command(
        name=locale_str("close-after"),
        description=locale_str("Set after how many days discussions close by themselves"),
    )
    @app_commands.describe(days=locale_str("Days after the newest card (0: they stay open)"))
    @app_commands.rename(days=locale_str("days"))
    async def close_after(self, interaction: Interaction, days: app_commands.Range[int, 0, MAX_DAYS]) -> None:
        """Set after how many days discussions close."""
        await interactions.defer(interaction)
        member = await interactions.member_of(interaction)
        await interactions.respond(interaction, await self._closing_age.set(member, days))
