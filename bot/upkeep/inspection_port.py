"""What the bot is and may do on the chat platform, asked without starting it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Application:
    """The bot's account, the link that invites it, and whether it is granted the one privileged intent."""

    name: str
    invitation: str
    message_content: bool


@dataclass(frozen=True, slots=True)
class RoomStanding:
    """A channel that could take cards, and which of ``PERMISSIONS`` the bot holds there."""

    server_id: int
    server: str
    channel_id: int
    channel: str
    forum: bool
    held: frozenset[str]


class Inspection(Protocol):
    """The bot's standing. Both methods raise BotLacks or PlatformFailed."""

    async def application(self) -> Application:
        """The account the token belongs to."""

    async def rooms(self) -> list[RoomStanding]:
        """Every text, announcement and forum channel of every server the bot is in."""
