"""Discord's history over the REST API alone, for commands that run beside a bot or without one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import discord

from bot.database.engine import Database
from bot.discordkit.client import Client
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.missing_permissions import readable_by_all
from bot.gathering.discord_history import DiscordHistory, Server
from bot.i18n.catalog import Catalog
from bot.mirroring.discord_webhooks import DiscordWebhooks
from bot.upkeep.discord_inspection import log_in


class OfflineHistory(DiscordHistory):
    """Requests, once for each server, what a running bot knows from the gateway."""

    def __init__(self, client: Client) -> None:
        super().__init__(client)
        self._servers: dict[int, Server] = {}
        self._asking = asyncio.Lock()

    async def server(self, server_id: int) -> Server:
        """A server as it was when first requested."""
        async with self._asking:
            if server_id not in self._servers:
                assert self._client.user is not None
                with translate_errors():
                    guild = await self._client.fetch_guild(server_id, with_counts=False)
                    me = await guild.fetch_member(self._client.user.id)
                    channels = {one.id: one for one in await guild.fetch_channels()}
                self._servers[server_id] = Server(guild, me, channels.get)
            return self._servers[server_id]

    def public(self, server_id: int, channel_id: int) -> bool | None:
        """Whether @everyone could read a channel when its server was first requested; None before that."""
        server = self._servers.get(server_id)
        if server is None:
            return None
        channel = server.channel(channel_id)
        return channel is not None and readable_by_all(channel)


@contextlib.asynccontextmanager
async def opened_history(
    token: str, database: Database, catalog: Catalog
) -> AsyncIterator[tuple[OfflineHistory, DiscordWebhooks]]:
    """The history and webhooks of the bot with this token. It receives no events meanwhile.

    Raises:
        BotLacks: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    async with Client(catalog, discord.Intents.none()) as client:
        await log_in(client, token)
        yield OfflineHistory(client), DiscordWebhooks(client, database)
