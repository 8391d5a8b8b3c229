"""Which cards rooms show on Discord."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import discord

from bot.discordkit.custom_ids import public_ids
from bot.discordkit.http_errors import translate_errors
from bot.discordkit.paged_view import texts_of
from bot.domain.errors import NotFound
from bot.domain.message import message
from bot.feeding.delivering.shown_cards_port import ShownCard
from bot.posting.discord_board import MAX_CLOCK_SKEW

if TYPE_CHECKING:
    from bot.discordkit.client import Client

MOST = 1_000
"""Messages of a room that are looked through, the newest."""
_HEADLINE = re.compile(r"^(?:### |\*\*)\[.*\]\((https?://[^\s()]+)\)(?:\*\*)?$", re.MULTILINE)


class DiscordShownCards:
    """Implements :class:`bot.feeding.delivering.shown_cards_port.ShownCards` on Discord."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def since(self, channel_id: int, moment: datetime) -> list[ShownCard]:
        """The cards that the bot has sent into a room since then."""
        channel = self._client.get_channel(channel_id)
        if not isinstance(channel, discord.TextChannel | discord.ForumChannel):
            raise NotFound(message("I do not know that channel, or cannot see it."))
        after = moment - MAX_CLOCK_SKEW
        with translate_errors():
            found = [one async for one in _sent(channel, after) if one.author == self._client.user]
        shown = [ShownCard(frozenset(public_ids(one.components)), frozenset(_links(one))) for one in found]
        return [one for one in shown if one.public_ids]


def _sent(
    channel: discord.TextChannel | discord.ForumChannel, after: datetime
) -> AsyncIterator[discord.Message]:
    """The messages of a room since then: of a forum, the first of each post."""
    if isinstance(channel, discord.ForumChannel):
        return _first_messages(channel, after)
    return channel.history(limit=MOST, after=after, oldest_first=False)


async def _first_messages(forum: discord.ForumChannel, after: datetime) -> AsyncIterator[discord.Message]:
    """Yield the first message of each post of a forum that the bot made since then."""
    threads = [one for one in await forum.guild.active_threads() if one.parent_id == forum.id]
    threads += [one async for one in forum.archived_threads(limit=100)]
    for thread in threads:
        if thread.owner_id == forum.guild.me.id and discord.utils.snowflake_time(thread.id) > after:
            async for first in thread.history(limit=1, oldest_first=True):
                yield first


def _links(sent: discord.Message) -> Iterator[str]:
    for text in texts_of(sent.components):
        yield from _HEADLINE.findall(text)
