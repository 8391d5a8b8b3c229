"""Who can read a channel, from what the gateway last sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discordkit.missing_permissions import readable_by_all

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordVisibility:
    """Reads discord.py's cache. An event changes the cache before its handlers and all later events run, so
    a message that follows a change of permissions never sees the permissions before it.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def public(self, server_id: int, channel_id: int) -> bool | None:
        """Whether @everyone can read a channel; None in an outage, and while the bot is not in the server."""
        guild = self._client.get_guild(server_id)
        if guild is None or guild.unavailable:
            return None
        channel = guild.get_channel(channel_id)
        return channel is not None and readable_by_all(channel)
