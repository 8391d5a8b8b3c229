"""Telling people about feeds on Discord."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import discord

from bot.discordkit.http_errors import translate_errors
from bot.discordkit.interactions import NO_MENTIONS
from bot.feeding.announcement_board_port import Announced
from bot.feeding.announcement_view import announcement_view, component_id, post_name
from bot.i18n.catalog import Catalog

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MAX_CLOCK_SKEW = timedelta(minutes=1)
"""How far our clock may be ahead of Discord's."""
MAX_SEARCHED = 500
"""Messages that are searched for one whose outcome is unknown."""


class DiscordAnnouncements:
    """Implements :class:`bot.feeding.announcement_board_port.AnnouncementBoard`; needs View Channel and Send
    Messages.
    """

    def __init__(self, client: Client, catalog: Catalog) -> None:
        self._client = client
        self._catalog = catalog

    async def send(self, channel_id: int, announced: Announced) -> int:
        """Send an announcement; in a forum it is a post of its own."""
        view = announcement_view(announced, self._catalog)
        with translate_errors():
            channel = self._client.get_channel(channel_id)
            if isinstance(channel, discord.ForumChannel):
                made = await channel.create_thread(
                    name=post_name(announced, self._catalog),
                    view=view,
                    applied_tags=_required_tags(channel),
                    allowed_mentions=NO_MENTIONS,
                )
                return made.message.id
            sent = await self._client.get_partial_messageable(channel_id).send(
                view=view, nonce=f"feed{announced.id}", allowed_mentions=NO_MENTIONS
            )
        return sent.id

    async def find(self, channel_id: int, announced: Announced, since: datetime) -> int | None:
        """Find the message that an announcement is."""
        after = since - MAX_CLOCK_SKEW
        with translate_errors():
            channel = self._client.get_channel(channel_id)
            if isinstance(channel, discord.ForumChannel):
                candidates = _first_messages(channel, after)
            else:
                place = self._client.get_partial_messageable(channel_id)
                candidates = place.history(limit=MAX_SEARCHED, after=after, oldest_first=True)
            async for one in candidates:
                if one.author == self._client.user and _shows(one, component_id(announced)):
                    return one.id
        return None


async def _first_messages(forum: discord.ForumChannel, after: datetime) -> AsyncIterator[discord.Message]:
    """Yield the first message of each post that the bot made in a forum after a moment."""
    threads = [one for one in await forum.guild.active_threads() if one.parent_id == forum.id]
    for thread in threads:
        if thread.owner_id == forum.guild.me.id and discord.utils.snowflake_time(thread.id) > after:
            async for first in thread.history(limit=1, oldest_first=True):
                yield first


def _required_tags(forum: discord.ForumChannel) -> list[discord.ForumTag]:
    """The first tag that anybody may use, if the forum requires one."""
    free = [tag for tag in forum.available_tags if not tag.moderated]
    return free[:1] if forum.flags.require_tag else []


def _shows(sent: discord.Message, wanted: int) -> bool:
    return any(getattr(one, "id", None) == wanted for one in sent.components)
