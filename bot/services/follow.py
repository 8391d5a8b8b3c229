"""What follows once events are stored: cards count anew, mirrors are sent, changed and taken down."""

from __future__ import annotations

from collections.abc import Callable

from bot.services.changes import Changes
from bot.services.mirror import Mirrors


class Followers:
    """Called with the changes of each commit."""

    def __init__(self, touch: Callable[[int], None], mirrors: Mirrors) -> None:
        self._touch = touch
        self._mirrors = mirrors

    def __call__(self, changes: Changes) -> None:
        """Start what follows; none of it is waited for."""
        for discussion_id in changes.touched:
            self._touch(discussion_id)
        for channel_id in changes.mirrored:
            self._mirrors.wake(channel_id)
        for comment_id in changes.edited:
            self._mirrors.redraw(comment_id)
