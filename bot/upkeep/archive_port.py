"""All that stands on the chat platform, asked without the bot running."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.discussion.history_port import Removal
from bot.domain.discussion import Reaction
from bot.domain.events import Said, Venue


@dataclass(frozen=True, slots=True)
class Standing:
    """A message that stands. ``said``: what a member said with it.

    ``mirrors`` is the mark of the comment that the bot shows with it, in the words of ``text``,
    ``by_webhook`` or itself; ``cards`` are the public ids that the bot's buttons on it name,
    ``reactions`` how often people reacted to it.
    """

    id: int
    said: Said | None
    mirrors: int | None
    text: str
    by_webhook: bool
    cards: frozenset[str]
    reactions: tuple[Reaction, ...] = ()


class Archive(Protocol):
    """History to its end. Every method raises BotLacks, NotFound (the channel is gone) or PlatformFailed."""

    def pages(self, venue: Venue, after: int) -> AsyncGenerator[Sequence[Standing], None]:
        """The messages after one, oldest first, some at a time."""

    async def one(self, venue: Venue, message_id: int) -> Standing | None:
        """One message, or None where it is gone."""

    async def removals(self, server_id: int) -> list[Removal]:
        """The latest deletions by moderators, newest first."""

    async def moderates(self, venue: Venue, user_id: int) -> bool:
        """Whether somebody holds Manage Messages there now."""

    async def delete(self, channel_id: int, message_id: int) -> None:
        """Delete a message."""
