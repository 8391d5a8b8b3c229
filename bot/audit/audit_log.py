"""The audit as moderators read it: whose acts, which of them, and what is told of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.moderation import Action, AuditOutcome, AuditRow


@dataclass(frozen=True, slots=True)
class AuditScope:
    """What somebody may read of a server's audit: acts in ``channels``, those that concern no room but
    members and, with ``manages``, those that concern the server. ``everything``: there is nothing else.

    Who reported a comment of theirs, and notes about them, are nothing they may read.
    """

    server_id: int
    viewer_id: int
    channels: frozenset[int]
    manages: bool = False
    everything: bool = False


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which acts are wanted: None is no limit. ``member_id`` wrote the comment or is who it was done to,
    ``moderator_id`` did it; it was done from ``since`` on and before ``until``.
    """

    member_id: int | None = None
    moderator_id: int | None = None
    action: Action | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfDiscussion:
    """The discussion that an act was about, as a whole or by its article."""

    id: int
    public_id: str
    article_id: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An act with what came of it last; None: that is not known yet. ``member_id`` is whom it concerns: None
    where it is nobody, or their comment was erased. ``source_id`` is the id of a comment on the platform.
    """

    row: AuditRow
    outcome: AuditOutcome | None
    source_id: int | None = None
    member_id: int | None = None
    case_number: int | None = None
    discussion: OfDiscussion | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An act, the headline of its article, and a link to where what it was done to still stands."""

    entry: AuditEntry
    headline: str = ""
    link: str | None = None


class Turn(StrEnum):
    """Which acts a page shows: those right before another, or those right after it."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Acts, newest first, and whether there are older and newer ones."""

    lines: tuple[AuditLine, ...]
    has_older: bool = False
    has_newer: bool = False
