"""What moderators do about people: numbered cases, notes, appeals, and what members are told of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.language import Language
from bot.domain.rules import Rule


class CaseKind(StrEnum):
    """What was done about a member."""

    NOTE = "note"
    """Nothing but a note for moderators: the member is not told."""
    WARN = "warn"
    MUTE = "mute"
    """For a time they can add nothing to the server's discussions."""
    DISCUSSION_BAN = "discussion ban"
    """They can add nothing to the server's discussions until it is undone."""
    TIMEOUT = "timeout"
    """Discord's own: for a time they can write nowhere in the server."""
    KICK = "kick"
    BAN = "ban"
    """From the server."""


SILENCES = frozenset({CaseKind.MUTE, CaseKind.DISCUSSION_BAN})
"""What keeps a member out of discussions while it is in force."""
UNTIL_UNDONE = frozenset({CaseKind.DISCUSSION_BAN, CaseKind.BAN})
"""What does not end by itself."""
ON_DISCORD = frozenset({CaseKind.TIMEOUT, CaseKind.KICK, CaseKind.BAN})
"""What Discord itself does to a member."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is done, in both languages: ``es`` None: as somebody wrote it, in whichever language."""

    en: str
    es: str | None = None

    @property
    def by_language(self) -> Mapping[Language, str]:
        """What a reader of each language is told."""
        return {Language.EN: self.en, Language.ES: self.en if self.es is None else self.es}

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.en.strip())

    def with_words(self, written: str) -> Reason:
        """This reason, and what somebody wrote beside it; either may be empty."""
        both = (": ".join(filter(None, (text, written.strip()))) for text in self.by_language.values())
        en, es = both
        return Reason(en, None if es == en else es)


@dataclass(frozen=True, slots=True)
class Template:
    """A reason that moderators choose by its name."""

    name: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Case:
    """One act about one member. ``number`` counts in its server.

    ``moderator_id`` is 0 where a threshold acted. ``rule`` and ``comment_id`` are what it was about, if
    anything. ``expires_at`` None: it does not end by itself. ``entry_id`` is the entry of Discord's audit
    log that it was made of, where a moderator acted outside the bot. ``emptied``: the member had it erased;
    reason, evidence, notes and appeal are gone. ``reason`` is to be shown as :attr:`why` has it.
    ``threshold`` is that of the server, by its number of warnings, that it was opened for.
    """

    id: int
    server_id: int
    number: int
    kind: CaseKind
    member_id: int
    moderator_id: int
    reason: str
    rule: Rule | None
    comment_id: int | None
    opened_at: datetime
    expires_at: datetime | None
    reversed_at: datetime | None = None
    reversed_by: int | None = None
    reversal_reason: str | None = None
    entry_id: int | None = None
    emptied: bool = False
    reason_es: str | None = None
    threshold: int | None = None

    @property
    def why(self) -> Mapping[Language, str]:
        """The reason as a reader of each language is told it, not escaped."""
        return Reason(self.reason, self.reason_es).by_language

    def is_in_force(self, now: datetime) -> bool:
        """Whether it was neither undone nor has expired."""
        return self.reversed_at is None and (self.expires_at is None or self.expires_at > now)


@dataclass(frozen=True, slots=True)
class CaseNote:
    """What a moderator noted on a case, for other moderators."""

    id: int
    case_id: int
    author_id: int
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """The comment that a case is about, as it was when the case was opened. ``names`` are those of what it
    mentions, by id. ``deleted_at``: since when it outlives the comment.
    """

    text: str
    names: Mapping[int, str]
    said_at: datetime
    deleted_at: datetime | None


class LetterAbout(StrEnum):
    """What a member is told about a case."""

    OPENED = "opened"
    REVERSED = "reversed"
    ANSWERED = "answered"
    """Their appeal was answered."""
    HELD = "held"
    """Something they wrote is held, as they are muted in discussions or banned from them."""


class CaseLetterState(StrEnum):
    """Whether a member was told."""

    OWED = "owed"
    SENT = "sent"
    CLOSED = "closed"
    """They take no direct messages: they are told at their next command."""
    TOLD = "told"
    """They were told at a command."""


class AppealStatus(StrEnum):
    """What became of an appeal."""

    OPEN = "open"
    GRANTED = "granted"
    """The case was undone."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a member says against a case; there is one for each case at most."""

    case_id: int
    text: str
    made_at: datetime
    status: AppealStatus
    answered_by: int | None
    answer: str | None
    answered_at: datetime | None
