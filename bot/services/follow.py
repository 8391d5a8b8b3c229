"""What follows once events are stored: mirrors are sent, changed and taken down."""

from __future__ import annotations

from bot.services.changes import Changes
from bot.services.mirror import Mirrors


class Followers:
    """Called with the changes of each commit."""

    def __init__(self, mirrors: Mirrors) -> None:
        self._mirrors = mirrors

    def __call__(self, changes: Changes) -> None:
        """Start what follows; none of it is waited for."""
        for channel_id in changes.mirrored:
            self._mirrors.wake(channel_id)
        for comment_id in changes.edited:
            self._mirrors.redraw(comment_id)
