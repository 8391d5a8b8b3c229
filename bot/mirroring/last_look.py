"""Reads a held message once more before it is taken down, where an edit of it may have been missed.

After a start, or while the gateway was lost, takedowns do not wait until all comments were compared with what
stands. What a message said last can be read only while it stands.
"""

from __future__ import annotations

from functools import partial

from bot.database.engine import Database
from bot.discussion.door import Door
from bot.discussion.gap_tracker import GapTracker
from bot.discussion.history_port import History
from bot.domain.discussion import Appearance, AppearanceKind, Post
from bot.domain.errors import BotLacks, NotFound
from bot.domain.events import ChannelRef


class LastLook:
    """Stores what a message says now."""

    def __init__(self, database: Database, tracker: GapTracker, history: History, door: Door) -> None:
        self._database = database
        self._tracker = tracker
        self._history = history
        self._door = door

    async def at(self, post: Post, shown: Appearance) -> None:
        """Look at a member's own message, unless every edit of it was told.

        Raises:
            PlatformFailed: it cannot be read now.
        """
        is_original = shown.kind is AppearanceKind.ORIGINAL and shown.message_id is not None
        if not is_original or self._tracker.missed_since(shown.channel_id) is None:
            return
        assert shown.message_id is not None
        ref = ChannelRef(post.server_id, post.channel_id, shown.channel_id)
        try:
            page = await self._history.one(ref, shown.message_id)
        except (BotLacks, NotFound):
            return
        for posted in page.posted:
            if posted.edited_at is not None:
                its = (shown.comment_id, posted.text, posted.edited_at, posted.attachments, posted.names)
                await self._database.write(partial(self._door.edit, standing=posted.standing), *its)
