"""What moderators do, and the record of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Action(StrEnum):
    """What somebody did, as the audit names it."""

    POST = "post"
    REMOVE = "remove"
    LOCK = "lock"
    UNLOCK = "unlock"
    CLOSE = "close"
    REOPEN = "reopen"
    SLOWMODE = "slowmode"
    HIDE = "hide"
    RESTORE = "restore"
    REPORT = "report"
    DISMISS = "dismiss"
    EXPORT = "export"
    DELETE = "delete"
    SETTINGS = "settings"
    LANGUAGE = "language"
    ADD = "add"
    RULES = "rules"
    HOLD = "hold"
    APPROVE = "approve"
    NOTE = "note"
    WARN = "warn"
    MUTE = "mute"
    DISCUSSION_BAN = "discussion ban"
    TIMEOUT = "timeout"
    KICK = "kick"
    BAN = "ban"
    UNDO = "undo"
    EXPIRE = "expire"
    APPEAL = "appeal"
    FEATURE = "feature"
    QUESTION = "question"
    SCHEDULE = "schedule"
    EDIT = "edit"


WITH_EFFECT = frozenset(
    {
        Action.REMOVE,
        Action.LOCK,
        Action.UNLOCK,
        Action.CLOSE,
        Action.REOPEN,
        Action.SLOWMODE,
        Action.HIDE,
        Action.RESTORE,
        Action.TIMEOUT,
        Action.KICK,
        Action.BAN,
        Action.UNDO,
        Action.EXPIRE,
    }
)
"""Actions with an effect on the platform, which the outbox carries out."""


class TargetKind(StrEnum):
    """What an action was done to."""

    ARTICLE = "article"
    DISCUSSION = "discussion"
    COMMENT = "comment"
    SERVER = "server"
    CHANNEL = "channel"
    MEMBER = "member"
    CASE = "case"


class ReportStatus(StrEnum):
    """What became of a report."""

    OPEN = "open"
    DISMISSED = "dismissed"
    UPHELD = "upheld"


class AnswerState(StrEnum):
    """Whether whoever reported something is to be told now what came of it."""

    WANTED = "wanted"
    """Once moderators have decided."""
    OWED = "owed"


class Category(StrEnum):
    """What somebody reports a comment for."""

    SPAM = "spam"
    INSULT = "insult"
    OFF_TOPIC = "off topic"
    FALSE = "false"
    PRIVATE_DATA = "private data"
    ILLEGAL = "illegal"
    OTHER = "other"


class Decision(StrEnum):
    """What a moderator decided about a comment."""

    APPROVED = "approved"
    HIDDEN = "hidden"


class NoticeKind(StrEnum):
    """What a message in the moderators' channel is about."""

    REPORT = "report"
    HIDE = "hide"


class HeldCause(StrEnum):
    """Why a comment is held."""

    RULE = "rule"
    """A rule found something in it."""
    SILENCED = "silenced"
    """Its author is muted in discussions, or banned from them."""
    DIALOG_ONLY = "dialog only"
    """Nothing appears in its discussion before a moderator has approved it."""


class LetterState(StrEnum):
    """Whether the author of a held comment was told by direct message that it waits."""

    OWED = "owed"
    SENT = "sent"
    CLOSED = "closed"
    """They take no direct messages: they could not be told."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """Who did what to what, why and when. It holds no comment's text."""

    id: int
    server_id: int
    actor_id: int
    action: Action
    target_kind: TargetKind
    target_id: int
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditOutcome:
    """What came of an audited action on the platform: whether it succeeded, and a plain detail, which is in
    English; why it failed is there in Spanish too.
    """

    audit_id: int
    succeeded: bool
    detail: str | None
    at: datetime
    spanish: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One member's report of one comment."""

    id: int
    comment_id: int
    reporter_id: int
    reason: str
    status: ReportStatus
    reported_at: datetime
    category: Category = Category.OTHER
