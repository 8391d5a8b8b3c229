"""Discord's events after which background work may succeed that could not be done before."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.jobs.worker import Worker


class BackgroundCog(commands.Cog):
    """Starts background work when Discord is there, and has it look again whenever more may be possible."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """The servers of a shard are there."""
        self._worker.start()

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is there, or back."""
        self._worker.start()

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot is in a server, perhaps again."""
        self._worker.start()

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """The permissions of a channel changed: the bot may be allowed there what it was not."""
        if before.overwrites != after.overwrites:
            self._worker.start()

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role of the bot's allows other things."""
        if before.permissions != after.permissions and after in after.guild.me.roles:
            self._worker.start()

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot was given a role, or lost one."""
        if after == after.guild.me and before.roles != after.roles:
            self._worker.start()
