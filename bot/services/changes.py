"""What has to follow once something is stored."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Removed:
    """A message that showed a comment was deleted on the platform, by its author or a moderator."""

    comment_id: int
    message_id: int
    author_id: int
    server_id: int
    channel_id: int
    mirror: bool
    since: datetime | None
    told: float = field(default_factory=time.monotonic)
    """When the bot was told, in seconds of a clock of its own."""


@dataclass(slots=True)
class Changes:
    """What has to follow once a transaction is committed."""

    touched: set[int] = field(default_factory=set)
    """Discussions whose number of comments changed."""
    mirrored: set[int] = field(default_factory=set)
    """Threads that mirrors are to be sent into."""
    edited: set[int] = field(default_factory=set)
    """Comments that look different now."""
    removed: list[Removed] = field(default_factory=list)

    def add(self, others: Changes) -> None:
        """These have to follow too."""
        self.touched |= others.touched
        self.mirrored |= others.mirrored
        self.edited |= others.edited
        self.removed += others.removed
