"""What telling members by direct message needs of the chat platform."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.language import Language
from bot.domain.message import Message

SLACK = timedelta(minutes=1)
"""How much the platform's clock may be behind ours where what was sent is looked for."""


@dataclass(frozen=True, slots=True)
class LetterButton:
    """A button below a letter, which never expires."""

    label: Message
    custom_id: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What a member is told: some lines, and a button below them if there is one. A letter with a ``mark``,
    a positive number of 31 bits, is found again by it.
    """

    lines: tuple[Message, ...]
    button: LetterButton | None = None
    mark: int | None = None


class Letters(Protocol):
    """Direct messages to members."""

    async def send(self, member_id: int, letter: Letter, language: Language, nonce: str) -> None:
        """Send a member a letter in a language; by its ``nonce`` it is sent once only within minutes.

        Raises:
            BotLacks, NotFound: they take no direct messages of the bot's, or are gone.
            PlatformFailed: it cannot be sent now.
        """

    async def was_sent(self, member_id: int, mark: int, since: datetime) -> bool:
        """Whether a letter with this mark was sent to a member since a moment.

        Raises:
            BotLacks, NotFound, PlatformFailed: as :meth:`send`.
        """

    def server_name(self, server_id: int) -> str | None:
        """What a server is called; None where the platform does not show it."""
