"""What Discord remembers: history, the audit log, attachments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import discord

from bot.discordkit.client import Client
from bot.discordkit.custom_ids import public_ids
from bot.discordkit.http_errors import code_of, translate_errors
from bot.discordkit.paged_view import texts_of
from bot.discussion.history_port import MOST_REMOVALS, Ban, Removal
from bot.domain.discussion import Attachment, Reaction
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.domain.events import ChannelRef, HistoryPage, LiveMessage
from bot.domain.message import message
from bot.domain.permissions import FOR_HISTORY, FOR_SERVER, named
from bot.gathering.discord_events import message_posted
from bot.mirroring.discord_webhooks import is_translated, mark_of

PAGE = 100
"""Messages in one answer of Discord's, at most."""
MAX_COPY_BYTES = 10 * 1024 * 1024
"""Bytes of an attachment that is copied, at most."""
UNKNOWN_MESSAGE = 10008
_DELETIONS = (discord.AuditLogAction.message_delete, discord.AuditLogAction.message_bulk_delete)


@dataclass(frozen=True, slots=True)
class Server:
    """What permissions follow from: a server with its roles, the bot's member, and its channels by id."""

    guild: discord.Guild
    me: discord.Member
    channel: Callable[[int], Any]


class DiscordHistory:
    """The past as Discord gives it to the bot."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def server(self, server_id: int) -> Server:
        """A server as the gateway told of it.

        Raises:
            PlatformFailed: Discord does not show it now.
        """
        guild = self._client.get_guild(server_id)
        if guild is None or guild.unavailable:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        return Server(guild, guild.me, guild.get_channel)

    def exists(self, server_id: int) -> bool:
        """Whether the bot is in a server, and Discord has it."""
        guild = self._client.get_guild(server_id)
        return guild is not None and not guild.unavailable

    def last_message(self, channel_id: int) -> int | None:
        """The last message of a channel or thread as far as the gateway told, or None."""
        last: int | None = getattr(self._client.get_channel(channel_id), "last_message_id", None)
        return last

    async def archived(self, server_id: int, parent_id: int, thread_ids: Collection[int]) -> dict[int, int]:
        """The last messages of those of a channel's threads that lie in its archive, by thread.

        It asks no oftener than there are threads to ask about, so some may be left out.
        """
        channel = (await self.server(server_id)).channel(parent_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            return {}
        await self._check(ChannelRef(server_id, parent_id, parent_id))
        found: dict[int, int] = {}
        left = set(thread_ids)
        with translate_errors():
            async for thread in channel.archived_threads(limit=PAGE * len(left)):
                if thread.id in left:
                    left.remove(thread.id)
                    if thread.last_message_id:
                        found[thread.id] = thread.last_message_id
                if not left:
                    break
        return found

    async def after(self, ref: ChannelRef, message_id: int) -> HistoryPage:
        """The messages that follow ``message_id``."""
        await self._check(ref)
        known = self._client.get_channel(ref.channel_id)
        channel = (
            known
            if isinstance(known, discord.TextChannel | discord.Thread)
            else self._client.get_partial_messageable(ref.channel_id, guild_id=ref.server_id)
        )
        after = discord.Object(message_id)
        with translate_errors():
            found = [one async for one in channel.history(limit=PAGE, after=after, oldest_first=True)]
        found.sort(key=lambda one: one.id)
        until = found[-1].id if len(found) == PAGE else None
        return HistoryPage(ref.channel_id, tuple(map(self._live, found)), message_id, until)

    async def one(self, ref: ChannelRef, message_id: int) -> HistoryPage:
        """A page of nothing but this message, or of nothing at all where it is gone."""
        place = self._client.get_partial_messageable(ref.channel_id, guild_id=ref.server_id)
        try:
            with translate_errors():
                found = [await place.fetch_message(message_id)]
        except NotFound as gone:
            if code_of(gone) != UNKNOWN_MESSAGE:
                raise
            found = []
        return HistoryPage(ref.channel_id, tuple(map(self._live, found)), message_id - 1, message_id)

    async def moderates(self, ref: ChannelRef, user_id: int) -> bool:
        """Whether somebody holds Manage Messages there now; False for who has left."""
        server = await self.server(ref.server_id)
        parent = server.channel(ref.parent_id)
        try:
            with translate_errors():
                member = await server.guild.fetch_member(user_id)
        except (BotLacks, NotFound):
            return False
        return parent is not None and bool(parent.permissions_for(member).manage_messages)

    async def removals(self, server_id: int) -> list[Removal]:
        """The latest deletions by moderators, a hundred of each kind at most."""
        entries = [one for action in _DELETIONS for one in await self._logged(server_id, action)]
        return [removal for entry in entries if (removal := self.removal(entry))]

    async def bans(self, server_id: int) -> list[Ban]:
        """The latest bans by moderators, a hundred at most."""
        entries = await self._logged(server_id, discord.AuditLogAction.ban)
        return [ban for entry in entries if (ban := self.ban(entry))]

    async def _logged(self, server_id: int, action: discord.AuditLogAction) -> list[discord.AuditLogEntry]:
        """The latest entries of a kind in a server's audit log."""
        server = await self.server(server_id)
        if not server.me.guild_permissions.view_audit_log:
            raise _lack(FOR_SERVER)
        with translate_errors():
            read = server.guild.audit_logs(limit=MOST_REMOVALS, action=action)
            return [entry async for entry in read]

    def removal(self, entry: discord.AuditLogEntry) -> Removal | None:
        """What an entry of the audit log tells of deleted messages; None if nothing, or it was the bot."""
        # An application's id is not always that of its account.
        own = self._client.user.id if self._client.user else None
        if entry.action not in _DELETIONS or entry.user_id in (None, own):
            return None
        bulk = entry.action is discord.AuditLogAction.message_bulk_delete
        target_id = getattr(entry.target, "id", None)
        channel_id = target_id if bulk else getattr(getattr(entry.extra, "channel", None), "id", None)
        if channel_id is None:
            return None
        return Removal(
            id=entry.id,
            moderator_id=entry.user_id,
            author_id=None if bulk else target_id,
            channel_id=channel_id,
            count=int(getattr(entry.extra, "count", 1)),
            at=entry.created_at,
        )

    def ban(self, entry: discord.AuditLogEntry) -> Ban | None:
        """Whose ban an entry of the audit log tells of; None if of nobody's, or it was the bot, which deletes
        nothing then.
        """
        own = self._client.user.id if self._client.user else None
        if entry.action is not discord.AuditLogAction.ban or entry.user_id in (None, own):
            return None
        member_id = getattr(entry.target, "id", None)
        if member_id is None or entry.user_id is None:
            return None
        return Ban(entry.id, entry.user_id, member_id, entry.created_at)

    async def download(self, attachment: Attachment) -> bytes | None:
        """What an attachment holds; None where it is gone, its address has expired, or it is too large."""
        if attachment.size > MAX_COPY_BYTES:
            return None
        try:
            with translate_errors():
                return await self._client.http.get_from_cdn(attachment.url)
        except (BotLacks, NotFound):
            return None

    def _live(self, sent: discord.Message) -> LiveMessage:
        own = sent.author == self._client.user
        by_webhook = sent.webhook_id is not None and sent.application_id == self._client.application_id
        ours = own or by_webhook
        return LiveMessage(
            id=sent.id,
            posted=message_posted(sent),
            mark=mark_of(sent) if ours else None,
            text="\n".join(texts_of(sent.components)) if ours else "",
            by_webhook=by_webhook,
            cards=frozenset(public_ids(sent.components)) if own else frozenset(),
            reactions=_reactions(sent),
            translated=ours and is_translated(sent),
        )

    async def _check(self, ref: ChannelRef) -> None:
        """Discord answers with nothing at all where the bot may not read history."""
        server = await self.server(ref.server_id)
        parent = server.channel(ref.parent_id)
        if parent is None:
            return  # Discord itself says whether it is gone
        held = parent.permissions_for(server.me)
        if not held.read_messages or not held.read_message_history:
            raise _lack(FOR_HISTORY)


def _reactions(sent: discord.Message) -> tuple[Reaction, ...]:
    """Return how often people reacted; the bot's own reactions are signs."""
    counted = [Reaction(str(one.emoji), one.count - one.me) for one in sent.reactions]
    return tuple(one for one in counted if one.count)


def _lack(permissions: Sequence[str]) -> BotLacks:
    return BotLacks(message("I need these permissions: {permissions}.", permissions=named(permissions)))
