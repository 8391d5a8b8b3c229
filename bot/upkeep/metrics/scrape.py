"""What Prometheus is answered: rendered at most every few seconds, however often it is asked."""

from __future__ import annotations

import asyncio

from prometheus_client import CollectorRegistry, generate_latest

from bot.database.reports.pending_report import PendingReport, pending_report
from bot.domain.errors import StorageFailed
from bot.jobs.supervisor import stop
from bot.translating.engine_store import month_of
from bot.upkeep.metrics.state_collector import StateCollector, Watched

KEPT_SECONDS = 5.0
"""How long an answer is given again: Prometheus asks every 15 to 60 seconds."""
READ_TIMEOUT = 2.0
"""Seconds that an answer waits for the database; Prometheus waits 10."""


class Scrape:
    """Renders the metrics of one bot."""

    def __init__(self, registry: CollectorRegistry, watched: Watched) -> None:
        self._registry = registry
        self._watched = watched
        self._collector = StateCollector(watched)
        registry.register(self._collector)
        self._rendering = asyncio.Lock()
        self._reading: asyncio.Task[PendingReport] | None = None
        self._answer = b""
        self._until = float("-inf")

    async def answer(self) -> bytes:
        """All metrics in Prometheus' text format."""
        async with self._rendering:
            clock = self._watched.clock
            if clock.monotonic() >= self._until:
                self._collector.pending = await self._pending()
                self._answer = generate_latest(self._registry)
                self._until = clock.monotonic() + KEPT_SECONDS
            return self._answer

    async def close(self) -> None:
        """End the read that may be under way."""
        if self._reading is not None:
            await stop(self._reading)

    async def _pending(self) -> PendingReport | None:
        """What is pending by the rows; None where the database does not say it in time. A read that takes
        longer is waited for by the next answer: two are never under way.
        """
        if self._reading is None:
            self._reading = asyncio.create_task(self._read(), name="metrics")
        await asyncio.wait((self._reading,), timeout=READ_TIMEOUT)
        if not self._reading.done():
            return None
        read, self._reading = self._reading, None
        try:
            return read.result()
        except StorageFailed:
            return None

    async def _read(self) -> PendingReport:
        watched = self._watched
        now = watched.clock.utcnow()
        first = min(watched.outbox.keys, default=None)
        return await watched.database.read(pending_report, now, month_of(now), first)
