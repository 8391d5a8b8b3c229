"""What delivering asks of a chat platform: which cards a room shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A card of the bot's in a room: the public ids in its buttons, and the links in its headlines."""

    public_ids: frozenset[str]
    links: frozenset[str]


class ShownCards(Protocol):
    """Cards on the chat platform, as they stand there."""

    async def since(self, channel_id: int, moment: datetime) -> list[ShownCard]:
        """The cards that the bot has sent into a room since then.

        Raises:
            NotFound: there is no such room.
            BotLacks: the bot may not read there.
            PlatformFailed: the platform could not be asked.
        """
