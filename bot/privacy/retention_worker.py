"""Retention: comments of discussions that ended long enough ago are erased for good."""

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
"""Comments erased in one transaction. Other writes wait for it."""
THE_BOT = 0
"""The actor in audit rows of what no member did."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How long comments are kept after the end of their discussion; None is for ever."""

    closed: timedelta | None = None
    deleted: timedelta | None = None

    def each(self) -> list[tuple[Ending, timedelta]]:
        """Return the terms that are set."""
        terms = ((Ending.CLOSED, self.closed), (Ending.DELETED, self.deleted))
        return [(kind, term) for kind, term in terms if term is not None]


class RetentionWorker(StoredReconciler[Ended]):
    """Erases, once a day, the comments of discussions that ended longer ago than their term."""

    job = Job.RETENTION
    concurrency = 1
    reads_every = timedelta(days=1).total_seconds()

    def __init__(self, clock: Clock, database: Database, door: Door, terms: Terms) -> None:
        super().__init__(clock, database)
        self._door = door
        self._before = {kind: partial(self._ago, term) for kind, term in terms.each()}

    async def pending(self) -> list[Ended]:
        """Return the discussions whose term is over."""
        return [
            ended
            for kind, before in self._before.items()
            for ended in await self._database.read(endings.since_before, kind, before())
        ]

    async def work(self, key: Ended) -> float | None:
        """Erase a batch of a discussion's comments. Returns 0.0 if there may be more, else None."""
        erased = await self._database.write(self._erase_some, key)
        if not erased:
            return None
        _log.info(
            "Erased %d comments of discussion %d, %s long ago", len(erased), key.discussion_id, key.kind
        )
        return 0.0

    def _erase_some(self, connection: Connection, ended: Ended) -> list[int]:
        """Erase up to :data:`BATCH` comments, with an audit row. Returns their ids."""
        before = self._before[ended.kind]()
        # It may have been reopened or posted again meanwhile: then the rest stays.
        if not endings.has_ended(connection, ended, before):
            return []
        if not (erased := self._door.erase_ended(connection, ended.discussion_id, BATCH)):
            return []
        audit_id = audit.record(
            connection,
            server_id=ended.server_id,
            actor_id=THE_BOT,
            action=Action.DELETE,
            target_kind=TargetKind.DISCUSSION,
            target_id=ended.discussion_id,
            reason=f"{ended.kind} before {before:%Y-%m-%d}",
        )
        audit.outcome(connection, audit_id, succeeded=True, detail=f"{len(erased)} comment(s)")
        return erased

    def _ago(self, term: timedelta) -> datetime:
        return self._clock.utcnow() - term
