"""The metrics of what a running bot is like at the moment it is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric as Family
from prometheus_client.registry import Collector

from bot.audit.outbox import Outbox
from bot.database.engine import Database
from bot.database.reports.pending_report import PendingReport
from bot.gathering.event_queue import EventQueue
from bot.jobs.clock import Clock
from bot.jobs.worker import Worker
from bot.translation.chain import Chain
from bot.upkeep.gateway_state import GatewayState
from bot.upkeep.health import BotHealth, ReasonCode
from bot.upkeep.metrics.names import Counter, Gauge


class Connections(Protocol):
    """What the client knows of its connections to the platform."""

    @property
    def shard_count(self) -> int | None:
        """How many there should be."""
        ...

    @property
    def latencies(self) -> list[tuple[int, float]]:
        """Seconds that the platform took to answer last, by connection; NaN where it never did."""
        ...


@dataclass(frozen=True)
class Watched:
    """The parts of a bot whose state is told."""

    clock: Clock
    connections: Connections
    gateway: GatewayState
    health: BotHealth
    worker: Worker
    database: Database
    event_queue: EventQueue
    outbox: Outbox
    chain: Chain


class StateCollector(Collector):
    """Reads the state of ``watched``, and ``pending``, which is read from rows before each scrape: None where
    that could not be done.
    """

    def __init__(self, watched: Watched) -> None:
        self._watched = watched
        self.pending: PendingReport | None = None

    def describe(self) -> Iterable[Family]:
        """Nothing: the names are known to be of this collector alone."""
        return ()

    def collect(self) -> Iterator[Family]:
        """Every metric with its values."""
        yield from self._of_gateway()
        yield from self._of_workers()
        yield from self._of_engines()
        yield _gauge(Gauge.EVENTS_WAITING, self._watched.event_queue.waiting)
        yield _gauge(Gauge.JOBS_WAITING, self._watched.database.waiting)
        yield _gauge(Gauge.OUTBOX, len(self._watched.outbox.keys))
        yield _gauge(Gauge.REPORTED, self.pending is not None)
        if self.pending is not None:
            yield from self._of_rows(self.pending)

    def _of_gateway(self) -> Iterator[Family]:
        watched = self._watched
        reasons = {one.code for one in watched.health.reasons()}
        yield _labelled(Gauge.UNHEALTHY, {code: code in reasons for code in ReasonCode})
        yield _gauge(Gauge.SHARDS, watched.connections.shard_count or 1)
        yield _gauge(Gauge.CONNECTED, watched.gateway.connected)
        known = [seconds for _, seconds in watched.connections.latencies if 0 <= seconds < float("inf")]
        yield _gauge(Gauge.LATENCY, max(known, default=float("nan")))

    def _of_workers(self) -> Iterator[Family]:
        each = {one.job.name.lower(): one for one in self._watched.worker.health}
        yield _labelled(Counter.ATTEMPTS, {name: one.attempts for name, one in each.items()})
        yield _labelled(Counter.RETRIES, {name: one.retries for name, one in each.items()})
        yield _labelled(Counter.FAULTS, {name: one.faults for name, one in each.items()})
        yield _labelled(Gauge.BACKLOG, {name: one.backlog for name, one in each.items()})
        yield _labelled(Gauge.FAILING, {name: one.failing for name, one in each.items()})
        yield _labelled(Gauge.GIVEN_UP, {name: one.given_up for name, one in each.items()})

    def _of_engines(self) -> Iterator[Family]:
        each = {one.engine.name: one for one in self._watched.chain.engines}
        yield _labelled(Counter.ENGINE_REQUESTS, {name: one.requests for name, one in each.items()})
        yield _labelled(Counter.ENGINE_CHARACTERS, {name: one.characters for name, one in each.items()})
        yield _labelled(Counter.ENGINE_FAILURES, {name: one.failed.total() for name, one in each.items()})
        yield _labelled(Gauge.ENGINE_OFF, {name: one.off is not None for name, one in each.items()})

    def _of_rows(self, pending: PendingReport) -> Iterator[Family]:
        yield _gauge(Gauge.MIRRORS, pending.mirrors.count)
        yield _gauge(Gauge.MIRRORS_AGE, self._age(pending.mirrors.since))
        yield _gauge(Gauge.MIRROR_CHANGES, pending.mirror_changes)
        yield _gauge(Gauge.GAPS, pending.gaps.count)
        yield _gauge(Gauge.GAPS_AGE, self._age(pending.gaps.since))
        yield _gauge(Gauge.OUTBOX_AGE, self._age(pending.outbox_since))
        yield _gauge(Gauge.FEEDS, pending.feeds.followed)
        yield _gauge(Gauge.FEEDS_FAILING, pending.feeds.failing)
        yield _gauge(Gauge.FEEDS_OVERDUE, pending.feeds.overdue)
        outside = [one.engine.name for one in self._watched.chain.engines if not one.engine.local]
        used = pending.characters
        yield _labelled(Gauge.ENGINE_MONTH, {name: used.get(name, 0) for name in outside})

    def _age(self, since: datetime | None) -> float:
        """Seconds since a moment; 0.0 for none, and for one in the future: the clock may be set back."""
        return max(0.0, (self._watched.clock.utcnow() - since).total_seconds()) if since else 0.0


def _gauge(gauge: Gauge, value: float) -> Family:
    return GaugeMetricFamily(gauge.value.name, gauge.value.about, value=value)


def _labelled(metric: Counter | Gauge, values: Mapping[str, float]) -> Family:
    kind = CounterMetricFamily if isinstance(metric, Counter) else GaugeMetricFamily
    family = kind(metric.value.name, metric.value.about, labels=[metric.value.label])
    for name, value in values.items():
        family.add_metric([name], value)
    return family
