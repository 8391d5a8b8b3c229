"""The member behind an interaction, and their permissions in any channel of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit import interactions
from bot.domain.people import Member

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class DiscordViewer:
    """Implements the port ``Viewer`` with Discord's state in memory; made by :func:`viewer_of`."""

    def __init__(self, member: Member, guild: discord.Guild, user: discord.Member) -> None:
        self.member = member
        self._guild = guild
        self._user = user

    def sees(self, channel_id: int) -> bool:
        """Whether they can read a channel. False for one that is gone, unless they manage the server."""
        channel = self._guild.get_channel_or_thread(channel_id)
        return channel.permissions_for(self._user).read_messages if channel else self.member.manager

    def moderates(self, channel_id: int) -> bool:
        """Whether they see a channel and hold Manage Messages there."""
        channel = self._guild.get_channel_or_thread(channel_id)
        if channel is None:
            return self.member.manager
        permissions = channel.permissions_for(self._user)
        return permissions.read_messages and permissions.manage_messages

    def writes(self, channel_id: int) -> bool:
        """Whether they can write in the threads of a channel. False for one that is gone."""
        channel = self._guild.get_channel_or_thread(channel_id)
        return channel is not None and channel.permissions_for(self._user).send_messages_in_threads

    def bypasses_slowmode(self, channel_id: int) -> bool:
        """Whether they hold Bypass Slowmode in a channel. False for one that is gone."""
        channel = self._guild.get_channel_or_thread(channel_id)
        return channel is not None and channel.permissions_for(self._user).bypass_slowmode


async def viewer_of(interaction: Interaction) -> DiscordViewer:
    """Return the member who made an interaction in a server."""
    assert interaction.guild is not None
    assert isinstance(interaction.user, discord.Member)
    return DiscordViewer(await interactions.member_of(interaction), interaction.guild, interaction.user)
