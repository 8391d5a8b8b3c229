"""Discord's events after which background work that failed before may succeed."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.jobs.worker import Worker


class BackgroundCog(commands.Cog):
    """Starts background work once servers are available, and again when the bot may have new permissions."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker

    @commands.Cog.listener("on_shard_ready")
    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener("on_guild_join")
    async def on_server_available(self, shard_id_or_guild: int | discord.Guild) -> None:
        """The servers of a shard, or one server, became available."""
        self._worker.start()

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """The permissions of a channel changed."""
        if before.overwrites != after.overwrites:
            self._worker.start()

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """The permissions of a role of the bot changed."""
        if before.permissions != after.permissions and after in after.guild.me.roles:
            self._worker.start()

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot got or lost a role."""
        if after == after.guild.me and before.roles != after.roles:
            self._worker.start()
