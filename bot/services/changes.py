"""What has to follow once something is stored."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Changes:
    """What has to follow once a transaction is committed."""

    touched: set[int] = field(default_factory=set)
    """Discussions whose number of comments changed."""
    mirrored: set[int] = field(default_factory=set)
    """Threads that mirrors are to be sent into."""
    edited: set[int] = field(default_factory=set)
    """Comments that look different now."""

    def add(self, others: Changes) -> None:
        """These have to follow too."""
        self.touched |= others.touched
        self.mirrored |= others.mirrored
        self.edited |= others.edited
