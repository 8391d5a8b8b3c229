"""The rules of a server: what each looks at, what it does, and what it found in a comment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.language import Language
from bot.domain.message import Message
from bot.domain.moderation import ReportStatus


class Rule(StrEnum):
    """What a rule looks at, in the order in which rules are asked."""

    LENGTH = "length"
    REPETITION = "repetition"
    BANNED_WORDS = "banned words"
    SUSPECT_WORDS = "suspect words"
    LINKS = "links"
    FLOOD = "flood"
    NEWCOMERS = "newcomers"
    ATTACHMENTS = "attachments"
    MENTIONS = "mentions"
    CAPITALS = "capitals"


class Consequence(StrEnum):
    """What happens to a comment that a rule finds something in."""

    HOLD = "hold"
    """It waits for a moderator before others read it."""
    REPORT = "report"
    """It is shown, and moderators are told."""
    OFF = "off"
    """Nothing: the rule is not asked, as in a room that differs from its server."""


class ListName(StrEnum):
    """Which list of a server a word or phrase stands in."""

    BANNED = "banned"
    SUSPECT = "suspect"


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """How a rule is set in a server or in one of its rooms: its consequence, and its numbers by name."""

    consequence: Consequence
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Said:
    """What rules look at. ``account_since`` is when the author's account was made, ``member_since`` when they
    joined the server (None: Discord did not tell). ``approved`` counts their comments that stand.

    ``own`` and ``others`` are what was said shortly before, by the author and by anybody else in the server:
    when, and the text as it is compared.
    """

    text: str
    at: datetime
    attachments: int
    mentions: int
    account_since: datetime
    member_since: datetime | None
    approved: int
    own: tuple[tuple[datetime, str], ...] = ()
    others: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule found something: which rule, what it does, and what it found, for moderators to read."""

    rule: Rule
    consequence: Consequence
    found: Message


@dataclass(frozen=True, slots=True)
class StoredHit:
    """What a rule found in a comment, in each language, and what moderators made of it."""

    comment_id: int
    rule: Rule
    consequence: Consequence
    found: Mapping[Language, str]
    status: ReportStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """A word or phrase of a list as it was written. What stands within an exception does not count there."""

    text: str
    exception: bool = False
