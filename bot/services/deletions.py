"""Deletions made on the platform: by its author a comment is erased, by a moderator it is hidden.

The platform does not say who deleted a message. Its audit log does, for moderators only and without naming
the message: whose messages, in which channel, and how many. What the log does not give to a moderator was
the author's own act, and their text is erased. While it cannot be read for a fault that may pass, nothing is.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict, defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.discussion import AppearanceKind, Comment, CommentStatus
from bot.domain.errors import BotLacks, TertuliaError
from bot.domain.moderation import Action, TargetKind
from bot.services.background import Supervisor, put_back, stop
from bot.services.changes import Removed
from bot.services.mirror import Mirrors
from bot.services.ports.history import History, Removal
from bot.storage import appearances, audit, comments, deletions
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

WAIT_SECONDS = 1.5
"""How long the audit log is given to say who it was; one look then serves every deletion of that time."""
FRESH_SECONDS = 10.0
"""How long before or after a deletion its entry may be heard of: they come on ways of their own."""
NOBODY = 0
"""Who deleted a mirror where the log does not tell: it stands under the bot's name, so it was a moderator."""
RETRY_SECONDS = 1.0
LONGEST_RETRY = 60.0
LONGEST_WAIT = 600.0
"""Seconds for which an audit log that cannot be read is asked again."""
_REMEMBERED = 10_000

_Stored = tuple[Comment, int | None]
"""A comment that was erased, or hidden by what an audit row tells of."""


class Deletions:
    """Finds out who deleted comments, and does what follows. As a context it is stopped at the end.

    What is not settled by then, or after ``longest`` seconds without the audit log, still counts as shown; it
    stays noted, and after the next start ``resume`` goes on with it.
    """

    def __init__(
        self,
        database: Database,
        history: History,
        mirrors: Mirrors,
        touch: Callable[[int], None],
        carry_out: Callable[[int], Awaitable[object]],
        wait: float = WAIT_SECONDS,
        retry: float = RETRY_SECONDS,
        longest: float = LONGEST_WAIT,
    ) -> None:
        self._database = database
        self._history = history
        self._mirrors = mirrors
        self._touch = touch
        self._carry_out = carry_out
        self._supervisor = Supervisor(database)
        self._wait = wait
        self._retry = retry
        self._longest = longest
        self._waiting: dict[int, dict[int, Removed]] = {}
        self._waited: dict[int, float] = {}
        self._left: dict[int, list[Removed]] = {}
        self._one_at_a_time: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._log = AuditLog()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        async with self._database.read() as connection:
            for one in await deletions.unsettled(connection):
                self._left.setdefault(one.server_id, []).append(_left_over(one))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(*self._tasks)

    def noted(self, removal: Removal) -> None:
        """The audit log has a new entry."""
        self._log.hear(removal)

    def resume(self, server_id: int) -> None:
        """A server is there: settle what the bot had not settled there when it ended."""
        self.take(self._left.pop(server_id, ()))

    def take(self, removed: Iterable[Removed]) -> None:
        """Messages that showed comments were deleted. Told twice, it was one deletion all the same."""
        for one in removed:
            self._wait_for_log(one, self._wait)

    def _wait_for_log(self, removed: Removed, seconds: float) -> None:
        server_id = removed.server_id
        if server_id not in self._waiting:
            self._waiting[server_id] = {}
            task = self._supervisor.start(partial(self._settle_later, server_id, seconds), "deletions")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        self._waiting[server_id].setdefault(removed.message_id, removed)

    async def _settle_later(self, server_id: int, seconds: float) -> None:
        # A later look must not be given the entries that an earlier one still waits for.
        async with self._one_at_a_time[server_id]:
            await asyncio.sleep(seconds)
            removed = list(self._waiting.pop(server_id, {}).values())
            with put_back(partial(self._wait_again, server_id, removed)):
                if not await self._log_was_read(server_id):
                    self._try_again(server_id, removed)
                    return
                self._waited.pop(server_id, None)
                moderators = self._log.attribute(removed)
        await self._settle(removed, moderators)

    def _wait_again(self, server_id: int, removed: list[Removed]) -> None:
        self._waiting[server_id] = {one.message_id: one for one in removed} | self._waiting.get(server_id, {})

    async def _log_was_read(self, server_id: int) -> bool:
        """Whether the audit log says all it ever will: also where the bot may not read it."""
        try:
            for removal in await self._history.removals(server_id):
                self._log.note(removal)
        except BotLacks as lack:
            _log.info("The audit log cannot be read, deletions count as their authors': %s", lack)
        except TertuliaError as failure:
            _log.warning("The audit log cannot be read now, deletions wait for it: %s", failure)
            return False
        return True

    def _try_again(self, server_id: int, removed: list[Removed]) -> None:
        """Look at the audit log again later, at doubled distances."""
        waited = self._waited.pop(server_id, 0.0)
        if waited >= self._longest:
            _log.error("Who deleted %d messages is looked at again after the next start", len(removed))
            return
        delay = min(max(waited, self._retry), LONGEST_RETRY)
        self._waited[server_id] = waited + delay
        for one in removed:
            self._wait_for_log(one, delay)

    async def _settle(self, left: list[Removed], moderators: Mapping[int, int]) -> None:
        """Store deletions and do what follows, however long it takes: nobody tells of them a second time."""
        attempt_each, delay = self._supervisor.attempt_each, self._retry
        stored: list[_Stored] = []
        while True:
            # All are stored before the first is followed: taking messages down goes at Discord's pace.
            store = partial(self._store, moderators, stored)
            left = await attempt_each(left, store, "deletions", lambda one: f"message {one.message_id}")
            stored = await attempt_each(stored, self._follow, "deletions", lambda one: f"comment {one[0].id}")
            if not (left or stored):
                return
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_RETRY)

    async def _store(self, moderators: Mapping[int, int], stored: list[_Stored], removed: Removed) -> None:
        moderator_id = moderators.get(removed.message_id, NOBODY if removed.mirror else None)
        settle = partial(_settle, removed=removed, moderator_id=moderator_id)
        comment, audit_id = await self._database.write(settle)
        if comment is not None:
            stored.append((comment, audit_id))

    async def _follow(self, stored: _Stored) -> None:
        comment, audit_id = stored
        self._touch(comment.discussion_id)
        if audit_id is None:
            await self._mirrors.retract(comment.id)
        else:
            await self._carry_out(audit_id)


def _left_over(deletion: deletions.Unsettled) -> Removed:
    return Removed(
        comment_id=deletion.comment_id,
        message_id=deletion.message_id,
        author_id=deletion.author_id,
        server_id=deletion.server_id,
        channel_id=deletion.channel_id,
        mirror=deletion.kind is AppearanceKind.MIRROR,
        # An entry may have begun with an earlier deletion: it grows, and keeps its time.
        since=deletion.since - timedelta(seconds=LONGEST_WAIT),
    )


async def _settle(
    connection: Connection, removed: Removed, moderator_id: int | None
) -> tuple[Comment | None, int | None]:
    """:func:`settle`, unless that was done: what is told twice is looked at twice."""
    appearance = await appearances.by_message(connection, removed.message_id)
    if appearance is None or not await deletions.settle(connection, appearance.id):
        return None, None
    return await settle(connection, removed, moderator_id)


async def settle(
    connection: Connection, removed: Removed, moderator_id: int | None
) -> tuple[Comment | None, int | None]:
    """Erase or hide a comment; gives it, unless it was so already, and the audit row of a moderator's act."""
    appearance = await appearances.by_message(connection, removed.message_id)
    comment = await comments.get(connection, removed.comment_id)
    assert appearance is not None
    assert comment is not None
    await appearances.mark_gone(connection, appearance.id)
    await deletions.settle(connection, appearance.id)
    decided = comment.status is CommentStatus.HIDDEN and moderator_id is not None
    if decided or comment.status is CommentStatus.DELETED:
        return None, None
    # Also where a moderator has hidden it since: it was shown when its author deleted it.
    if moderator_id is None:
        await comments.erase(connection, comment.id)
        return comment, None
    await comments.set_status(connection, comment.id, CommentStatus.HIDDEN)
    audit_id = await audit.record(
        connection,
        server_id=removed.server_id,
        actor_id=moderator_id,
        action=Action.HIDE,
        target_kind=TargetKind.COMMENT,
        target_id=comment.id,
    )
    return comment, audit_id


class AuditLog:
    """What the audit log told so far, and how much of it was given to deletions already."""

    def __init__(self) -> None:
        self._entries: OrderedDict[int, Removal] = OrderedDict()
        self._used: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._heard: dict[int, float] = {}

    def hear(self, removal: Removal) -> None:
        """An entry was just made. Times are our own: the log's clock need not go as ours does."""
        self._heard[removal.id] = time.monotonic()
        self.note(removal)

    def note(self, removal: Removal) -> None:
        """An entry stands in the log; its count may have grown, which nobody tells."""
        known = self._entries.get(removal.id)
        if known:
            self._before[removal.id] = known.count
        if known is None or removal.count > known.count:
            self._entries[removal.id] = removal
        while len(self._entries) > _REMEMBERED:
            oldest, _ = self._entries.popitem(last=False)
            self._used.pop(oldest, None)
            self._before.pop(oldest, None)
            self._heard.pop(oldest, None)

    def attribute(self, removed: Iterable[Removed]) -> dict[int, int]:
        """The moderator who deleted each message, by message; none where it was not certainly one."""
        groups: dict[tuple[int | None, int], list[Removed]] = {}
        for one in removed:
            groups.setdefault((None if one.mirror else one.author_id, one.channel_id), []).append(one)
        found: dict[int, int] = {}
        used: set[int] = set()
        for (author_id, channel_id), group in groups.items():
            since = min((one.since for one in group if one.since), default=None)
            told = [one.told for one in group]
            left = {
                entry.id: count
                for entry in self._entries.values()
                if entry.channel_id == channel_id
                and (entry.author_id is None or author_id is None or entry.author_id == author_id)
                and (count := self._left(entry, since, told)) > 0
            }
            used |= left.keys()
            # The log names no messages: fewer of them than were deleted cannot tell which were meant.
            if left and sum(left.values()) >= len(group):
                moderator = self._entries[max(left)].moderator_id
                found |= {one.message_id: moderator for one in group}
        self._used |= {entry_id: self._entries[entry_id].count for entry_id in used}
        return found

    def _left(self, entry: Removal, since: datetime | None, told: list[float]) -> int:
        """How many deletions an entry tells of that were not given to any message yet."""
        if entry.id in self._used:
            return entry.count - self._used[entry.id]
        heard = self._heard.get(entry.id)
        with_them = heard is not None and any(abs(one - heard) < FRESH_SECONDS for one in told)
        if with_them or (since is not None and entry.at >= since):
            return entry.count
        return entry.count - self._before.get(entry.id, entry.count)
