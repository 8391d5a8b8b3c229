"""Retention: what was said in discussions that ended is erased for good, once it was kept long enough."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.discussion import Ending
from bot.domain.errors import TertuliaError
from bot.domain.moderation import Action, TargetKind
from bot.services.background import Supervisor, stop
from bot.services.mirror import Mirrors
from bot.storage import audit, endings
from bot.storage.database import Connection, Database

_log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
RETRY = timedelta(hours=1)
"""How long after a fault it is tried again."""
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


class Retention:
    """Erases what is due. As a context it works in the background, from ``resume`` on, once a day."""

    def __init__(
        self, database: Database, mirrors: Mirrors, touch: Callable[[int], None], terms: Terms
    ) -> None:
        self._database = database
        self._supervisor = Supervisor(database)
        self._mirrors = mirrors
        self._touch = touch
        self._terms = terms
        self._left: list[int] = []
        self._working: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._working)

    def resume(self) -> None:
        """The platform can be reached: begin, where a term is set and this has not begun yet."""
        if self._working is None and self._terms.each():
            self._working = self._supervisor.start(self._work, "retention")

    async def _work(self) -> None:
        while True:
            try:
                await self._take_down()
                await self._erase_due()
                delay = RETRY if self._left else EVERY
            except TertuliaError as failure:
                delay = RETRY
                _log.error("What is not to be kept any longer is erased later: %s", failure)
            await asyncio.sleep(delay.total_seconds())

    async def _erase_due(self) -> None:
        for kind, term in self._terms.each():
            before = datetime.now(UTC) - term
            async with self._database.read() as connection:
                due = await endings.since_before(connection, kind, before)
            for discussion_id, server_id in due:
                await self._erase(discussion_id, server_id, kind, before)

    async def _take_down(self) -> None:
        self._left = await self._supervisor.attempt_each(
            self._left, self._mirrors.retract, "retention", lambda comment_id: f"comment {comment_id}"
        )

    async def _erase(self, discussion_id: int, server_id: int, kind: Ending, before: datetime) -> None:
        """Erase all that was said in one discussion, a part at a time."""

        async def begin(connection: Connection) -> int:
            return await audit.record(
                connection,
                server_id=server_id,
                actor_id=THE_BOT,
                action=Action.DELETE,
                target_kind=TargetKind.DISCUSSION,
                target_id=discussion_id,
                reason=f"{kind} before {before:%Y-%m-%d}",
            )

        async def some(connection: Connection) -> list[int]:
            # Reopened or posted again meanwhile, it lives on with what is left of it.
            if not await endings.has_ended(connection, discussion_id, kind, before):
                return []
            return await endings.erase_some(connection, discussion_id, BATCH)

        audit_id = await self._database.write(begin)
        count = 0
        while erased := await self._database.write(some):
            count += len(erased)
            self._left += erased
            await self._take_down()
        _log.info("Erased %d comments of discussion %d, %s long ago", count, discussion_id, kind)
        self._touch(discussion_id)
        outcome = partial(audit.outcome, audit_id=audit_id, succeeded=True, detail=f"{count} comment(s)")
        await self._database.write(outcome)
