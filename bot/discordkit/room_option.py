"""The option that names a channel for cards, and what whoever asks may do there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import AppCommandOptionType, ChannelType, app_commands
from discord.app_commands import AppCommandChannel

from bot.discordkit import interactions
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.domain.people import Member

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class _RoomTransformer(app_commands.Transformer):
    """Takes a text channel, an announcement channel or a forum, as Discord says it is for whoever asks."""

    @property
    def type(self) -> AppCommandOptionType:
        return AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[ChannelType]:
        return [ChannelType.text, ChannelType.news, ChannelType.forum]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> AppCommandChannel:
        assert isinstance(value, AppCommandChannel)
        return value


Room: TypeAlias = app_commands.Transform[AppCommandChannel, _RoomTransformer]
"""A command's option for a channel that cards can be posted into."""


async def member_in(interaction: Interaction, room: AppCommandChannel | None) -> Member:
    """Who asks, as they stand in ``room`` or, without one, in the channel they ask in; in a thread, in the
    channel it hangs under.
    """
    member = await interactions.member_of(interaction, room)
    if room is None and isinstance(interaction.channel, discord.Thread):
        return replace(member, channel_id=interaction.channel.parent_id)
    return member


def visible_channel(interaction: Interaction, channel: AppCommandChannel) -> discord.abc.GuildChannel:
    """The channel that an option names, with what the bot knows of it.

    Raises:
        NotFound: the bot cannot see it.
    """
    assert interaction.guild is not None
    if found := interaction.guild.get_channel(channel.id):
        return found
    raise NotFound(message("I do not know that channel, or cannot see it."))
