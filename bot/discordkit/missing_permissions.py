"""Which permissions the bot lacks in a server, by channel."""

from __future__ import annotations

from collections.abc import Collection

import discord

from bot.domain.message import Message, message
from bot.domain.permissions import (
    FOR_CARDS,
    FOR_DISCUSSIONS,
    FOR_FORUM_POSTS,
    FOR_NOTICES,
    FOR_SERVER,
    OPTIONAL,
    named,
)

_MAX_CHANNELS = 15


def readable_by_all(channel: discord.abc.GuildChannel) -> bool:
    """Whether @everyone can read a channel."""
    return channel.permissions_for(channel.guild.default_role).read_messages


def place_of(channel: object) -> tuple[int, int | None, bool]:
    """Return a message's channel (of a thread, the parent), whose readers can read the message, and whether
    everybody can: (channel id, the same or None for a private thread, public).
    """
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        if channel.is_private():
            return channel.parent_id, None, False
        return channel.parent_id, channel.parent_id, parent is not None and readable_by_all(parent)
    assert isinstance(channel, discord.abc.GuildChannel)
    return channel.id, channel.id, readable_by_all(channel)


def missing(channel: discord.abc.GuildChannel, permissions: Collection[str]) -> list[str]:
    """Return those of these permissions that the bot lacks in a channel."""
    held = channel.permissions_for(channel.guild.me)
    return [one for one in permissions if not getattr(held, one)]


def lacks(
    guild: discord.Guild, rooms: Collection[int], moderators: int | None, acts: Collection[str] = ()
) -> list[Message]:
    """Return a line for each channel in which the bot lacks permissions, and one for the server.

    ``rooms`` are the channels with cards, ``moderators`` is the moderators' channel, and ``acts`` the
    optional permissions that the server has a use for.
    """
    lines = []
    for channel_id in sorted(rooms):
        if channel := guild.get_channel(channel_id):
            cards = FOR_FORUM_POSTS if isinstance(channel, discord.ForumChannel) else FOR_CARDS
            lines.append(_line(channel, (*cards, *FOR_DISCUSSIONS)))
    if moderators is not None:
        if channel := guild.get_channel(moderators):
            lines.append(_line(channel, FOR_NOTICES))
            if readable_by_all(channel):
                lines.append(message("- <#{channel}>: everyone can read it", channel=str(moderators)))
        else:
            lines.append(message("- The moderators' channel no longer exists, or I cannot see it"))
    of_use = (*FOR_SERVER, *(one for one in OPTIONAL if one in acts))
    server = [one for one in of_use if not getattr(guild.me.guild_permissions, one)]
    if server:
        lines.append(message("- On the server: {permissions}", permissions=named(server)))
    return [line for line in lines if line][:_MAX_CHANNELS]


def _line(channel: discord.abc.GuildChannel, permissions: Collection[str]) -> Message | None:
    lacking = missing(channel, permissions)
    if not lacking:
        return None
    return message("- <#{channel}>: {permissions}", channel=str(channel.id), permissions=named(lacking))
