"""Counters and histograms that Prometheus reads. Imported only where metrics are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType

from prometheus_client import (
    CollectorRegistry,
    Counter as PrometheusCounter,
    Histogram as PrometheusHistogram,
    ProcessCollector,
    disable_created_metrics,
)

from bot.jobs.metrics import KINDS, Counted, Observed
from bot.upkeep.metrics.names import Counter, Histogram

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each series began: it would double them, and nobody reads it

_COUNTERS: Mapping[Counted, Counter] = MappingProxyType(
    {
        Counted.EVENTS: Counter.EVENTS,
        Counted.COMMENTS: Counter.COMMENTS,
        Counted.FEED_LOOKS: Counter.FEED_LOOKS,
    }
)
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
_HISTOGRAMS: Mapping[Observed, tuple[Histogram, tuple[float, ...]]] = MappingProxyType(
    {
        Observed.COMMIT: (Histogram.COMMIT, _SECONDS),
        Observed.GROUP: (Histogram.GROUP, (1, 2, 5, 10, 20, 50, 100)),
        Observed.READ: (Histogram.READ, _SECONDS),
        Observed.LOOP_DELAY: (Histogram.LOOP_DELAY, _SECONDS),
    }
)


class PrometheusMetrics:
    """Counts and times in a registry of its own. Every series exists from the start, and no other is made."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._count: dict[tuple[Counted, StrEnum], Callable[[float], None]] = {}
        for what, counter in _COUNTERS.items():
            made = PrometheusCounter(
                counter.value.name, counter.value.about, [counter.value.label], registry=self.registry
            )
            self._count |= {(what, kind): made.labels(kind).inc for kind in KINDS[what]}
        self._observe: dict[Observed, Callable[[float], None]] = {
            what: PrometheusHistogram(
                histogram.value.name, histogram.value.about, buckets=buckets, registry=self.registry
            ).observe
            for what, (histogram, buckets) in _HISTOGRAMS.items()
        }

    def count(self, what: Counted, kind: StrEnum, number: int = 1) -> None:
        """Add ``number`` to what was counted; ``kind`` is one of those in :data:`KINDS`."""
        self._count[what, kind](number)

    def observe(self, what: Observed, value: float) -> None:
        """Note one measurement."""
        self._observe[what](value)
