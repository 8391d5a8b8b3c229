"""Where moderators are told on the chat platform that somebody appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.domain.cases.case import CaseKind
from bot.domain.language import Language


@dataclass(frozen=True, slots=True)
class AppealNotice:
    """That somebody appeals against a case; in which languages it is said."""

    number: int
    kind: CaseKind
    languages: tuple[Language, ...]


class AppealBoard(Protocol):
    """The moderators' channels."""

    async def send(self, channel_id: int, notice: AppealNotice, nonce: str) -> None:
        """Send a notice; within minutes, once for each ``nonce``.

        Raises:
            BotLacks, NotFound, PlatformFailed: it cannot be sent.
        """
