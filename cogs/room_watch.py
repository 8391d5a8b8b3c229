"""Noticing what changes about the rooms that cards stand in: who can read them, and which webhooks they have.

Private rooms part by themselves: this keeps the stored state. Whether a comment may pass between rooms is
asked anew each time, of Discord's state at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord.ext import commands

from bot.discordkit.client import Client
from bot.discordkit.missing_permissions import readable_by_all
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.servers.room_membership import RoomMembership


class RoomWatch(commands.Cog):
    """Discord's events that change who reads a channel or its webhooks, and the state at each start."""

    def __init__(self, client: Client, membership: RoomMembership, webhooks: DiscordWebhooks) -> None:
        self._client = client
        self._membership = membership
        self._webhooks = webhooks

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """The servers of a shard are there: channels may have changed while nobody watched."""
        guilds = [guild for guild in self._client.guilds if guild.shard_id == shard_id]
        await self._look_at(channel for guild in guilds for channel in guild.channels)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is there, or back after an outage."""
        await self._look_at(guild.channels)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was invited, perhaps again: channels may have changed while it was out."""
        await self._look_at(guild.channels)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was thrown out, or the server deleted."""
        await self._membership.on_server_left(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel changed; perhaps its permissions, or those it takes from its category."""
        await self._look_at([after])

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role changed; only that of @everyone says what everybody can read."""
        if after.is_default():
            await self._look_at(after.guild.channels)

    @commands.Cog.listener()
    async def on_webhooks_update(self, channel: discord.abc.GuildChannel) -> None:
        """A webhook of a channel was made, changed or deleted."""
        self._webhooks.webhooks_changed(channel.id)

    async def _look_at(self, channels: Iterable[discord.abc.GuildChannel]) -> None:
        await self._membership.on_visibility({channel.id: readable_by_all(channel) for channel in channels})
