"""The bot's application and permissions on the chat platform, read without starting the bot."""

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
class RoomPermissions:
    """A channel that can take cards, and which of ``PERMISSIONS`` and ``OPTIONAL`` the bot holds there."""

    server_id: int
    server: str
    channel_id: int
    channel: str
    forum: bool
    held: frozenset[str]


class Inspection(Protocol):
    """What ``doctor`` needs of the chat platform. Both methods raise BotLacks or PlatformFailed."""

    async def application(self) -> Application:
        """The account the token belongs to."""

    async def rooms(self) -> list[RoomPermissions]:
        """Every text, announcement and forum channel of every server the bot is in."""
