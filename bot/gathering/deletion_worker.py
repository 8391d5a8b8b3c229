"""Deletions made on the platform: by its author a comment is erased, by a moderator it is hidden.

The platform does not say who deleted a message. Its audit log does, for moderators only. What the log does
not give to a moderator was the author's own act, and their text is erased. While the log cannot be read for a
fault that may pass, nothing is. While the ledger of erasures cannot be reached, the text is no longer shown.
The log has no entry where a bot deletes a single message, so what the bot may have deleted itself does not
come here: see :mod:`bot.discussion.stores.deletion_store`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection, Iterable
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.engine_in_use import LedgerUnreachable
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.door import Door
from bot.discussion.history_port import Ban, History, Removal
from bot.discussion.stores import (
    appearance_store as appearances,
    comment_store as comments,
    deletion_store as deletions,
)
from bot.domain.discussion import AppearanceKind, CommentStatus
from bot.domain.errors import StorageFailed, TertuliaError
from bot.domain.moderation import Action, TargetKind
from bot.gathering.audit_log_matcher import ENTRY_GROWS, AuditLog, Removed
from bot.gathering.ban_matcher import BanLog
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

_log = logging.getLogger(__name__)

WAIT_SECONDS = 1.5
"""How long the audit log is given to say who it was; one look then serves every deletion of that time."""
NOBODY = 0
"""Who deleted a mirror where the log does not tell: it stands under the bot's name, so it was a moderator."""


class DeletionWorker(StoredReconciler[int]):
    """Finds out who deleted comments, a server at a time, and erases or hides them.

    What is not settled after ten minutes without the audit log still counts as shown; the next start
    finds its row.
    """

    job = Job.DELETION
    backoff = Backoff(first=1.0, longest=60.0, attempts=16)  # ten minutes in all

    def __init__(self, clock: Clock, database: Database, door: Door, history: History) -> None:
        super().__init__(clock, database)
        self._door = door
        self._history = history
        self._audit_log = AuditLog(clock)
        self._ban_log = BanLog(clock)
        self._left_over: set[int] | None = None
        self._moderators: dict[int, int | None] = {}
        self._with_bans: set[int] = set()

    def noted(self, removal: Removal) -> None:
        """The audit log has a new entry."""
        self._audit_log.hear(removal)

    def banned(self, ban: Ban) -> None:
        """Somebody was just banned."""
        self._ban_log.hear(ban)

    def told(self, message_ids: Collection[int], *, in_bulk: bool) -> None:
        """These messages were deleted just now, whether they show comments or not."""
        self._audit_log.tell(message_ids)
        self._ban_log.tell(message_ids, in_bulk=in_bulk)

    def schedule(self, key: int, after: float = WAIT_SECONDS) -> None:
        """Settle the deletions of a server once the audit log had time to say who it was."""
        super().schedule(key, after)

    async def pending(self) -> Iterable[int]:
        """The servers with deletions that are not settled."""
        unsettled = await self._database.read(deletions.unsettled)
        if self._left_over is None:
            self._left_over = {one.message_id for one in unsettled}
        return {one.server_id for one in unsettled}

    async def work(self, key: int) -> None:
        """Settle every deletion of a server.

        Raises:
            PlatformFailed: its audit log cannot be read now.
            StorageFailed: some of them could not be stored.
        """
        unsettled = await self._database.read(deletions.unsettled, key)
        if unknown := [one for one in unsettled if one.message_id not in self._moderators]:
            removed = list(map(self._removed, unknown))
            await self._audit_log.read(self._history, key)
            await self._ban_log.read(self._history, key, removed)
            # An entry is given to deletions once: what cannot be stored now keeps its moderator.
            banned = self._ban_log.attribute(removed)
            self._with_bans |= banned.keys()
            found = self._audit_log.attribute(one for one in removed if one.message_id not in banned)
            found |= banned
            self._moderators |= {one.message_id: found.get(one.message_id) for one in unknown}
        # Committed together, but one that fails takes no other along.
        outcomes = await asyncio.gather(*map(self._settle, unsettled), return_exceptions=True)
        for failure in outcomes:
            if failure is not None:
                raise failure

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Leave the rows to the next start, unless it was the database that failed."""
        if isinstance(failure, StorageFailed):
            raise failure
        _log.error("Who deleted messages in server %d is looked at again after the next start", key)

    def _removed(self, deletion: deletions.Unsettled) -> Removed:
        since = deletion.since
        if self._left_over and deletion.message_id in self._left_over:
            since -= ENTRY_GROWS
        mirror = deletion.kind is AppearanceKind.MIRROR
        return Removed(deletion.message_id, deletion.author_id, deletion.channel_id, mirror, since)

    async def _settle(self, deletion: deletions.Unsettled) -> None:
        moderator_id = self._moderators[deletion.message_id]
        if moderator_id is None and deletion.kind is AppearanceKind.MIRROR:
            moderator_id = NOBODY
        message_id = deletion.message_id
        work = partial(settle, door=self._door, message_id=message_id, moderator_id=moderator_id)
        quietly = message_id in self._with_bans
        try:
            await self._database.write(work, server_id=deletion.server_id, quietly=quietly)
        except LedgerUnreachable:
            if moderator_id is None:
                await self._database.write(self._door.conceal, deletion.comment_id)
            raise
        del self._moderators[message_id]
        self._with_bans.discard(message_id)


def settle(
    connection: Connection,
    door: Door,
    message_id: int,
    server_id: int,
    moderator_id: int | None,
    *,
    quietly: bool = False,
) -> None:
    """Erase the comment that a deleted message showed, or hide it where a moderator deleted it: ``quietly``
    where they meant its author.
    """
    appearance = appearances.by_message(connection, message_id)
    assert appearance is not None
    comment = comments.get(connection, appearance.comment_id)
    assert comment is not None
    appearances.mark_gone(connection, appearance.id)
    deletions.settle(connection, appearance.id)
    decided = comment.status is CommentStatus.HIDDEN and not comment.held and moderator_id is not None
    if decided or comment.status is CommentStatus.DELETED:
        return
    # Also where a moderator has hidden it since: it was shown when its author deleted it.
    if moderator_id is None:
        door.erase(connection, comment.id)
        return
    door.hide(connection, comment.id, quietly=quietly)
    audit.record(
        connection,
        server_id=server_id,
        actor_id=moderator_id,
        action=Action.HIDE,
        target_kind=TargetKind.COMMENT,
        target_id=comment.id,
    )
