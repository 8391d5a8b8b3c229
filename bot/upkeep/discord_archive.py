"""Discord's history to its end, over its REST API alone: a bot may be running beside it, or none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.database.engine import Database
from bot.discordkit.client import Client
from bot.discordkit.http_errors import code_of, translated
from bot.discordkit.missing_permissions import readable_by_all
from bot.discussion.history_port import Removal
from bot.domain.errors import BotLacks, NotFound
from bot.domain.events import Venue
from bot.domain.message import message
from bot.domain.permissions import FOR_HISTORY, named
from bot.gathering.discord_events import reactions, said
from bot.gathering.discord_history import PAGE, UNKNOWN_MESSAGE, DiscordHistory
from bot.i18n.catalog import Catalog
from bot.mirroring.discord_webhooks import DiscordVoices, mark_of
from bot.upkeep.archive_port import Standing
from bot.upkeep.discord_inspection import log_in

_DELETIONS = (discord.AuditLogAction.message_delete, discord.AuditLogAction.message_bulk_delete)


@dataclass(frozen=True, slots=True)
class _Server:
    guild: discord.Guild
    me: discord.Member
    channels: dict[int, Any]


class DiscordArchive:
    """All that stands on Discord. Made by :func:`opened_archive`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._servers: dict[int, _Server] = {}
        self._asking = asyncio.Lock()

    async def pages(self, venue: Venue, after: int) -> AsyncGenerator[Sequence[Standing], None]:
        """The messages after one, oldest first, a hundred at a time."""
        await self._check(venue)
        place = self._client.get_partial_messageable(venue.channel_id, guild_id=venue.server_id)
        while True:
            with translated():
                found = [
                    self._standing(one)
                    async for one in place.history(limit=PAGE, after=discord.Object(after), oldest_first=True)
                ]
            if found:
                found.sort(key=lambda one: one.id)
                yield found
                after = found[-1].id
            if len(found) < PAGE:
                return

    async def one(self, venue: Venue, message_id: int) -> Standing | None:
        """One message, or None where it is gone."""
        place = self._client.get_partial_messageable(venue.channel_id, guild_id=venue.server_id)
        try:
            with translated():
                return self._standing(await place.fetch_message(message_id))
        except NotFound as gone:
            if code_of(gone) != UNKNOWN_MESSAGE:
                raise
            return None

    async def removals(self, server_id: int) -> list[Removal]:
        """The latest deletions by moderators, newest first."""
        history = DiscordHistory(self._client)
        guild = (await self._server(server_id)).guild
        with translated():
            entries = [
                entry for action in _DELETIONS async for entry in guild.audit_logs(limit=PAGE, action=action)
            ]
        return [one for one in map(history.removal, entries) if one]

    async def moderates(self, venue: Venue, user_id: int) -> bool:
        """Whether somebody holds Manage Messages there now; False for who has left."""
        server = await self._server(venue.server_id)
        channel = server.channels.get(venue.parent_id)
        try:
            with translated():
                member = await server.guild.fetch_member(user_id)
        except (BotLacks, NotFound):
            return False
        return channel is not None and bool(channel.permissions_for(member).manage_messages)

    def public(self, server_id: int, channel_id: int) -> bool | None:
        """Whether @everyone could read a channel when something of its server was first asked for; None
        before that.
        """
        server = self._servers.get(server_id)
        if server is None:
            return None
        channel = server.channels.get(channel_id)
        return channel is not None and readable_by_all(channel)

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
        with translated():
            await self._client.http.delete_message(channel_id, message_id)

    def _standing(self, sent: discord.Message) -> Standing:
        own = sent.author == self._client.user
        by_webhook = sent.webhook_id is not None and sent.application_id == self._client.application_id
        return Standing(
            id=sent.id,
            said=said(sent),
            mirrors=mark_of(sent) if own or by_webhook else None,
            by_webhook=by_webhook,
            text="\n".join(_texts(sent.components)),
            cards=frozenset(_public_ids(sent.components)) if own else frozenset(),
            reactions=reactions([sent]).get(sent.id, ()),
        )

    async def _check(self, venue: Venue) -> None:
        """Discord answers with nothing at all where the bot may not read history."""
        server = await self._server(venue.server_id)
        channel = server.channels.get(venue.parent_id)
        if channel is None:
            return  # Discord itself says whether it is gone
        held = channel.permissions_for(server.me)
        if not held.read_messages or not held.read_message_history:
            raise BotLacks(
                message(
                    "I lack these permissions: {permissions}.",
                    permissions=named(FOR_HISTORY),
                )
            )

    async def _server(self, server_id: int) -> _Server:
        async with self._asking:
            if server_id not in self._servers:
                assert self._client.user is not None
                with translated():
                    guild = await self._client.fetch_guild(server_id, with_counts=False)
                    me = await guild.fetch_member(self._client.user.id)
                    channels = {one.id: one for one in await guild.fetch_channels()}
                self._servers[server_id] = _Server(guild, me, channels)
            return self._servers[server_id]


@contextlib.asynccontextmanager
async def opened_archive(
    token: str, database: Database, catalog: Catalog
) -> AsyncIterator[tuple[DiscordArchive, DiscordVoices]]:
    """The archive for the bot with this token, and its voices; it answers nobody meanwhile.

    Raises:
        BotLacks: Discord does not accept the token.
        PlatformFailed: Discord cannot be reached.
    """
    async with Client(catalog, discord.Intents.none()) as client:
        await log_in(client, token)
        yield DiscordArchive(client), DiscordVoices(client, database)


def _texts(components: Sequence[Any]) -> Iterator[str]:
    for one in components:
        if isinstance(one, discord.components.TextDisplay):
            yield one.content
        yield from _texts(getattr(one, "children", []))


def _public_ids(components: Sequence[Any]) -> Iterator[str]:
    """What the last part of each ``custom_id`` of ours names: a card's buttons name its post."""
    for one in components:
        custom_id = str(getattr(one, "custom_id", None) or "")
        if custom_id.startswith("t1:"):
            yield custom_id.rpartition(":")[2]
        yield from _public_ids(getattr(one, "children", []))
