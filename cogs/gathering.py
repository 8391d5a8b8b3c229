"""Discord's events that can concern a discussion, handed to what gathers them."""

from __future__ import annotations

from collections.abc import Callable

import discord
from discord.ext import commands

from bot.discordkit.client import Client
from bot.discussion.room_index import RoomIndex
from bot.domain.discussion import Post
from bot.domain.events import ChannelRef, MessagesDeleted, ReactionsChanged
from bot.gathering import discord_events as hearing
from bot.gathering.backfill_worker import BackfillWorker
from bot.gathering.deletion_worker import DeletionWorker
from bot.gathering.discord_history import DiscordHistory
from bot.gathering.event_queue import EventQueue

_SIGHT = discord.Permissions(administrator=True, view_channel=True, read_message_history=True)


class GatheringCog(commands.Cog):
    """Listens. What it does before the first ``await`` keeps the order in which Discord sent the events."""

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
        """Somebody wrote something."""
        if not self._rooms.follows(message.channel.id):
            return
        if said := hearing.message_posted(message):
            self._event_queue.enqueue(said)
        else:
            self._event_queue.skip(message.channel.id, message.id)

    @commands.Cog.listener()
    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Somebody edited a message, or Discord completed one."""
        if self._event_queue.follows_changes(event.channel_id) and (edited := hearing.message_edited(event)):
            self._event_queue.enqueue(edited)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted, wherever: also below cards that were taken away since."""
        self._deleted(hearing.messages_deleted(event))

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages were deleted at once."""
        self._deleted(hearing.messages_deleted(event))

    def _deleted(self, deleted: MessagesDeleted | None) -> None:
        if deleted:
            self._deletions.told(deleted.ids)
            self._event_queue.enqueue(deleted)

    @commands.Cog.listener()
    async def on_raw_reaction_add(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody reacted to a message."""
        self._reacted(event)

    @commands.Cog.listener()
    async def on_raw_reaction_remove(self, event: discord.RawReactionActionEvent) -> None:
        """Somebody took a reaction back, or a moderator did."""
        self._reacted(event)

    @commands.Cog.listener()
    async def on_raw_reaction_clear(self, event: discord.RawReactionClearEvent) -> None:
        """A moderator took all reactions to a message away."""
        self._reacted(event)

    @commands.Cog.listener()
    async def on_raw_reaction_clear_emoji(self, event: discord.RawReactionClearEmojiEvent) -> None:
        """A moderator took all reactions of one kind to a message away."""
        self._reacted(event)

    def _reacted(
        self,
        event: discord.RawReactionActionEvent
        | discord.RawReactionClearEvent
        | discord.RawReactionClearEmojiEvent,
    ) -> None:
        if event.guild_id is not None and self._event_queue.follows_changes(event.channel_id):
            post = self._rooms.of_thread(event.channel_id)
            parent_id = post.channel_id if post else event.channel_id
            self._event_queue.enqueue(
                ReactionsChanged(event.message_id, ChannelRef(event.guild_id, parent_id, event.channel_id))
            )

    @commands.Cog.listener()
    async def on_audit_log_entry_create(self, entry: discord.AuditLogEntry) -> None:
        """A moderator did something; perhaps deleted messages."""
        if removal := self._history.removal(entry):
            self._deletions.noted(removal)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted, with all that was written in it."""
        await self._backfill.channel_gone(event.thread_id)

    # ------------------------------------------------------------------ what may have been missed

    @commands.Cog.listener()
    async def on_shard_disconnect(self, shard_id: int) -> None:
        """The connection is lost; what happens now may or may not be told later."""
        self._backfill.outage_began(self._of(lambda post: self._shard(post) == shard_id))

    @commands.Cog.listener()
    async def on_shard_connect(self, shard_id: int) -> None:
        """A new session, not a resumed one: what happened since the last was not seen."""
        self._backfill.mark_stale(self._of(lambda post: self._shard(post) == shard_id))

    @commands.Cog.listener()
    async def on_guild_unavailable(self, guild: discord.Guild) -> None:
        """Discord has lost a server for a while."""
        self._backfill.mark_stale(self._of(lambda post: post.server_id == guild.id))

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot is in a server, perhaps again."""
        self._may_have_been_hidden(lambda post: post.server_id == guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel's permissions changed: it may have been out of the bot's sight until now."""
        if before.overwrites != after.overwrites:
            self._may_have_been_hidden(lambda post: post.channel_id == after.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role of the bot's may read other things now: channels may have been out of its sight."""
        changed = (before.permissions ^ after.permissions) & _SIGHT
        if changed.value and after in after.guild.me.roles:
            self._may_have_been_hidden(lambda post: post.server_id == after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """The bot was given a role, or lost one."""
        if after == after.guild.me and before.roles != after.roles:
            self._may_have_been_hidden(lambda post: post.server_id == after.guild.id)

    def _may_have_been_hidden(self, concerned: Callable[[Post], bool]) -> None:
        self._backfill.mark_stale(self._of(concerned), unreliable=True)

    def _of(self, concerned: Callable[[Post], bool]) -> list[Post]:
        return [post for post in self._rooms.all() if concerned(post)]

    def _shard(self, post: Post) -> int:
        return (post.server_id >> 22) % (self._client.shard_count or 1)
