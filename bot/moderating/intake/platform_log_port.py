"""What moderators did about members outside the bot, as the platform's own log tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.cases.case import CaseKind
from bot.domain.events import snowflake_time


@dataclass(frozen=True, slots=True)
class LoggedAct:
    """A timeout, a kick or a ban, by its entry in the platform's log; or, if it ``ends`` one, that a timeout
    or a ban was lifted. ``until``: when a timeout ends. ``reason`` is empty where none was given.
    """

    entry_id: int
    kind: CaseKind
    ends: bool
    member_id: int
    moderator_id: int
    reason: str = ""
    until: datetime | None = None

    @property
    def at(self) -> datetime:
        """When it was done."""
        return snowflake_time(self.entry_id)


@dataclass(frozen=True, slots=True)
class LogPage:
    """The acts among some entries of the log, oldest first, and the last of all those entries."""

    acts: tuple[LoggedAct, ...]
    last: int


class PlatformLog(Protocol):
    """The platform's logs of servers. Methods raise BotLacks where the bot may not read it, NotFound where it
    does not see the server, and PlatformFailed where it cannot be read now.
    """

    async def newest(self, server_id: int) -> int:
        """The id of the newest entry; 0 where there is none."""

    def after(self, server_id: int, entry_id: int) -> AsyncIterator[LogPage]:
        """What the log has after an entry, oldest first. What the bot itself did is left out, and so is what
        was done to bots.
        """
