"""Lifts bans that were for a time. Discord ends timeouts by itself, and silences are looked up by time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.audit import audit_store as audit
from bot.database.engine import Connection
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.moderation import Action, TargetKind
from bot.jobs.kinds import Job
from bot.moderating.cases import case_store as cases, standing_store as standing

LONGEST_SLEEP = timedelta(hours=1)
"""How long it waits at the most until it looks at a case again: clocks are set, and machines sleep."""
NOBODY = 0
"""Who ends what ends by itself, in the audit."""


class ExpiryWorker(StoredReconciler[int]):
    """Its keys are the ids of cases. It notes in the audit that one has expired: the outbox lifts the ban."""

    job = Job.EXPIRY

    async def pending(self) -> Iterable[int]:
        """The bans for a time that were neither undone nor lifted."""
        return await self._database.read(standing.expiring)

    async def work(self, key: int) -> float | None:
        """Lift a ban if its time has come; else give the seconds until that is looked at again."""
        case = await self._database.read(cases.get, key)
        if case is None or case.reversed_at is not None or case.expires_at is None:
            return None
        left = case.expires_at - self._clock.utcnow()
        if left > timedelta():
            return min(left, LONGEST_SLEEP).total_seconds()
        await self._database.write(_expire, key)
        return None


def _expire(connection: Connection, case_id: int) -> None:
    case = cases.get(connection, case_id)
    if case is not None and case_id in standing.expiring(connection):
        audit.record(
            connection,
            server_id=case.server_id,
            actor_id=NOBODY,
            action=Action.EXPIRE,
            target_kind=TargetKind.CASE,
            target_id=case_id,
        )
