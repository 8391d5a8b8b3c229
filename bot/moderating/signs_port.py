"""What signs on refused answers need of the chat platform."""

from __future__ import annotations

from typing import Protocol


class Signs(Protocol):
    """Signs that everybody sees on a message. Both methods raise BotLacks, NotFound or PlatformFailed."""

    async def put(self, channel_id: int, message_id: int) -> None:
        """Put the sign on a message; nothing changes if it is there."""

    async def take(self, channel_id: int, message_id: int) -> None:
        """Take the sign away; nothing changes if it is not there."""
