"""What waits for moderators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.discussion import Comment, DetectedLanguage, Post
from bot.domain.moderation import Report
from bot.domain.rules import StoredHit


class Waiting(StrEnum):
    """Why a comment waits for a moderator."""

    HELD = "held"
    """A rule took it out of its discussion until a moderator decides."""
    REPORTED = "reported"
    REFUSED = "refused"
    """Written while its author could not add to the discussion."""
    NEW = "new"
    """Shown, and no moderator has decided about it yet."""


class Order(StrEnum):
    """Which comments come first."""

    OLDEST = "oldest"
    NEWEST = "newest"
    MOST_REPORTED = "most reported"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a moderator wants to see of the queue: None is no limit."""

    waiting: Waiting | None = None
    order: Order = Order.OLDEST
    channel_id: int | None = None
    language: DetectedLanguage | None = None
    discussion_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuthorRecord:
    """What a moderator knows of an author at a glance: their comments in some rooms, how many of those
    were hidden, how many reported, and since when they write there.
    """

    comments: int
    hidden: int
    reported: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A moderator looks at a comment; others do not act on it until ``until``."""

    moderator_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """How many comments have waited for too long, and the source ids of the latest of them (0: none) and of
    the one that will be next.
    """

    count: int
    latest: int
    next: int | None


class Alike(StrEnum):
    """What comments that are hidden together have in common."""

    AUTHOR = "author"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A comment that waits, and what it says."""

    source_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A comment that waits, with all that its card shows. ``answers`` is the comment that it answers.

    ``left`` counts what waits beside it, ``hits`` are what rules found in it, and ``alike`` counts what waits
    and has something in common with it, with itself. ``may_be_withdrawn``: its author may have deleted it
    while the bot took it down.
    """

    comment: Comment
    home: Post
    headline: str
    waiting: Waiting
    answers: Comment | None
    reports: tuple[Report, ...]
    author: AuthorRecord
    link: str | None
    left: int
    hits: tuple[StoredHit, ...] = ()
    may_be_withdrawn: bool = False
    alike: Mapping[Alike, int] = field(default_factory=dict)
