"""Where moderators are told on the chat platform that somebody appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.cases.case import AppealStatus, CaseKind
from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class AppealNotice:
    """That somebody appeals against a case, and how that stands; in which languages it is said."""

    number: int
    kind: CaseKind
    status: AppealStatus
    answered_by: int | None
    languages: tuple[Language, ...]


class AppealBoard(Protocol):
    """The moderators' channels. Both methods raise BotLacks, NotFound or PlatformFailed."""

    async def send(self, channel_id: int, notice: AppealNotice, nonce: str) -> int:
        """Send a notice, and return the message's id; within minutes, once for each ``nonce``."""

    async def edit(self, channel_id: int, message_id: int, notice: AppealNotice) -> None:
        """Bring a notice up to date."""
