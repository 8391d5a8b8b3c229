"""Every metric of ours: its name, what it tells, and its label, if it has one."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Metric(NamedTuple):
    """``name`` is without the ``_total`` that counters end in; ``label`` is empty where there is none."""

    name: str
    about: str
    label: str = ""


class Counter(Enum):
    """What only grows until the next start."""

    EVENTS = Metric("tertulia_events", "Events that may concern discussions, by kind.", "kind")
    COMMENTS = Metric("tertulia_comments", "New comments, by how they were made.", "origin")
    FEED_LOOKS = Metric("tertulia_feed_looks", "Looks at feeds, by what came of them.", "outcome")
    ATTEMPTS = Metric("tertulia_worker_attempts", "Attempts of background work.", "worker")
    RETRIES = Metric(
        "tertulia_worker_retries", "Attempts at something whose attempt before had failed.", "worker"
    )
    FAULTS = Metric("tertulia_worker_faults", "Attempts that ended by a fault of the program.", "worker")
    ENGINE_REQUESTS = Metric(
        "tertulia_engine_requests", "Requests to translation engines, repeated ones too.", "engine"
    )
    ENGINE_CHARACTERS = Metric("tertulia_engine_characters", "Characters sent to engines.", "engine")
    ENGINE_FAILURES = Metric("tertulia_engine_failures", "Requests to engines that failed.", "engine")


class Gauge(Enum):
    """What goes up and down."""

    UNHEALTHY = Metric(
        "tertulia_unhealthy", "Whether this is why the bot is not healthy (1) or not.", "reason"
    )
    SHARDS = Metric("tertulia_gateway_shards", "Connections to Discord that there should be.")
    CONNECTED = Metric("tertulia_gateway_connected_shards", "Connections to Discord that there are.")
    LATENCY = Metric(
        "tertulia_gateway_latency_seconds", "How long Discord's gateway took to answer, at the slowest shard."
    )
    EVENTS_WAITING = Metric("tertulia_events_waiting", "Events that wait to be stored.")
    MIRRORS = Metric("tertulia_mirrors_pending", "Mirrors of comments that are still to be sent.")
    MIRRORS_AGE = Metric(
        "tertulia_mirrors_oldest_seconds",
        "How long ago the comment was made whose mirror has waited longest; 0 if none waits.",
    )
    MIRROR_CHANGES = Metric("tertulia_mirrors_outdated", "Mirrors that still have to follow a change.")
    GAPS = Metric("tertulia_gaps_open", "Gaps in what was gathered that are still to be read from history.")
    GAPS_AGE = Metric(
        "tertulia_gaps_oldest_seconds", "How long ago the first open gap was noticed; 0 if there is none."
    )
    OUTBOX = Metric("tertulia_outbox_pending", "Moderators' actions that Discord does not show yet.")
    OUTBOX_AGE = Metric(
        "tertulia_outbox_oldest_seconds", "How long ago the first of these was taken; 0 if there is none."
    )
    BACKLOG = Metric("tertulia_worker_backlog", "What waits for background work or is worked on.", "worker")
    FAILING = Metric("tertulia_worker_failing", "What failed last and will be tried again.", "worker")
    GIVEN_UP = Metric(
        "tertulia_worker_given_up", "What is not tried again until something changes.", "worker"
    )
    ENGINE_OFF = Metric(
        "tertulia_engine_off", "Whether an engine is left alone after failures (1) or not.", "engine"
    )
    ENGINE_MONTH = Metric(
        "tertulia_engine_month_characters",
        "Characters that an outside engine was sent this month, for all servers, also before the last start.",
        "engine",
    )
    FEEDS = Metric("tertulia_feeds_followed", "Feeds that the bot looks at.")
    FEEDS_FAILING = Metric("tertulia_feeds_failing", "Those of them that could not be read last.")
    FEEDS_OVERDUE = Metric("tertulia_feeds_overdue", "Those whose look is more than 15 minutes late.")
    JOBS_WAITING = Metric("tertulia_database_jobs_waiting", "What waits to be written to the database.")
    REPORTED = Metric(
        "tertulia_pending_read_success",
        "Whether what is pending could be read for this answer (1) or not (0): then its metrics are missing.",
    )


class Histogram(Enum):
    """What is measured again and again."""

    COMMIT = Metric("tertulia_database_commit_seconds", "How long transactions that write took.")
    GROUP = Metric("tertulia_database_commit_jobs", "How many jobs were committed together.")
    READ = Metric(
        "tertulia_database_read_seconds", "How long reads took, with the wait for a free connection."
    )
    LOOP_DELAY = Metric("tertulia_event_loop_delay_seconds", "How late the event loop was, once a second.")


PROCESS = {
    "process_cpu_seconds": "counter",
    "process_max_fds": "gauge",
    "process_open_fds": "gauge",
    "process_resident_memory_bytes": "gauge",
    "process_start_time_seconds": "gauge",
    "process_virtual_memory_bytes": "gauge",
}
"""What the library itself tells of a process on Linux."""
