"""Telling in threads on Discord that their discussion was closed by its age."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot.discordkit.command_names import command_name
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.domain.discussion import Post
from bot.domain.message import counted

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 500
"""Messages of a thread that are searched: nobody but moderators writes in one that is being closed."""


class DiscordClosingNotes:
    """Implements :class:`bot.moderating.closing.closing_notes_port.ClosingNotes`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def send(self, post: Post, days: int, nonce: str) -> None:
        """Tell it in a post's thread."""
        with translate_errors():
            text = self._text(post, days)
            await self._thread(post).send(text, nonce=nonce, allowed_mentions=NO_MENTIONS)

    async def is_told(self, post: Post, days: int, since: datetime) -> bool:
        """Whether that was told after ``since``."""
        text, after = self._text(post, days), since - MAX_CLOCK_SKEW
        with translate_errors():
            async for one in self._thread(post).history(limit=MAX_SEARCHED, after=after, oldest_first=True):
                if one.author == self._client.user and one.content == text:
                    return True
        return False

    def _text(self, post: Post, days: int) -> str:
        catalog = self._client.catalog
        note = counted(
            "🔒 This discussion is closed after {count} day. Moderators can reopen it with `{command}`.",
            "🔒 This discussion is closed after {count} days. Moderators can reopen it with `{command}`.",
            days,
            command=command_name(catalog, "moderate reopen", post.language),
        )
        return catalog.say(note, post.language)

    def _thread(self, post: Post) -> discord.PartialMessageable:
        assert post.thread_id is not None
        return self._client.get_partial_messageable(post.thread_id, guild_id=post.server_id)
