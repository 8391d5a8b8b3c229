"""The outbox: effects of audited actions on the chat platform, retried until they succeed.

An action is stored first; its effect follows, and the outcome is a row too. An effect makes the platform be
as the database says *now*, so carrying it out twice, or late, does no harm.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from weakref import WeakValueDictionary

from bot.audit import audit_store as audit
from bot.database.engine import Database
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.errors import TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import WITH_EFFECT, Action, AuditRow, TargetKind
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job

Effect = Callable[[AuditRow], Awaitable[str | None]]
"""Carries out an action on the platform. Returns a detail for the audit; raises a TertuliaError."""

MAX_AGE = timedelta(days=7)


class _TooLate(TertuliaError):
    """An effect still fails ``MAX_AGE`` after its action."""


class Outbox(StoredReconciler[int]):
    """Carries out the effects of audited actions. A key is the id of an audit row."""

    job = Job.EFFECT
    backoff = Backoff(first=5.0, longest=3_600.0)

    def __init__(self, clock: Clock, database: Database, effects: Mapping[Action, Effect]) -> None:
        """``effects`` has a function for each action with an effect."""
        super().__init__(clock, database)
        assert effects.keys() == WITH_EFFECT
        self._effects = effects
        # Two actions on one target must not run side by side: the later one has to win.
        self._targets: WeakValueDictionary[tuple[TargetKind, int], asyncio.Lock] = WeakValueDictionary()

    async def pending(self) -> Iterable[int]:
        """The actions of the last seven days whose effect failed or was never tried."""
        since = self._clock.utcnow() - MAX_AGE
        return [row.id for row in await self._database.read(audit.unfinished, self._effects, since)]

    async def work(self, key: int) -> None:
        """Carry out one action, unless it has succeeded already, and store the outcome."""
        row = await self._database.read(audit.get, key)
        outcomes = await self._database.read(audit.outcomes, key)
        assert row is not None
        last = outcomes[-1] if outcomes else None
        if last and last.succeeded:
            return
        try:
            async with self._targets.setdefault((row.target_kind, row.target_id), asyncio.Lock()):
                detail = await self._effects[row.action](row)
        except TertuliaError as error:
            if self._clock.utcnow() - row.at > MAX_AGE:
                raise _TooLate(error.message) from error
            if last is None or last.detail != str(error):  # no row for the same failure again
                await self._database.write(audit.failed, key, error.message)
            raise
        await self._database.write(partial(audit.outcome, audit_id=key, succeeded=True, detail=detail))

    def gives_up(self, failure: TertuliaError) -> bool:
        """After seven days."""
        return isinstance(failure, _TooLate)

    async def given_up(self, key: int, failure: TertuliaError) -> None:
        """Store it in the audit."""
        why = message("given up: {failure}", failure=failure.message)
        await self._database.write(audit.failed, key, why)


async def with_failure(done: Message, *attempts: Awaitable[None]) -> Message:
    """Wait for ``attempts``. Returns ``done``, with the first failure that is retried in the background.

    Each attempt raises a TertuliaError if it is retried.
    """
    for outcome in await asyncio.gather(*attempts, return_exceptions=True):
        if isinstance(outcome, TertuliaError):
            return message(
                "{done} On Discord this is not done yet: {failure} I will keep trying.",
                done=done,
                failure=outcome.message,
            )
        if outcome is not None:
            raise outcome
    return done
