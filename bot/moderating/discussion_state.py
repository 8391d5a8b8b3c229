"""Locking, closing and slowing down a discussion."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from weakref import WeakValueDictionary

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion.moderated import checked, read_again
from bot.discussion.stores import (
    dialog_only_store as dialog_only,
    discussion_store as discussions,
    post_store as posts,
)
from bot.discussion.threads_port import Threads
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import Discussion, Post
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, TargetKind
from bot.moderating.closing.closing_age import reopened
from bot.moderating.dialog_only.answers import switched_off, switched_on
from bot.moderating.dialog_only.places import DialogOnlyPlaces

_DONE = {
    Action.LOCK: message("Locked: only moderators can comment in this discussion."),
    Action.UNLOCK: message("Unlocked: everyone can comment in this discussion again."),
    Action.CLOSE: message("Closed: only moderators can comment, and the thread is archived."),
    Action.REOPEN: message("Reopened: everyone can comment in this discussion again."),
}


class Moderation:
    """What moderators do to discussions. Each method returns the sentence to answer with."""

    def __init__(self, database: Database, outbox: Outbox, places: DialogOnlyPlaces) -> None:
        self._database = database
        self._outbox = outbox
        self._places = places

    async def change(
        self, viewer: Viewer, discussion_id: int, action: Action, reason: str | None = None
    ) -> Message:
        """Lock, unlock, close or reopen a discussion, in all of its rooms.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
            Refused: its state does not allow it.
        """
        _, rooms, _ = await checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> tuple[int, Message]:
            discussion = read_again(connection, discussion_id, rooms)
            discussions.set_status(connection, discussion_id, policy.after(action, discussion.status), reason)
            posts.mark_stale(connection, [discussion_id])
            kind, done = TargetKind.DISCUSSION, _DONE[action]
            if action is Action.REOPEN:
                done = reopened(connection, discussion.server_id, discussion_id, done)
            return audit.done(connection, viewer.member, action, kind, discussion_id, reason), done

        audit_id, done = await self._database.write(work)
        return await with_failure(done, self._outbox.run(audit_id))

    async def slow(
        self, viewer: Viewer, discussion_id: int, seconds: int, reason: str | None = None
    ) -> Message:
        """Set how many seconds each member has to wait between two comments; 0 for none.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
            Refused: its slow mode is that already.
        """
        _, rooms, _ = await checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> int:
            if read_again(connection, discussion_id, rooms).slowmode == seconds:
                raise Refused(message("No change needed."))
            discussions.set_slowmode(connection, discussion_id, seconds)
            kind = TargetKind.DISCUSSION
            return audit.done(connection, viewer.member, Action.SLOWMODE, kind, discussion_id, reason)

        audit_id = await self._database.write(work)
        done = (
            message("Slow mode: one comment every {time}.", time=timedelta(seconds=seconds))
            if seconds
            else message("Slow mode is off.")
        )
        return await with_failure(done, self._outbox.run(audit_id))

    async def comment_by_dialog(
        self, viewer: Viewer, discussion_id: int, at: datetime, *, on: bool
    ) -> Message:
        """Have members comment on a discussion by dialog alone from the moment ``at`` on, each comment
        waiting for a moderator; or no longer, as far as its channels let them. Returns the sentence to answer
        with.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
            Refused: it is so already.
        """
        _, rooms, _ = await checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> bool:
            is_on = read_again(connection, discussion_id, rooms).dialog_only_since is not None
            if is_on is on:
                raise Refused(message("No change needed."))
            dialog_only.put_discussion(connection, discussion_id, at if on else None)
            kind, what = TargetKind.DISCUSSION, f"dialog only {'on' if on else 'off'}"
            audit.done(connection, viewer.member, Action.SETTINGS, kind, discussion_id, what)
            live = posts.of_discussion(connection, discussion_id)
            return bool(dialog_only.since(connection, [one.id for one in live]))

        remains = await self._places.change(self._database, viewer.member.server_id, work)
        here = message("in this discussion")
        if on or not remains:
            return switched_on(here) if on else switched_off(here)
        return message("It is not set for this discussion by itself any more, but still for its channels.")


class ThreadState:
    """The effects of these actions on the threads of a discussion."""

    def __init__(self, database: Database, threads: Threads) -> None:
        self._database = database
        self._threads = threads
        # Whoever changes a thread last goes by what is stored last.
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def follow_state(self, row: AuditRow) -> str:
        """Lock, archive or open a discussion's threads, as its status now says."""
        discussion, live = await self._database.read(_with_threads, row.target_id)
        await _in_each([post.id for post in live], self._follow_state)
        return f"{discussion.status} in {len(live)} thread(s)"

    async def follow_slowmode(self, row: AuditRow) -> str:
        """Set the slow mode of a discussion's threads."""
        discussion, live = await self._database.read(_with_threads, row.target_id)
        threads = [post.thread_id for post in live if post.thread_id is not None]
        await _in_each(threads, partial(self._threads.set_slowmode, seconds=discussion.slowmode))
        return f"{discussion.slowmode} s in {len(threads)} thread(s)"

    async def follow_dialog_only(self, post_id: int) -> None:
        """Lock the thread of a post for members where they comment by dialog alone, or unlock it.

        Raises:
            BotLacks, PlatformFailed: that is not possible now.
        """
        async with self._lock(post_id):
            now = await self._database.read(dialog_only.thread_of, post_id)
            if now is None or now.by_dialog is now.was_locked:
                return
            with contextlib.suppress(NotFound):
                await self._threads.set_locked(now.channel_id, now.thread_id, locked=now.locked)
            await self._database.write(dialog_only.mark_locked, post_id, locked=now.by_dialog)

    async def _follow_state(self, post_id: int) -> None:
        async with self._lock(post_id):
            if now := await self._database.read(dialog_only.thread_of, post_id):
                await self._threads.set_state(now.thread_id, locked=now.locked, archived=now.archived)

    def _lock(self, post_id: int) -> asyncio.Lock:
        return self._locks.setdefault(post_id, asyncio.Lock())


def _with_threads(connection: Connection, discussion_id: int) -> tuple[Discussion, list[Post]]:
    discussion = discussions.get(connection, discussion_id)
    assert discussion is not None
    live = posts.of_discussion(connection, discussion_id)
    return discussion, [post for post in live if post.thread_id is not None]


async def _in_each(ids: list[int], change: Callable[[int], Awaitable[None]]) -> None:
    """Change every thread that still exists, even if one fails; then raise the first failure. ``ids`` are
    those of the threads or of their posts.
    """
    failures = []
    for one in ids:
        try:
            await change(one)
        except NotFound:
            continue
        except TertuliaError as error:
            failures.append(error)
    if failures:
        raise failures[0]
