"""A feed that a server follows: where its entries are posted, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.language import Language


class PauseReason(StrEnum):
    """Why the bot itself stopped looking at a feed."""

    GONE = "gone"
    """Its site says that it is gone for good (410)."""
    FAILING = "failing"
    """It could not be had for 30 days."""


class FilterField(StrEnum):
    """What a filter looks at."""

    WORDS = "words"
    """Words or a phrase in the headline or the text."""
    CATEGORY = "category"
    AUTHOR = "author"
    PATTERN = "pattern"
    """A regular expression over headline and text."""


class DeliveryState(StrEnum):
    """What became of an entry for one server that follows its feed."""

    NEW = "new"
    """Nothing has been decided yet."""
    WAITING = "waiting"
    """It is posted once its time has come."""
    REVIEW = "review"
    """A moderator has to approve it."""
    POSTED = "posted"
    BEFORE = "before"
    """It was there when the feed was first looked at."""
    FILTERED = "filtered"
    DISCARDED = "discarded"
    """A moderator discarded it."""
    LATE = "late"
    """It came with too many others: it is a link in one message."""
    KNOWN = "known"
    """Its article had a card in every room already."""
    FAILED = "failed"


class AnnouncementKind(StrEnum):
    """What people are told about a feed."""

    FAILING = "failing"
    WORKING = "working"
    PAUSED = "paused"
    MOVED = "moved"
    UNREACHABLE = "unreachable"
    """A room cannot be posted into."""
    LATE = "late"
    """Links of the entries that came with too many others, in the rooms themselves."""
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Filter:
    """``include``: only entries that match one of these are posted; else entries that match are not."""

    id: int
    field: FilterField
    include: bool
    text: str


@dataclass(frozen=True, slots=True)
class Following:
    """What a server wants of a feed.

    ``language`` is what an editor chose, None as the feed and its entries say. Followings of one server with
    the same ``source`` are one source: their stories appear in both languages. ``per_hour`` is how many
    entries are posted in any hour at most. ``quiet`` is the span of minutes after midnight, in the server's
    time zone, in which nothing is posted; it may pass midnight. ``delay`` is in minutes. ``mention_role_id``
    is the role that each card mentions. ``tags`` are names of forum tags.
    """

    id: int
    feed_id: int
    server_id: int
    created_by: int
    created_at: datetime
    language: Language | None
    source: int | None
    channels: tuple[int, ...]
    filters: tuple[Filter, ...] = ()
    paused_at: datetime | None = None
    per_hour: int | None = None
    quiet: tuple[int, int] | None = None
    delay: int = 0
    review: bool = False
    mention_role_id: int | None = None
    tags: tuple[str, ...] = ()
