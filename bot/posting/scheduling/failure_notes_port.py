"""Telling moderators that an article was not posted at its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.language import Language
from bot.posting.scheduling.schedule_store import Scheduled


class FailureNotes(Protocol):
    """Each method raises BotLacks, NotFound (the channel is gone) or PlatformFailed."""

    async def send(self, channel_id: int, failed: Scheduled, languages: Sequence[Language]) -> None:
        """Tell it in a channel, in these languages; within minutes only once."""

    async def is_told(
        self, channel_id: int, failed: Scheduled, languages: Sequence[Language], since: datetime
    ) -> bool:
        """Whether that was told after ``since``."""
