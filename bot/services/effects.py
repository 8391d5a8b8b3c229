"""Carrying out on the chat platform what was decided and stored, until it is done.

An audited action is stored first; its effect follows, and what came of it is a row of its own. An effect
makes the platform be as the database says *now*, so carrying one out twice, or late, does no harm.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.errors import TertuliaError
from bot.domain.message import Message, message
from bot.domain.moderation import Action, AuditRow
from bot.services.background import Supervisor, put_back, stop, woken
from bot.storage import audit
from bot.storage.database import Database

_log = logging.getLogger(__name__)

Effect = Callable[[AuditRow], Awaitable[str | None]]
"""Makes the platform follow an action; gives a plain detail for the record, raises a TertuliaError."""

FIRST_RETRY = 5.0
LONGEST_RETRY = 3_600.0
"""Seconds; doubled from the first to the longest. What lasts a week is no longer tried."""
KEPT_TRYING = timedelta(days=7)


class Effects:
    """The effects of actions. As a context it retries, from ``resume`` on, what failed or was cut off."""

    def __init__(self, database: Database, first_retry: float = FIRST_RETRY) -> None:
        self._database = database
        self._supervisor = Supervisor(database)
        self._first_retry = first_retry
        self._of: dict[Action, Effect] = {}
        self._under_way: set[int] = set()
        self._delays: dict[int, float] = {}
        self._due: dict[int, float] = {}
        self._wanted = asyncio.Event()
        self._retrying: asyncio.Task[None] | None = None

    def register(self, effect: Effect, *actions: Action) -> None:
        """``effect`` is what ``actions`` do on the platform."""
        self._of.update(dict.fromkeys(actions, effect))

    async def __aenter__(self) -> Self:
        self._retrying = self._supervisor.start(self._retry, "effects")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._retrying)

    def resume(self) -> None:
        """The platform can be reached: look for what was left undone."""
        self._due.clear()
        self._wanted.set()

    def owed(self) -> None:
        """An action was stored: carry it out in the background."""
        self._wanted.set()

    async def carry_out(self, audit_id: int) -> Message | None:
        """Carry out an action that was just stored; gives what went wrong, if it did, and is then retried."""
        with put_back(self._wanted.set):
            async with self._database.read() as connection:
                row = await audit.get(connection, audit_id)
            assert row is not None
            failure = await self._attempt(row)
        if failure:
            self._wanted.set()
        return failure

    async def _attempt(self, row: AuditRow) -> Message | None:
        self._under_way.add(row.id)
        self._try_later(row.id)
        try:
            detail = await self._of[row.action](row)
        except TertuliaError as error:
            _log.warning("The effect of %s (audit row %d) failed: %s", row.action, row.id, error)
            await self._conclude(row, succeeded=False, detail=str(error))
            return error.message
        finally:
            self._under_way.discard(row.id)
        await self._conclude(row, succeeded=True, detail=detail)
        self._delays.pop(row.id, None)
        self._due.pop(row.id, None)
        return None

    async def _conclude(self, row: AuditRow, *, succeeded: bool, detail: str | None) -> None:
        async with self._database.read() as connection:
            before = await audit.outcomes(connection, row.id)
        if before and not succeeded and before[-1].detail == detail:
            return  # the same fault again says nothing new
        await self._database.write(
            partial(audit.outcome, audit_id=row.id, succeeded=succeeded, detail=detail)
        )

    def _try_later(self, audit_id: int) -> None:
        """Each action at its own distances: one that fails does not have all others tried with it."""
        delay = self._delays.get(audit_id, self._first_retry)
        self._delays[audit_id] = min(delay * 2, LONGEST_RETRY)
        self._due[audit_id] = asyncio.get_running_loop().time() + delay

    async def _retry(self) -> None:
        await self._wanted.wait()
        while True:
            self._wanted.clear()
            with put_back(self._wanted.set):
                delay = await self._try_what_is_due()
            await woken(self._wanted, delay)

    async def _try_what_is_due(self) -> float | None:
        """Try what is left undone, each in its time; gives in how many seconds the next is due."""
        clock = asyncio.get_running_loop().time
        try:
            async with self._database.read() as connection:
                since = datetime.now(UTC) - KEPT_TRYING
                rows = await audit.unfinished(connection, self._of, since)
            left = {row.id for row in rows}
            self._delays = {audit_id: delay for audit_id, delay in self._delays.items() if audit_id in left}
            self._due = {audit_id: due for audit_id, due in self._due.items() if audit_id in left}
            for row in rows:
                if row.id not in self._under_way and self._due.get(row.id, 0.0) <= clock():
                    await self._supervisor.attempt(
                        partial(self._attempt, row), "effects", f"audit row {row.id}"
                    )
        except TertuliaError as error:
            _log.warning("Could not look for actions left undone: %s", error)
            return self._first_retry
        due = [moment for audit_id, moment in self._due.items() if audit_id not in self._under_way]
        return max(0.0, min(due) - clock()) if due else None


def told(done: Message, failure: Message | None) -> Message:
    """What to say to whoever acted: that it is done, and what Discord did not follow yet."""
    if failure is None:
        return done
    return message(
        "{done} But on Discord it did not work yet: {failure} I keep trying.", done=done, failure=failure
    )
