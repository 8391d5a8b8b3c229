"""Closes the discussions that are older than their server wants them to stay open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import discussion_store as discussions, post_store as posts
from bot.discussion.visibility_port import Visibility
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.moderating.closing import closing_store as closing

THE_BOT = 0
"""The actor in audit rows of what no member did."""


class ClosingWorker(StoredReconciler[int]):
    """Its keys are discussions. Once a day it looks which are due."""

    job = Job.CLOSING
    concurrency = 1  # the first time there may be hundreds
    reads_every = timedelta(days=1).total_seconds()

    def __init__(self, clock: Clock, database: Database, visibility: Visibility) -> None:
        super().__init__(clock, database)
        self._visibility = visibility

    async def pending(self) -> Iterable[int]:
        """Return the discussions that are due, in servers that the platform shows."""
        now, found = self._clock.utcnow(), list[int]()
        for server_id, days in (await self._database.read(closing.servers)).items():
            if self._visibility.public(server_id, 0) is not None:  # it shows the bot the server
                found += await self._database.read(closing.due, server_id, days, now)
        return found

    async def work(self, key: int) -> None:
        """Close a discussion, if it is due; the outbox has its threads follow."""
        await self._database.write(self._close, key)

    def _close(self, connection: Connection, discussion_id: int) -> None:
        days = closing.days_if_due(connection, discussion_id, self._clock.utcnow())
        if days is None:
            return  # it was closed, reopened or posted again meanwhile
        discussion = discussions.get(connection, discussion_id)
        assert discussion is not None
        discussions.close_by_age(connection, discussion_id, days)
        posts.mark_stale(connection, [discussion_id])
        closing.owe(connection, discussion_id, days)
        audit.record(
            connection,
            server_id=discussion.server_id,
            actor_id=THE_BOT,
            action=Action.CLOSE,
            target_kind=TargetKind.DISCUSSION,
            target_id=discussion_id,
            reason=f"after {days} days",
        )
