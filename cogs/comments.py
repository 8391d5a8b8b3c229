"""The message menus *Report comment* and *Comment options*."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.discordkit import interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.menu_cog import MenuCog
from bot.discordkit.viewer import viewer_of
from bot.moderating.action_button import ReportDialog
from bot.moderating.record_view import record_answer
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review


class CommentsCog(MenuCog):
    """Menus for one comment. All members see them; permissions are checked on use."""

    def __init__(self, client: Client, reports: Reports, review: Review) -> None:
        super().__init__(
            client,
            app_commands.ContextMenu(name=locale_str("Report comment"), callback=self.report),
            app_commands.ContextMenu(name=locale_str("Comment options"), callback=self.options),
        )
        self._reports = reports
        self._review = review

    async def report(self, interaction: Interaction, message: discord.Message) -> None:
        """Open the dialog that asks what is wrong with a comment."""
        comment = await self._reports.check(await viewer_of(interaction), message.id)
        await (await ReportDialog.open(interaction, comment.source_id)).ask(interaction)

    async def options(self, interaction: Interaction, message: discord.Message) -> None:
        """Show the author what they can do with a comment, and a moderator its record."""
        await interactions.defer(interaction)
        record = await self._review.of_message(await viewer_of(interaction), message.id)
        await record_answer(interaction, record)
