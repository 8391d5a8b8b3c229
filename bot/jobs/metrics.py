"""What a running bot counts and times, for whoever watches it. Without somebody who does, nothing is kept."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from bot.domain.discussion import CommentOrigin


class Counted(StrEnum):
    """What is counted. Each has its kinds in :data:`KINDS`."""

    EVENTS = "events"
    """Events of the platform that may concern discussions, and pages of history, once they are queued."""
    COMMENTS = "comments"
    """New comments, once they are committed, by how they were made."""
    FEED_LOOKS = "feed looks"
    """Looks at feeds, by what came of them."""


class Observed(StrEnum):
    """What is measured again and again, so that its distribution is known."""

    COMMIT = "commit"
    """Seconds of one transaction of the writer."""
    GROUP = "group"
    """Jobs that were committed together."""
    READ = "read"
    """Seconds of a read, with the wait for a free thread."""
    LOOP_DELAY = "loop delay"
    """Seconds that the event loop was late."""


class EventKind(StrEnum):
    """The kinds of :attr:`Counted.EVENTS`."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETION = "deletion"
    REACTION = "reaction"
    HISTORY = "history"


class LookOutcome(StrEnum):
    """The kinds of :attr:`Counted.FEED_LOOKS`."""

    NEW_DOCUMENT = "new_document"
    UNCHANGED = "unchanged"
    FAILED = "failed"


KINDS: Mapping[Counted, tuple[StrEnum, ...]] = MappingProxyType(
    {
        Counted.EVENTS: tuple(EventKind),
        Counted.COMMENTS: tuple(CommentOrigin),
        Counted.FEED_LOOKS: tuple(LookOutcome),
    }
)
"""Every kind that is counted: no name of a server, member, feed or address can become one."""


class Metrics(Protocol):
    """Where numbers go. Both calls are cheap and never fail."""

    def count(self, what: Counted, kind: StrEnum, number: int = 1) -> None:
        """Add ``number`` to what was counted; ``kind`` is one of those in :data:`KINDS`."""
        ...

    def observe(self, what: Observed, value: float) -> None:
        """Note one measurement."""
        ...


class NoMetrics:
    """Keeps nothing."""

    def count(self, what: Counted, kind: StrEnum, number: int = 1) -> None:
        """Do nothing."""

    def observe(self, what: Observed, value: float) -> None:
        """Do nothing."""


NO_METRICS: Metrics = NoMetrics()
