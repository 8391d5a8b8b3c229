"""Telling moderators, in their channel."""

from __future__ import annotations

from typing import Protocol

from bot.domain.notice import Notice


class Notices(Protocol):
    """Messages in moderators' channels. What waits raises BotLacks, NotFound or PlatformFailed."""

    async def send(self, channel_id: int, notice: Notice) -> int:
        """Send a notice; gives the message's id. Sent twice within minutes it is one message still."""

    async def edit(self, channel_id: int, message_id: int, notice: Notice) -> None:
        """Make a notice that was sent say what is so now."""
