"""Telling in threads that their discussion was closed by its age."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.domain.discussion import Post


class ClosingNotes(Protocol):
    """Each method raises BotLacks, NotFound (the thread is gone) or PlatformFailed."""

    async def send(self, post: Post, days: int, nonce: str) -> None:
        """Tell in a post's thread, in its language, that its discussion was closed after so many days; within
        minutes, once for each ``nonce`` (up to 25 characters).
        """

    async def is_told(self, post: Post, days: int, since: datetime) -> bool:
        """Whether that was told after ``since``."""
