"""Locking, archiving and slowing down threads on Discord."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordThreads:
    """The threads of discussions; needs Manage Threads in each."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def set_state(self, thread_id: int, *, locked: bool, archived: bool) -> None:
        """Lock or unlock, archive or unarchive a thread in one request, whichever it is now."""
        with translate_errors():
            if thread := await self._thread(thread_id):
                await thread.edit(locked=locked, archived=archived)

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
