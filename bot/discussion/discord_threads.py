"""Locking, archiving and slowing down threads on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.missing_permissions import missing
from bot.domain.errors import BotLacks
from bot.domain.message import message
from bot.domain.permissions import named

if TYPE_CHECKING:
    from bot.discordkit.client import Client

_NEEDED = ("manage_threads",)


class DiscordThreads:
    """The threads of discussions; needs Manage Threads in each."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def may_lock(self, channel_id: int) -> bool:
        """Whether the bot holds Manage Threads in a channel; so too where the channel is unknown."""
        channel = self._client.get_channel(channel_id)
        return not isinstance(channel, discord.abc.GuildChannel) or not missing(channel, _NEEDED)

    async def set_state(self, thread_id: int, *, locked: bool, archived: bool) -> None:
        """Lock or unlock, archive or unarchive a thread in one request, whichever it is now."""
        with translate_errors():
            if thread := await self._thread(thread_id):
                await _change(thread, locked=locked, archived=archived)

    async def set_locked(self, channel_id: int, thread_id: int, *, locked: bool) -> None:
        """Lock or unlock a thread, archived or not."""
        if not self.may_lock(channel_id):
            raise BotLacks(
                message(
                    "I need these permissions in <#{channel}>: {permissions}.",
                    channel=str(channel_id),
                    permissions=named(_NEEDED),
                )
            )
        with translate_errors():
            thread = await self._thread(thread_id)
            if thread is None or (thread.archived and thread.locked is locked):
                return
            await _change(thread, locked=locked, archived=thread.archived)

    async def set_slowmode(self, thread_id: int, seconds: int) -> None:
        """Set a thread's slowmode; an archived one takes it only with being unarchived, and is put back."""
        with translate_errors():
            if (thread := await self._thread(thread_id)) is None:
                return
            archived = thread.archived
            await thread.edit(archived=False, slowmode_delay=seconds)
            if archived:
                await thread.edit(archived=True)

    async def _thread(self, thread_id: int) -> discord.Thread | None:
        known = self._client.get_channel(thread_id) or await self._client.fetch_channel(thread_id)
        return known if isinstance(known, discord.Thread) else None


async def _change(thread: discord.Thread, *, locked: bool, archived: bool) -> None:
    """Change a thread's state. An archived one takes a lock only together with being unarchived (50083)."""
    if not thread.archived:
        await thread.edit(locked=locked, archived=archived)
        return
    await thread.edit(locked=locked, archived=False)
    if archived:
        await thread.edit(archived=True)
