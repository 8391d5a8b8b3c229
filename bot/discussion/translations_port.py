"""Which comments are to be translated, for the rooms of the other language."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from bot.database.engine import Connection


class Translations(Protocol):
    """Translates what is shown in rooms of the other language."""

    def owe(self, connection: Connection, comment_ids: Collection[int]) -> None:
        """Have those of these comments translated that a room of the other language shows, or will."""

    def owe_below(self, connection: Connection, post_id: int) -> None:
        """The same for the comments that were made below a post."""


class NoTranslations:
    """Translates nothing."""

    def owe(self, connection: Connection, comment_ids: Collection[int]) -> None:
        """Do nothing."""

    def owe_below(self, connection: Connection, post_id: int) -> None:
        """Do nothing."""
