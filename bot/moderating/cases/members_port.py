"""What cases need of the chat platform: who stands where in a server, and what it does to members."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.cases.case_policy import Person


class Members(Protocol):
    """The members of servers. What acts raises BotLacks where the platform does not let the bot, NotFound
    where nobody has that id or the bot does not see the server, and PlatformFailed where it cannot be done
    now. A ``reason`` is one line for the platform's own audit log.
    """

    async def person(self, server_id: int, member_id: int) -> Person | None:
        """Somebody as they stand in a server at this moment; None if they are no member of it. Raises as what
        acts does.
        """

    def bot(self, server_id: int) -> Person:
        """The bot itself."""

    async def time_out(self, server_id: int, member_id: int, until: datetime | None, reason: str) -> None:
        """Keep a member from writing until a moment; None: let them write again. Who has left is left
        alone.
        """

    async def kick(self, server_id: int, member_id: int, reason: str) -> None:
        """Remove a member from the server. Who has left is left alone."""

    async def ban(self, server_id: int, member_id: int, reason: str) -> None:
        """Ban somebody from the server, whether they are a member or not. Their messages stay."""

    async def unban(self, server_id: int, member_id: int, reason: str) -> None:
        """Lift a ban, if there is one."""
