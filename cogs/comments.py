"""The message menus *Report comment* and *Comment options*."""

from __future__ import annotations

import discord
from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.discordkit import interactions
from bot.discordkit.client import Client, Interaction
from bot.discordkit.viewer import viewer_of
from bot.moderating.action_button import ReportDialog
from bot.moderating.record_view import record_answer
from bot.moderating.report_comment import Reports
from bot.moderating.review import Review


class CommentsCog(commands.Cog):
    """What can be done with one comment. Offered to all: who may do what is decided when it is done."""

    def __init__(self, client: Client, reports: Reports, review: Review) -> None:
        self._client = client
        self._reports = reports
        self._review = review
        self._menus = [
            app_commands.ContextMenu(name=locale_str("Report comment"), callback=self.report),
            app_commands.ContextMenu(name=locale_str("Comment options"), callback=self.options),
        ]

    async def cog_load(self) -> None:
        """Offer the menus."""
        for menu in self._menus:
            menu.guild_only = True
            self._client.tree.add_command(menu)

    async def cog_unload(self) -> None:
        """Take the menus back."""
        for menu in self._menus:
            self._client.tree.remove_command(menu.name, type=menu.type)

    async def report(self, interaction: Interaction, message: discord.Message) -> None:
        """Ask what is wrong with a comment: the dialog has to be the first answer."""
        comment = await self._reports.check(await viewer_of(interaction), message.id)
        await (await ReportDialog.open(interaction, comment.source_id)).ask(interaction)

    async def options(self, interaction: Interaction, message: discord.Message) -> None:
        """Show its author what they can do with a comment, and a moderator its whole record."""
        await interactions.defer(interaction)
        record = await self._review.of_message(await viewer_of(interaction), message.id)
        await record_answer(interaction, record)
