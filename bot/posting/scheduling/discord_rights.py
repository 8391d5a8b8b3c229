"""Where members may post, on Discord."""

from __future__ import annotations

import contextlib
from collections.abc import Collection
from typing import TYPE_CHECKING

from bot.discordkit.http_errors import translate_errors
from bot.domain.errors import NotFound, PlatformFailed
from bot.domain.message import message

if TYPE_CHECKING:
    from bot.discordkit.client import Client


class DiscordRights:
    """Implements :class:`bot.posting.scheduling.rights_port.PostingRights`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def may_post(self, server_id: int, member_id: int, channel_ids: Collection[int]) -> frozenset[int]:
        """See the port. Discord is asked each time: without the members intent, roles in memory are old."""
        guild = self._client.get_guild(server_id)
        if guild is None or guild.unavailable:
            raise PlatformFailed(message("Discord cannot be reached. Please try again in a moment."))
        with contextlib.suppress(NotFound), translate_errors():
            member = await guild.fetch_member(member_id)
            held = {one.id: one.permissions_for(member) for one in guild.channels if one.id in channel_ids}
            return frozenset(one for one, can in held.items() if can.view_channel and can.manage_messages)
        return frozenset()
