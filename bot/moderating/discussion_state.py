"""Locking, closing and slowing down a discussion."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

from bot.audit import audit_store as audit
from bot.audit.outbox import Outbox, with_failure
from bot.database.engine import Connection, Database
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.discussion.threads_port import Threads
from bot.discussion.viewer_port import Viewer
from bot.domain import policy
from bot.domain.discussion import Discussion, DiscussionStatus
from bot.domain.errors import NotFound, Refused, TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow, TargetKind

_DONE = {
    Action.LOCK: message("Locked: only moderators can comment in this discussion."),
    Action.UNLOCK: message("Unlocked: everyone can comment in this discussion again."),
    Action.CLOSE: message("Closed: only moderators can comment, and the thread is archived."),
    Action.REOPEN: message("Reopened: everyone can comment in this discussion again."),
}


class Moderation:
    """What moderators do to discussions. Each method returns the sentence to answer with."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database = database
        self._outbox = outbox

    async def change(
        self, viewer: Viewer, discussion_id: int, action: Action, reason: str | None = None
    ) -> Message:
        """Lock, unlock, close or reopen a discussion, in all of its rooms.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
            Refused: its state does not allow it.
        """
        _, rooms, _ = await _checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> int:
            discussion = _again(connection, discussion_id, rooms)
            discussions.set_status(connection, discussion_id, policy.after(action, discussion.status), reason)
            posts.mark_stale(connection, [discussion_id])
            kind = TargetKind.DISCUSSION
            return audit.done(connection, viewer.member, action, kind, discussion_id, reason)

        audit_id = await self._database.write(work)
        return await with_failure(_DONE[action], self._outbox.run(audit_id))

    async def slow(
        self, viewer: Viewer, discussion_id: int, seconds: int, reason: str | None = None
    ) -> Message:
        """Set how many seconds each member has to wait between two comments; 0 for none.

        Raises:
            NotAllowed: the viewer does not moderate all of its rooms.
            NotFound: there is no such discussion that the viewer can see.
            Refused: its slow mode is that already.
        """
        _, rooms, _ = await _checked(self._database, viewer, discussion_id)

        def work(connection: Connection) -> int:
            if _again(connection, discussion_id, rooms).slowmode == seconds:
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


class ThreadState:
    """The effects of these actions on the threads of a discussion."""

    def __init__(self, database: Database, threads: Threads) -> None:
        self._database = database
        self._threads = threads

    async def follow_state(self, row: AuditRow) -> str:
        """Lock, archive or open a discussion's threads, as its status now says."""
        discussion, threads = await self._threads_of(row.target_id)
        locked = discussion.status is not DiscussionStatus.OPEN
        archived = discussion.status is DiscussionStatus.CLOSED
        await _in_each(threads, partial(self._threads.set_state, locked=locked, archived=archived))
        return f"{discussion.status} in {len(threads)} thread(s)"

    async def follow_slowmode(self, row: AuditRow) -> str:
        """Set the slow mode of a discussion's threads."""
        discussion, threads = await self._threads_of(row.target_id)
        await _in_each(threads, partial(self._threads.set_slowmode, seconds=discussion.slowmode))
        return f"{discussion.slowmode} s in {len(threads)} thread(s)"

    async def _threads_of(self, discussion_id: int) -> tuple[Discussion, list[int]]:
        discussion = await self._database.read(discussions.get, discussion_id)
        live = await self._database.read(posts.of_discussion, discussion_id)
        assert discussion is not None
        return discussion, [post.thread_id for post in live if post.thread_id is not None]


async def moderated(database: Database, viewer: Viewer, discussion_id: int) -> tuple[Discussion, set[int]]:
    """A discussion, and those of its rooms that the viewer can see.

    Raises:
        NotAllowed: the viewer does not moderate all of these rooms.
        NotFound: the viewer can see none of its rooms.
    """
    discussion, _, seen = await _checked(database, viewer, discussion_id)
    return discussion, seen


async def _checked(
    database: Database, viewer: Viewer, discussion_id: int
) -> tuple[Discussion, set[int], set[int]]:
    """A discussion the viewer moderates, its rooms, and those of them that they can see."""
    discussion, rooms = await database.read(_with_rooms, discussion_id)
    seen = {channel_id for channel_id in rooms if viewer.sees(channel_id)}
    if discussion is None or discussion.server_id != viewer.member.server_id or not seen:
        raise NotFound(message("That discussion does not exist here."))
    policy.require_moderator(all(viewer.moderates(channel_id) for channel_id in seen))
    return discussion, rooms, seen


def _with_rooms(connection: Connection, discussion_id: int) -> tuple[Discussion | None, set[int]]:
    rooms = discussions.rooms(connection, [discussion_id])
    return discussions.get(connection, discussion_id), rooms.get(discussion_id, set())


def _again(connection: Connection, discussion_id: int, checked: set[int]) -> Discussion:
    """Read a discussion inside the transaction that changes it; ``checked`` are the rooms the viewer
    was found to moderate.

    Raises:
        NotFound: it was merged into another one, or another one's rooms into it.
    """
    discussion, rooms = _with_rooms(connection, discussion_id)
    if discussion is None or rooms - checked:
        raise NotFound(message("That discussion does not exist here."))
    return discussion


async def _in_each(thread_ids: list[int], change: Callable[[int], Awaitable[None]]) -> None:
    """Change every thread that still exists, even if one fails; then raise the first failure."""
    failures = []
    for thread_id in thread_ids:
        try:
            await change(thread_id)
        except NotFound:
            continue
        except TertuliaError as error:
            failures.append(error)
    if failures:
        raise failures[0]
