"""What notices need of the chat platform."""

from __future__ import annotations

from typing import Protocol

from bot.domain.notice import Notice


class Notices(Protocol):
    """Messages in moderators' channels. Both methods raise BotLacks, NotFound or PlatformFailed."""

    async def send(self, channel_id: int, notice: Notice) -> int:
        """Send a notice. Returns the message's id, the same if it was sent within the last minutes."""

    async def edit(self, channel_id: int, message_id: int, notice: Notice) -> None:
        """Bring a notice up to date."""
