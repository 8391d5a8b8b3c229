"""Asks Discord for the bot's application and permissions, over the REST API alone."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import discord

from bot.discordkit.http_errors import translate_errors
from bot.domain.errors import BotLacks
from bot.domain.message import message
from bot.domain.permissions import OPTIONAL, PERMISSIONS
from bot.upkeep.inspection_port import Application, RoomPermissions

_ROOMS = (discord.TextChannel, discord.ForumChannel)


class DiscordInspection:
    """The bot's application and permissions on Discord. Made by :func:`inspecting`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    async def application(self) -> Application:
        """The application the token belongs to."""
        with translate_errors():
            info = await self._client.application_info()
        flags = info.flags
        return Application(
            name=info.name,
            invitation=discord.utils.oauth_url(info.id, permissions=_wanted()),
            message_content=flags.gateway_message_content or flags.gateway_message_content_limited,
        )

    async def rooms(self) -> list[RoomPermissions]:
        """The channels of each server, with the permissions that the bot has there."""
        with translate_errors():
            servers = [one async for one in self._client.fetch_guilds(limit=None, with_counts=False)]
            return [room for server in servers for room in await self._rooms_of(server.id)]

    async def _rooms_of(self, server_id: int) -> list[RoomPermissions]:
        server = await self._client.fetch_guild(server_id, with_counts=False)
        assert self._client.user is not None
        bot = await server.fetch_member(self._client.user.id)
        return [
            RoomPermissions(
                server_id=server.id,
                server=server.name,
                channel_id=channel.id,
                channel=channel.name,
                forum=isinstance(channel, discord.ForumChannel),
                held=_held(channel.permissions_for(bot)),
            )
            for channel in await server.fetch_channels()
            if isinstance(channel, _ROOMS)
        ]


@contextlib.asynccontextmanager
async def inspecting(token: str) -> AsyncIterator[DiscordInspection]:
    """An inspection of the bot with this token.

    Raises:
        BotLacks: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    async with discord.Client(intents=discord.Intents.none()) as client:
        await log_in(client, token)
        yield DiscordInspection(client)


async def log_in(client: discord.Client, token: str) -> None:
    """Log a client in for REST requests, without a gateway connection.

    Raises:
        BotLacks: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    try:
        with translate_errors():
            await client.login(token)
    except discord.LoginFailure as error:
        raise BotLacks(
            message("Discord does not accept DISCORD_TOKEN. Reset it in the developer portal and try again.")
        ) from error


def _wanted() -> discord.Permissions:
    return discord.Permissions(**dict.fromkeys(PERMISSIONS, True))


def _held(permissions: discord.Permissions) -> frozenset[str]:
    return frozenset(name for name in (*PERMISSIONS, *OPTIONAL) if getattr(permissions, name))
