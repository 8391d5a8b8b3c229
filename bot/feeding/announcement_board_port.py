"""Telling people about feeds on the chat platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.feeds.following import AnnouncementKind, PauseReason
from bot.domain.language import Language
from bot.feeding.reviewing.reviewed import Reviewed


@dataclass(frozen=True, slots=True)
class EntryLink:
    """An entry as a headline and, if it has one, a link."""

    title: str
    link: str | None


@dataclass(frozen=True, slots=True)
class Announced:
    """What people are told about a feed, in the languages of where they read it.

    ``address`` is the feed's. ``reason`` is why it fails, in each language, and ``failing_since`` since when;
    ``paused_for`` is why it is looked at no longer. ``rooms`` are those that cannot be posted into.
    ``entries`` are newest first. ``review`` is the entry that moderators review.
    """

    id: int
    kind: AnnouncementKind
    following_id: int
    title: str
    address: str
    languages: tuple[Language, ...]
    reason: Mapping[Language, str]
    failing_since: datetime | None = None
    paused_for: PauseReason | None = None
    rooms: tuple[int, ...] = ()
    entries: tuple[EntryLink, ...] = ()
    review: Reviewed | None = None


class AnnouncementBoard(Protocol):
    """Both methods raise BotLacks, NotFound (the channel is gone) or PlatformFailed."""

    async def send(self, channel_id: int, announced: Announced) -> int:
        """Send an announcement, and return the message's id; within minutes each is sent once only."""

    async def find(self, channel_id: int, announced: Announced, since: datetime) -> int | None:
        """The message that an announcement is, if it was sent after ``since``."""
