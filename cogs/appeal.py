"""``/appeal``: what was decided about a member, for them to appeal against."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Range, locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Interaction
from bot.domain.message import message
from bot.moderating.appeals.appeals import Appeals
from bot.moderating.letters.letter_view import letter_view


class AppealCog(commands.Cog):
    """Shows members what they can appeal against, wherever their direct messages went."""

    def __init__(self, appeals: Appeals) -> None:
        self._appeals = appeals

    @app_commands.command(
        name=locale_str("appeal"),
        description=locale_str("Read what moderators decided about you, and appeal against it"),
    )
    @app_commands.guild_only()
    @app_commands.describe(case=locale_str("The number of the case (leave empty for the newest)"))
    @app_commands.rename(case=locale_str("case"))
    async def appeal(
        self, interaction: Interaction, case: Range[int, 1, 1_000_000_000] | None = None
    ) -> None:
        """Show a decision about the member, with the button *Appeal*."""
        await interactions.defer(interaction)
        assert interaction.guild_id is not None
        language = await interactions.language_of(interaction)
        letter, others = await self._appeals.case_letter(
            interaction.guild_id, interaction.user.id, case, language
        )
        note = None
        if others:
            command = interactions.command_named(interaction, "appeal")
            option = interactions.option_named(interaction, "case")
            named = ", ".join(f"`{command} {option}: {number}`" for number in others[:5])
            note = message("-# You can appeal against others too: {commands}", commands=named)
        view = letter_view(letter, interaction.client.catalog, language, note)
        await interactions.respond(interaction, view=view)
