"""The option that names a channel for cards, and the member's permissions there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import discord
from discord import AppCommandOptionType, ChannelType, app_commands
from discord.app_commands import AppCommandChannel

from bot.discordkit import interactions
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.domain.people import Actor, Member

if TYPE_CHECKING:
    from bot.discordkit.client import Interaction


class _RoomTransformer(app_commands.Transformer):
    """Takes a text channel, an announcement channel or a forum."""

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
"""The type of an option for a channel that takes cards."""


async def member_in(interaction: Interaction, room: AppCommandChannel | None) -> Member:
    """Return the member with their permissions in ``room`` or, without one, in the interaction's channel; of
    a thread, in its parent.
    """
    member = await interactions.member_of(interaction, room)
    if room is None and isinstance(interaction.channel, discord.Thread):
        return replace(member, channel_id=interaction.channel.parent_id)
    return member


async def actor_in(
    interaction: Interaction, rooms: Iterable[AppCommandChannel | None]
) -> tuple[Actor, list[int]]:
    """Return the member as an actor in several rooms, and the rooms' ids, each once; without any room, in the
    interaction's channel.
    """
    given: list[AppCommandChannel | None] = [one for one in rooms if one is not None]
    members = [await member_in(interaction, one) for one in given or [None]]
    held = frozenset(one.channel_id for one in members if one.moderator)
    actor = replace(members[0].actor, channels=held)
    return actor, list(dict.fromkeys(one.channel_id for one in members))


def visible_channel(interaction: Interaction, channel_id: int) -> discord.abc.GuildChannel:
    """Return a channel of the server, from the bot's cache.

    Raises:
        NotFound: the bot cannot see it.
    """
    assert interaction.guild is not None
    if found := interaction.guild.get_channel(channel_id):
        return found
    raise NotFound(message("I do not know that channel, or cannot see it."))
