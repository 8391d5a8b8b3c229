"""Retention: what was said in discussions that ended is erased for good, once it was kept long enough."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot.audit import audit_store as audit
from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.door import Door
from bot.discussion.stores import ended_store as endings
from bot.discussion.stores.ended_store import Ended
from bot.domain.discussion import Ending
from bot.domain.moderation import Action, TargetKind
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

_log = logging.getLogger(__name__)

BATCH = 200
"""Comments erased in one transaction: what people write meanwhile waits for it."""
THE_BOT = 0
"""Who did it, in the audit: nobody but the setting."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long what was said is kept after its discussion was closed, or its last card taken away; None is
    for ever.
    """

    closed: timedelta | None = None
    deleted: timedelta | None = None

    def each(self) -> list[tuple[Ending, timedelta]]:
        """The terms that are set."""
        terms = ((Ending.CLOSED, self.closed), (Ending.DELETED, self.deleted))
        return [(kind, term) for kind, term in terms if term is not None]


class RetentionWorker(StoredReconciler[Ended]):
    """Erases, once a day, what was said in discussions that ended long enough ago: a term is set."""

    job = Job.RETENTION
    concurrency = 1
    reads_every = timedelta(days=1).total_seconds()

    def __init__(self, clock: Clock, database: Database, door: Door, terms: Terms) -> None:
        super().__init__(clock, database)
        self._door = door
        self._before = {kind: partial(self._ago, term) for kind, term in terms.each()}

    async def pending(self) -> list[Ended]:
        """The discussions whose time has come."""
        return [
            ended
            for kind, before in self._before.items()
            for ended in await self._database.read(endings.since_before, kind, before())
        ]

    async def work(self, key: Ended) -> float | None:
        """Erase a part of what was said in one discussion. Returns 0.0 where there may be more of it."""
        erased = await self._database.write(partial(self._erase_some, key))
        if not erased:
            return None
        _log.info(
            "Erased %d comments of discussion %d, %s long ago", len(erased), key.discussion_id, key.kind
        )
        return 0.0

    async def _erase_some(self, ended: Ended, connection: Connection) -> list[int]:
        """Erase up to so many comments, with a row of the audit about them. Returns their ids."""
        before = self._before[ended.kind]()
        # Reopened or posted again meanwhile, it lives on with what is left of it.
        if not await endings.has_ended(connection, ended, before):
            return []
        if not (erased := await self._door.erase_ended(connection, ended.discussion_id, BATCH)):
            return []
        audit_id = await audit.record(
            connection,
            server_id=ended.server_id,
            actor_id=THE_BOT,
            action=Action.DELETE,
            target_kind=TargetKind.DISCUSSION,
            target_id=ended.discussion_id,
            reason=f"{ended.kind} before {before:%Y-%m-%d}",
        )
        await audit.outcome(connection, audit_id, succeeded=True, detail=f"{len(erased)} comment(s)")
        return erased

    def _ago(self, term: timedelta) -> datetime:
        return self._clock.utcnow() - term
