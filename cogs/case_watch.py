"""Discord's events that tell of what moderators do about members outside the bot."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.moderating.intake.discord_log import DiscordLog
from bot.moderating.intake.intake_worker import IntakeWorker


class CaseWatch(commands.Cog):
    """Has a server's audit log read when it has something about a member."""

    def __init__(self, log: DiscordLog, intake: IntakeWorker) -> None:
        self._log = log
        self._intake = intake

    @commands.Cog.listener()
    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """A moderator did something, perhaps about a member."""
        if self._log.tells_of(entry):
            self._intake.hear(entry.guild.id, entry.id)
