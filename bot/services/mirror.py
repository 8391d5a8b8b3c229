"""Mirrors: comments shown in a thread they were not written in, under their author's name.

A mirror that is wanted is a pending row first, and one that has to follow a change of its comment is counted
in its row too: a crash loses neither. Each thread has a pump of its own, which sends what is pending in the
order it was said and then what changed; what may have been sent before is looked for, not sent again. Only
the pump gives a pending mirror up, also that of a deleted comment: before it has looked, one may stand.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Self

from bot.domain.discussion import Appearance, AppearanceStatus, CommentStatus, Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed, Refused, StorageFailed
from bot.domain.message import Message
from bot.services.background import attempt, background, stop, woken
from bot.services.ports.voices import Spoken, Voices
from bot.services.rooms import Rooms
from bot.services.take_down import Takedowns
from bot.services.unstored import Unstored
from bot.services.utterances import mirrored
from bot.storage import appearances, comments, orphans, posts, turns
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

AT_ONCE = 5
"""Threads written into at a time."""
BATCH = 50
RETRY_SECONDS = 2.0
LONGEST_RETRY = 300.0
HELD_SECONDS = 60.0
"""How often mirrors that wait for older messages of their room are looked at."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many mirrors are still to be sent or changed, and the reasons why some wait."""

    count: int
    reasons: tuple[Message, ...]


class Mirrors:
    """The mirrors of all threads. As a context it works in the background, from ``resume`` on."""

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        voices: Voices,
        changed: Callable[[], None],
        retry: float = RETRY_SECONDS,
    ) -> None:
        """``changed`` is called when comments look different, for what else shows them to follow."""
        self._database = database
        self._rooms = rooms
        self._changed = changed
        self._voices = voices
        self._retry = retry
        self._started = datetime.now(UTC)
        self._ready = asyncio.Event()
        self._resumed = asyncio.Event()
        self._limit = asyncio.Semaphore(AT_ONCE)
        self._pumps: dict[int, asyncio.Task[None]] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._takedowns = Takedowns(database, voices, self._locks, retry)
        self._checked: set[int] = set()
        self._again: set[int] = set()
        self._held: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self.unstored = Unstored(self._release)
        self.missed: Callable[[Post, Appearance], Awaitable[None]]
        """Called with a mirror that is to be seen and was not found: somebody may have deleted it."""
        self.waiting: dict[int, Message] = {}
        """Why mirrors wait, by thread: what the bot lacks there, or what the platform answered."""

    async def __aenter__(self) -> Self:
        await self._takedowns.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(*self._pumps.values(), *self._tasks)
        await self._takedowns.__aexit__(kind, error, trace)
        self._held.clear()

    def resume(self) -> None:
        """History was read: go on with what is pending; at first also take down what should not stand."""
        started = self._ready.is_set()
        self._ready.set()
        self._resumed.set()
        self._resumed = asyncio.Event()
        self._background(self._wake_waiting(), "go on with mirrors")
        if started:
            self._takedowns.resume()
        else:
            self._background(self._takedowns.all(), "take down what should not stand")

    def wake(self, channel_id: int) -> None:
        """Something is to be sent into a thread, or changed there."""
        self._again.add(channel_id)
        if channel_id not in self._pumps:
            pump = background(self._pump(channel_id), f"mirrors of {channel_id}")
            self._pumps[channel_id] = pump

    def redraw(self, comment_id: int) -> None:
        """A comment looks different now: its mirrors follow, and those that quote it."""
        self._changed()
        self._background(self._wake_following(comment_id), f"redraw comment {comment_id}")

    async def backlog(self, threads: Collection[int]) -> Backlog:
        """What is still to be sent or changed in these threads, and why it waits where it does."""
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        count = sum(waiting.get(channel_id, 0) for channel_id in threads)
        reasons = {str(self.waiting[one]): self.waiting[one] for one in threads if one in self.waiting}
        return Backlog(count, tuple(reasons.values()))

    async def retract(self, comment_id: int) -> list[str]:
        """Take down every message that shows a comment; gives links to those that still stand.

        Those are tried again later, for as long as the comment is hidden or deleted.
        """
        self.redraw(comment_id)
        return await self._takedowns.of_comment(comment_id)

    def apart(self, comment_id: int) -> asyncio.Lock:
        """Held while a comment is put back: none of its messages is taken down meanwhile."""
        return self._takedowns.apart(comment_id)

    # ------------------------------------------------------------------ sending and changing

    async def _wake_waiting(self) -> None:
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        for channel_id in waiting:
            self.wake(channel_id)

    async def _wake_following(self, comment_id: int) -> None:
        async with self._database.read() as connection:
            following = await appearances.following(connection, comment_id)
        for channel_id in following:
            self.wake(channel_id)

    async def _wake_held(self, channel_id: int) -> None:
        await asyncio.sleep(HELD_SECONDS)
        self._held.discard(channel_id)
        self.wake(channel_id)

    def _release(self) -> None:
        for channel_id in {*self._pumps, *self._held}:
            self.wake(channel_id)

    async def _pump(self, channel_id: int) -> None:
        try:
            await self._pump_until_empty(channel_id)
        finally:
            del self._pumps[channel_id]

    async def _pump_until_empty(self, channel_id: int) -> None:
        delay = self._retry
        await self._ready.wait()
        while channel_id in self._again:
            self._again.discard(channel_id)
            resumed = self._resumed
            try:
                async with self._limit:
                    await self._send_all(channel_id)
                    await self._change_all(channel_id)
                    await self._hold(channel_id)
                self.waiting.pop(channel_id, None)
                delay = self._retry
            except (PlatformFailed, BotLacks, StorageFailed) as failure:
                _log.warning("Mirrors in %d wait: %s", channel_id, failure)
                self.waiting[channel_id] = failure.message
                self._checked.discard(channel_id)
                self._again.add(channel_id)
                await woken(resumed, delay)
                delay = min(delay * 2, LONGEST_RETRY)
            except NotFound as failure:
                _log.info("The thread %d is gone: %s", channel_id, failure)
                await self._give_up(channel_id)

    async def _send_all(self, channel_id: int) -> None:
        await self._reconcile(channel_id)
        while True:
            async with self._database.read() as connection:
                batch = await turns.to_send(connection, channel_id, BATCH, self._started, self.unstored.sent)
            for appearance in batch:
                async with self._locks[channel_id]:
                    await self._send(appearance)
            if len(batch) < BATCH:
                return

    async def _reconcile(self, channel_id: int) -> None:
        """Find what was sent before a crash or a fault, and not noted: it is not sent a second time."""
        if channel_id in self._checked:
            return
        async with self._database.read() as connection:
            pending = await appearances.pending(connection, channel_id)
            by_id = await comments.get_many(connection, [one.comment_id for one in pending])
            post = await posts.get(connection, pending[0].post_id) if pending else None
        if post is not None:
            since = min(comment.said_at for comment in by_id.values())
            found = await self._voices.find(post, {one.mark for one in by_id.values()}, since)
            for appearance in pending:
                if spoken := found.get(by_id[appearance.comment_id].mark):
                    await self._stands(appearance, spoken)
                    # It may have been sent before the comment's last change.
                    await self._database.write(
                        partial(appearances.mark_changed, comment_id=appearance.comment_id)
                    )
        self._checked.add(channel_id)

    async def _hold(self, channel_id: int) -> None:
        """Look again later for what waits for older messages of the room it was made in."""
        async with self._database.read() as connection:
            waiting = await appearances.waiting(connection)
        if channel_id in waiting and channel_id not in self._held:
            self._held.add(channel_id)
            self._background(self._wake_held(channel_id), f"wake {channel_id}")

    async def _send(self, wanted: Appearance) -> None:
        async with self._database.read() as connection:
            now = await mirrored(connection, self._rooms, wanted.id)
        if now.appearance.status is not AppearanceStatus.PENDING:
            return
        if now.utterance is None:
            await self._database.write(partial(_give_up, rooms=self._rooms, appearance_id=wanted.id))
            return
        try:
            spoken = await self._voices.say(now.post, now.utterance, archived=now.closed)
            await self._stands(now.appearance, spoken)
            await self._database.write(partial(appearances.mark_followed, seen=now.appearance))
        except Refused as refusal:
            # Trying it again would only hold up what was said after it.
            _log.error("Comment %d cannot be shown in %d: %s", wanted.comment_id, wanted.channel_id, refusal)
            await self._database.write(partial(appearances.mark_gone, appearance_id=wanted.id))

    async def _stands(self, appearance: Appearance, spoken: Spoken) -> None:
        """Note that a mirror stands; take it down where its comment was hidden or deleted meanwhile."""
        comment_id = appearance.comment_id
        gone, adopted = await self._database.write(partial(_note, appearance=appearance, spoken=spoken))
        if gone:
            self._background(self.retract(comment_id), f"take down {comment_id}")
        for child_id in adopted:
            self.redraw(child_id)

    async def _change_all(self, channel_id: int) -> None:
        async with self._database.read() as connection:
            changed = await appearances.outstanding(connection, channel_id)
        for appearance in changed:
            async with self._locks[channel_id]:
                await self._change(appearance)

    async def _change(self, changed: Appearance) -> None:
        async with self._database.read() as connection:
            now = await mirrored(connection, self._rooms, changed.id)
        try:
            if now.utterance is not None and now.appearance.status is AppearanceStatus.SHOWN:
                await self._voices.change(now.post, now.appearance, now.utterance)
        except NotFound:
            await self.missed(now.post, now.appearance)
        except Refused as refusal:
            _log.error("The mirror %s cannot follow its comment: %s", changed.message_id, refusal)
        await self._database.write(partial(appearances.mark_followed, seen=now.appearance))

    async def _give_up(self, channel_id: int) -> None:
        await self._database.write(partial(appearances.mark_channels_gone, channel_ids=[channel_id]))

    def _background(self, work: Coroutine[Any, Any, object], name: str) -> None:
        task = background(attempt(work, name), name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _give_up(connection: Connection, rooms: Rooms, appearance_id: int) -> None:
    """A mirror is not to be sent, if that is so still: its comment may have been put back meanwhile."""
    if (await mirrored(connection, rooms, appearance_id)).utterance is None:
        await appearances.mark_gone(connection, appearance_id)


async def _note(connection: Connection, appearance: Appearance, spoken: Spoken) -> tuple[bool, list[int]]:
    """Store that a mirror stands; gives whether it should not, and the comments that answered it already."""
    await appearances.mark_shown(
        connection, appearance.id, message_id=spoken.message_id, by_webhook=spoken.by_webhook
    )
    comment = await comments.get(connection, appearance.comment_id)
    gone = comment is not None and comment.status in (CommentStatus.HIDDEN, CommentStatus.DELETED)
    return gone, await orphans.adopt(connection, spoken.message_id, appearance.comment_id)
