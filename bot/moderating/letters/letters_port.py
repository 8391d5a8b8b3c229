"""What telling authors by direct message needs of the chat platform."""

from __future__ import annotations

from typing import Protocol

from bot.domain.language import Language
from bot.domain.message import Message


class Letters(Protocol):
    """Direct messages to members."""

    async def send(self, member_id: int, told: Message, language: Language, nonce: str) -> None:
        """Send a member a message in a language; by its ``nonce`` it is sent once only within minutes.

        Raises:
            BotLacks, NotFound: they take no direct messages of the bot's, or are gone.
            PlatformFailed: it cannot be sent now.
        """
