"""Deletes the messages that show a hidden or deleted comment: its mirrors, and the original.

Discord blocks the address of a bot that is refused too often. All messages of a lane take the same permission
to delete, so a lane is retried as a whole, and not once for each message. What is attached to a hidden
comment is copied before: see :mod:`bot.mirroring.copy_worker`.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from weakref import WeakValueDictionary

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discordkit.links import message_link
from bot.discussion.stores import (
    appearance_store as appearances,
    attachment_copies_store as copies,
    deletion_store as deletions,
    held_store as waiting,
    post_store as posts,
    takedown_store as takedowns,
)
from bot.discussion.stores.takedown_store import Lane
from bot.domain.discussion import Appearance, AppearanceKind
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.mirroring.last_look import LastLook
from bot.mirroring.webhooks_port import Webhooks

WIND_DOWN_SECONDS = 1.0
"""How long requests under way are waited for when the bot stops."""


class TakedownWorker(StoredReconciler[Lane]):
    """Deletes messages, one of a lane at a time."""

    job = Job.TAKEDOWN
    concurrency = 20  # some may wait for the rate limit of their channel
    per_lane = 1

    def __init__(
        self, clock: Clock, database: Database, webhooks: Webhooks, last_look: LastLook | None = None
    ) -> None:
        super().__init__(clock, database)
        self._webhooks = webhooks
        self._last_look = last_look
        self._passed_over: dict[Lane, set[int]] = {}
        """Appearances that could not be deleted; they are retried after all others of their lane."""
        self._lacking: set[Lane] = set()
        self._winding_down = False
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def pending(self) -> Iterable[Lane]:
        """The lanes with messages to delete."""
        return await self._database.read(takedowns.lanes)

    def lane(self, key: Lane) -> int:
        """The channel or thread: each has a rate limit of its own."""
        return key[0]

    async def work(self, key: Lane) -> float | None:
        """Delete one message."""
        failed = self._passed_over.setdefault(key, set())
        next_one = await self._database.read(takedowns.following, key, failed)
        if next_one is None:
            del self._passed_over[key]
            self._lacking.discard(key)
            return None
        if next_one.id in failed:  # all others had their turn
            if self._winding_down:
                return None
            failed.clear()
        if self._winding_down and await self._is_held(next_one):
            failed.add(next_one.id)
            return 0.0
        done = False
        try:
            await self.take_down(next_one)
            done = True
        except BotLacks:
            self._lacking.add(key)
            raise
        finally:
            if not done:
                failed.add(next_one.id)
        self._lacking.discard(key)
        return 0.0

    async def wind_down(self) -> None:
        """From now on leave messages of held comments to the next start; wait for those under way, at most
        :data:`WIND_DOWN_SECONDS`. Call it while edits are still told of: what such a message said last can be
        read only while it stands.
        """
        self._winding_down = True
        under_way = [done for (_, kind), done in self._running.items() if kind is AppearanceKind.ORIGINAL]
        if under_way:
            await asyncio.wait(under_way, timeout=WIND_DOWN_SECONDS)

    async def _is_held(self, shown: Appearance) -> bool:
        """Whether a message is a member's own whose comment waits for a moderator."""
        if shown.kind is not AppearanceKind.ORIGINAL:
            return False
        return await self._database.read(waiting.is_begun, shown.comment_id, shown.id) is not None

    def comment_lock(self, comment_id: int) -> asyncio.Lock:
        """Lock of one comment. Hold it while restoring, so that no takedown runs in between."""
        return self._locks.setdefault(comment_id, asyncio.Lock())

    async def of_comment(self, comment_id: int) -> list[str]:
        """Delete now the messages that show a hidden or deleted comment. Returns links to those that could
        not be deleted, or wait for attachments to be copied, which are retried in the background.
        """
        waits = await self._database.read(copies.missing, comment_id)
        for lane in {_lane(one) for one in ([] if waits else await self._left(comment_id))}:
            with contextlib.suppress(TertuliaError):
                while left := {one.id for one in await self._left(comment_id) if _lane(one) == lane}:
                    if lane in self._lacking or left <= self._passed_over.get(lane, set()):
                        break  # the next retry is soon enough
                    await self.run(lane)
        return [await self._link(one) for one in await self._left(comment_id)]

    async def take_down(self, appearance: Appearance) -> None:
        """Delete a message that shows a hidden or deleted comment, unless it was restored meanwhile.

        Raises:
            BotLacks, PlatformFailed: it cannot be deleted now.
        """
        async with self.comment_lock(appearance.comment_id):
            if appearance not in await self._left(appearance.comment_id):
                return  # restored meanwhile
            post = await self._database.read(posts.get, appearance.post_id)
            assert post is not None
            begun = await self._database.read(waiting.is_begun, appearance.comment_id, appearance.id)
            if begun is not None and self._last_look is not None:
                await self._last_look.at(post, appearance)
            if begun is False:
                await self._database.write(waiting.begin, appearance)
            try:
                await self._webhooks.delete_appearance(post, appearance)
            except NotFound:
                if begun is False:  # somebody else was faster
                    await self._database.write(deletions.note_gone, appearance, post.server_id)
                    return
                # Else it may have been the bot, whose earlier request got no answer.
            except BotLacks:
                if begun is False:  # nothing was taken down
                    await self._database.write(waiting.answered, appearance.id)
                raise
            else:
                await self._database.write(_taken_down, appearance.id)
                return
            await self._database.write(appearances.mark_gone, appearance.id)

    async def _left(self, comment_id: int) -> list[Appearance]:
        """The messages of a hidden or deleted comment that are still to be deleted."""
        return await self._database.read(takedowns.of_comment, comment_id)

    async def _link(self, appearance: Appearance) -> str:
        post = await self._database.read(posts.get, appearance.post_id)
        assert post is not None
        assert appearance.message_id is not None
        return message_link(post.server_id, appearance.channel_id, appearance.message_id)


def _taken_down(connection: Connection, appearance_id: int) -> None:
    """Store that the bot deleted a message. The platform may have told of that deletion already."""
    deletions.settle(connection, appearance_id)
    waiting.answered(connection, appearance_id)
    appearances.mark_gone(connection, appearance_id)


def _lane(appearance: Appearance) -> Lane:
    return appearance.channel_id, appearance.kind
