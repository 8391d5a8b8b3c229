"""Taking down the messages that show a hidden or deleted comment: its mirrors, and the original."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from weakref import WeakValueDictionary

from bot.domain.discussion import AppearanceKind, AppearanceStatus, CommentOrigin, CommentStatus
from bot.domain.errors import NotFound, TertuliaError
from bot.services.ports.voices import Voices
from bot.services.utterances import link_to
from bot.storage import appearances, comments, posts
from bot.storage.database import Database

_log = logging.getLogger(__name__)

LONGEST_RETRY = 300.0


class Takedowns:
    """Takes messages down. ``locks`` keep it apart, thread by thread, from what is being sent there."""

    def __init__(self, database: Database, voices: Voices, locks: Mapping[int, asyncio.Lock]) -> None:
        self._database = database
        self._voices = voices
        self._locks = locks
        self._under_way: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def apart(self, comment_id: int) -> asyncio.Lock:
        """Held while a comment is put back: none of its messages is taken down then, nor is about to be noted
        as gone.
        """
        return self._under_way.setdefault(comment_id, asyncio.Lock())

    async def of_comment(self, comment_id: int) -> list[str]:
        """Take down every message that shows a comment, if it is hidden or deleted still; gives links to
        those that still stand.
        """
        async with self.apart(comment_id):
            return await self._of_comment(comment_id)

    async def _of_comment(self, comment_id: int) -> list[str]:
        async with self._database.read() as connection:
            shown = await appearances.of_comment(connection, comment_id)
            comment = await comments.get(connection, comment_id)
        if comment is None or comment.status not in (CommentStatus.HIDDEN, CommentStatus.DELETED):
            return []
        added = comment.origin is CommentOrigin.ADDED
        standing: list[str] = []
        for appearance in shown:
            # What somebody added from elsewhere is no message of the discussion's.
            if appearance.status is AppearanceStatus.GONE or (
                added and appearance.kind is AppearanceKind.ORIGINAL
            ):
                continue
            async with self._locks[appearance.channel_id]:
                link = await self._take_down(appearance.id, comment_id)
            standing += [link] if link else []
        return standing

    async def later(self, comment_id: int, delay: float) -> None:
        """Go on trying while the comment is hidden or deleted and any message still shows it."""
        while True:
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_RETRY)
            async with self._database.read() as connection:
                if not await appearances.is_to_be_taken_down(connection, comment_id):
                    return
            if not await self.of_comment(comment_id):
                return

    async def _take_down(self, appearance_id: int, comment_id: int) -> str | None:
        """Delete one message, as it is now: it may have been sent since it was last looked at."""
        async with self._database.read() as connection:
            now = {one.id: one for one in await appearances.of_comment(connection, comment_id)}
            appearance = now[appearance_id]
            post = await posts.get(connection, appearance.post_id)
        assert post is not None
        if appearance.status is not AppearanceStatus.SHOWN or appearance.message_id is None:
            return None
        try:
            await self._voices.take_back(post, appearance)
        except NotFound:
            pass  # gone already, as it should be
        except TertuliaError as failure:
            _log.warning("Message %d could not be taken down: %s", appearance.message_id, failure)
            return link_to(post.server_id, appearance.channel_id, appearance.message_id)
        await self._database.write(partial(appearances.mark_gone, appearance_id=appearance_id))
        return None
