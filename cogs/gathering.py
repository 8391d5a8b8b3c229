"""Passing Discord's events about discussions to the event queue, the backfill and the deletion worker."""

from __future__ import annotations

from collections.abc import Callable

import discord
from discord.ext import commands

from bot.discordkit.client import Client
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Post
from bot.domain.events import ChannelRef, ReactionsChanged
from bot.gathering import discord_events
from bot.gathering.backfill_worker import BackfillWorker
from bot.gathering.deletion_worker import DeletionWorker
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue

_SIGHT = discord.Permissions(administrator=True, view_channel=True, read_message_history=True)


class GatheringCog(commands.Cog):
    """Handles events. Work before the first ``await`` keeps the order in which Discord sent them."""

    def __init__(
        self,
        client: Client,
        rooms: RoomIndex,
        event_queue: EventQueue,
        backfill: BackfillWorker,
        deletions: DeletionWorker,
        history: DiscordHistory,
    ) -> None:
        self._client = client
        self._rooms = rooms
        self._event_queue = event_queue
        self._backfill = backfill
        self._deletions = deletions
        self._history = history

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """A message was posted."""
        if not self._rooms.follows(message.channel.id):
            return
        if posted := discord_events.message_posted(message):
            self._event_queue.enqueue(posted)
        else:
            self._event_queue.skip(message.channel.id, message.id)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """A message was edited, or Discord added its embeds."""
        if self._event_queue.follows_changes(event.channel_id) and (
            edited := discord_events.message_edited(event)
        ):
            self._event_queue.enqueue(edited)

    @commands.Cog.listener("on_raw_message_delete")
    @commands.Cog.listener("on_raw_bulk_message_delete")
    async def on_deletion(
        self, event: discord.RawMessageDeleteEvent | discord.RawBulkMessageDeleteEvent
    ) -> None:
        """Messages were deleted, in any channel: comments outlive their cards."""
        if deleted := discord_events.messages_deleted(event):
            in_bulk = isinstance(event, discord.RawBulkMessageDeleteEvent)
            self._deletions.told(deleted.ids, in_bulk=in_bulk)
            self._event_queue.enqueue(deleted)

    @commands.Cog.listener("on_raw_reaction_add")
    @commands.Cog.listener("on_raw_reaction_remove")
    @commands.Cog.listener("on_raw_reaction_clear")
    @commands.Cog.listener("on_raw_reaction_clear_emoji")
    async def on_reaction(
        self,
        event: discord.RawReactionActionEvent
        | discord.RawReactionClearEvent
        | discord.RawReactionClearEmojiEvent,
    ) -> None:
        """The reactions to a message changed."""
        if isinstance(event, discord.RawReactionActionEvent) and self._is_own(event.user_id):
            return
        if event.guild_id is not None and self._event_queue.follows_changes(event.channel_id):
            post = self._rooms.of_thread(event.channel_id)
            parent_id = post.channel_id if post else event.channel_id
            self._event_queue.enqueue(
                ReactionsChanged(event.message_id, ChannelRef(event.guild_id, parent_id, event.channel_id))
            )

    @commands.Cog.listener()
    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """A moderator did something, perhaps deleted messages or banned who wrote them."""
        if removal := self._history.removal(entry):
            self._deletions.noted(removal)
        elif ban := self._history.ban(entry):
            self._deletions.banned(ban)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted with its messages."""
        await self._backfill.channel_gone(event.thread_id)

    # ------------------------------------------------------------------ events that may have been missed

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection is lost: a resumed session may replay events from now on, a new one does not."""
        self._backfill.outage_began(self._posts(lambda post: self._shard(post) == shard_id))

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session began: events since the last session are missing."""
        self._backfill.mark_stale(self._posts(lambda post: self._shard(post) == shard_id))

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """A server has an outage."""
        self._backfill.mark_stale(self._posts(lambda post: post.server_id == guild.id))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot joined a server, perhaps again."""
        self._may_have_been_hidden(lambda post: post.server_id == guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel's permissions changed: the bot may not have seen it until now."""
        if before.overwrites != after.overwrites:
            self._may_have_been_hidden(lambda post: post.channel_id == after.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role of the bot changed: it may not have seen some channels until now."""
        changed = (before.permissions ^ after.permissions) & _SIGHT
        if changed.value and after in after.guild.me.roles:
            self._may_have_been_hidden(lambda post: post.server_id == after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot got or lost a role."""
        if after == after.guild.me and before.roles != after.roles:
            self._may_have_been_hidden(lambda post: post.server_id == after.guild.id)

    def _is_own(self, user_id: int) -> bool:
        return self._client.user is not None and self._client.user.id == user_id

    def _may_have_been_hidden(self, concerned: Callable[[Post], bool]) -> None:
        self._backfill.mark_stale(self._posts(concerned), unreliable=True)

    def _posts(self, concerned: Callable[[Post], bool]) -> list[Post]:
        return [post for post in self._rooms.all() if concerned(post)]

    def _shard(self, post: Post) -> int:
        return (post.server_id >> 22) % (self._client.shard_count or 1)
