"""Taking down the messages that show a hidden or deleted comment: its mirrors, and the original.

Discord blocks the address of a bot that asks too often for what it may not do. So a lane, whose messages all
take the same permission to delete, is asked again as a whole, and not once for each message.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from functools import partial
from weakref import WeakValueDictionary

from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discordkit.links import message_link
from bot.discussion.history_port import History
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.discussion.stores.takedown_store import Lane
from bot.domain.discussion import Appearance
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.webhooks_port import Webhooks


class TakedownWorker(StoredReconciler[Lane]):
    """Takes messages down, one of a lane at a time."""

    job = Job.TAKEDOWN
    per_lane = 1

    def __init__(self, clock: Clock, database: Database, webhooks: Webhooks, history: History) -> None:
        super().__init__(clock, database)
        self._webhooks = webhooks
        self._history = history
        self._passed_over: dict[Lane, set[int]] = {}
        """The appearances that could not be deleted; they are tried again once all others had their turn."""
        self._lacking: set[Lane] = set()
        self._under_way: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def pending(self) -> Iterable[Lane]:
        """The lanes with messages to take down."""
        return await self._database.read(takedowns.lanes)

    def lane(self, key: Lane) -> int:
        """The channel or thread: Discord limits deletions by it."""
        return key[0]

    async def work(self, key: Lane) -> float | None:
        """Take one message down."""
        failed = self._passed_over.setdefault(key, set())
        wanted = await self._database.read(takedowns.following, key, failed)
        if wanted is None:
            del self._passed_over[key]
            self._lacking.discard(key)
            return None
        if wanted.id in failed:  # all others had their turn
            failed.clear()
        done = False
        try:
            await self.take_down(wanted)
            done = True
        except BotLacks:
            self._lacking.add(key)
            raise
        finally:
            if not done:
                failed.add(wanted.id)
        self._lacking.discard(key)
        return 0.0

    def comment_lock(self, comment_id: int) -> asyncio.Lock:
        """Held while a comment is put back: none of its messages is taken down meanwhile, nor is one that was
        taken down still to be noted as gone.
        """
        return self._under_way.setdefault(comment_id, asyncio.Lock())

    async def of_comment(self, comment_id: int) -> list[str]:
        """Take down now what shows a hidden or deleted comment; gives links to the messages that still stand,
        which are tried again in the background.
        """
        for lane in {_lane(one) for one in await self._standing(comment_id)}:
            with contextlib.suppress(TertuliaError):
                while left := {one.id for one in await self._standing(comment_id) if _lane(one) == lane}:
                    if lane in self._lacking or left <= self._passed_over.get(lane, set()):
                        break  # it has its time
                    await self.run(lane)
        return [await self._link(one) for one in await self._standing(comment_id)]

    async def copy_attachments(self, comment_id: int) -> int:
        """Keep copies of a hidden comment's attachments, while Discord still has them; gives how many it had
        not.

        Raises:
            PlatformFailed: they cannot be read now.
        """
        wanted = await self._database.read(copies.missing, comment_id)
        lost = 0
        for attachment in wanted:
            content = await self._history.download(attachment)
            if content is None:
                lost += 1
                continue
            await self._database.write(
                partial(copies.keep, comment_id=comment_id, attachment_id=attachment.id, copy=content)
            )
        return lost

    async def take_down(self, wanted: Appearance) -> None:
        """Delete a message that shows a hidden or deleted comment; keep copies of its attachments first.

        Nothing is done where the comment is shown again by now.

        Raises:
            BotLacks, PlatformFailed: it cannot be deleted now.
        """
        await self.copy_attachments(wanted.comment_id)
        async with self.comment_lock(wanted.comment_id):
            if wanted not in await self._standing(wanted.comment_id):
                return  # put back meanwhile
            post = await self._database.read(posts.get, wanted.post_id)
            assert post is not None
            with contextlib.suppress(NotFound):
                await self._webhooks.delete_appearance(post, wanted)
            await self._database.write(partial(appearances.mark_gone, appearance_id=wanted.id))

    async def _standing(self, comment_id: int) -> list[Appearance]:
        return await self._database.read(takedowns.of_comment, comment_id)

    async def _link(self, standing: Appearance) -> str:
        post = await self._database.read(posts.get, standing.post_id)
        assert post is not None
        assert standing.message_id is not None
        return message_link(post.server_id, standing.channel_id, standing.message_id)


def _lane(appearance: Appearance) -> Lane:
    return appearance.channel_id, appearance.kind
