"""Discord's events by which cards, their threads or their channels are deleted by hand."""

from __future__ import annotations

import discord
from discord.ext import commands

from bot.discussion.room_index import RoomIndex
from bot.posting.remove_card import CardRemoval


class CardWatch(commands.Cog):
    """Reports deleted cards, threads and channels to :class:`CardRemoval`."""

    def __init__(self, rooms: RoomIndex, card_removal: CardRemoval) -> None:
        self._rooms = rooms
        self._card_removal = card_removal

    @commands.Cog.listener()
    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """A message was deleted: it may have been a card."""
        await self._deleted(event.message_id, event.channel_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Many messages were deleted at once."""
        for message_id in event.message_ids:
            await self._deleted(message_id, event.channel_id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """A thread or forum post was deleted."""
        await self._card_removal.on_thread_deleted(event.thread_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        await self._card_removal.on_channel_deleted(channel.id)

    async def _deleted(self, message_id: int, channel_id: int) -> None:
        post = self._rooms.of_message(message_id, channel_id) or self._rooms.of_thread(channel_id)
        if post is not None and post.message_id == message_id:
            await self._card_removal.on_card_deleted(post)
