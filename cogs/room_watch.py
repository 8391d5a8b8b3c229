"""Discord's events that change who can read a room, or its webhooks.

They keep the stored membership of rooms current. Mirroring does not rely on that: it checks who can read a
room in Discord's state in memory.
"""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord.ext import commands

from bot.discordkit.client import Client
from bot.discordkit.missing_permissions import readable_by_all
from bot.feeding.managing.followed_feeds import FollowedFeeds
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.posting.editing.edit_card import CardEdits
from bot.posting.scheduling.schedule import Schedules
from bot.servers.room_membership import RoomMembership


class RoomWatch(commands.Cog):
    """Passes on the visibility of channels, at each start and when it changes, and changed webhooks."""

    def __init__(
        self,
        client: Client,
        membership: RoomMembership,
        webhooks: DiscordWebhooks,
        schedules: Schedules,
        edits: CardEdits,
        feeds: FollowedFeeds,
    ) -> None:
        self._client = client
        self._membership = membership
        self._webhooks = webhooks
        self._schedules = schedules
        self._edits = edits
        self._feeds = feeds

    @commands.Cog.listener()
    async def on_shard_ready(self, shard_id: int) -> None:
        """The servers of a shard became available: channels may have changed while the bot was offline."""
        guilds = [guild for guild in self._client.guilds if guild.shard_id == shard_id]
        await self._update(channel for guild in guilds for channel in guild.channels)

    @commands.Cog.listener("on_guild_available")
    @commands.Cog.listener("on_guild_join")
    async def on_server_available(self, guild: discord.Guild) -> None:
        """The bot joined a server, or an outage is over: channels may have changed meanwhile."""
        await self._update(guild.channels)

    @commands.Cog.listener()
    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed, or the server deleted."""
        await self._membership.on_server_left(guild.id)
        await self._schedules.on_server_left(guild.id)
        await self._edits.on_server_left(guild.id)
        await self._feeds.on_server_left(guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel changed, perhaps its permissions."""
        await self._update([after])

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role changed: @everyone's decides which channels are public."""
        if after.is_default():
            await self._update(after.guild.channels)

    @commands.Cog.listener()
    async def on_webhooks_update(self, channel: discord.abc.GuildChannel) -> None:
        """A webhook of a channel was made, changed or deleted."""
        self._webhooks.webhooks_changed(channel.id)

    async def _update(self, channels: Iterable[discord.abc.GuildChannel]) -> None:
        await self._membership.on_visibility({channel.id: readable_by_all(channel) for channel in channels})
