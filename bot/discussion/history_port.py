"""What the chat platform remembers: messages, who deleted whose, and what was attached."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.discussion import Attachment
from bot.domain.events import ChannelRef, HistoryPage


@dataclass(frozen=True, slots=True)
class Removal:
    """Deletions of other people's messages as the audit log gives them: it names no message.

    ``author_id`` is whose messages were deleted, None for whatever stood there. ``count`` grows while the
    same moderator goes on with the same author in the same channel.
    """

    id: int
    moderator_id: int
    author_id: int | None
    channel_id: int
    count: int
    at: datetime


MOST_REMOVALS = 100
"""Entries of each kind that are read of the audit log, at most."""


@dataclass(frozen=True, slots=True)
class Ban:
    """That somebody was banned from a server, by its entry in the audit log. What they wrote in the days
    before may have been deleted with it.
    """

    id: int
    moderator_id: int
    member_id: int
    at: datetime


class History(Protocol):
    """The past of channels and threads. Methods that ask raise BotLacks, NotFound or PlatformFailed."""

    def exists(self, server_id: int) -> bool:
        """Whether the bot is in a server, and the platform has it."""

    def last_message(self, channel_id: int) -> int | None:
        """The last message of a channel or thread as far as that is known without asking, or None."""

    async def archived(self, server_id: int, parent_id: int, thread_ids: Collection[int]) -> dict[int, int]:
        """The last messages of those of a channel's threads that lie in its archive, by thread.

        It asks no oftener than there are threads to ask about, so some may be left out.
        """

    async def after(self, ref: ChannelRef, message_id: int) -> HistoryPage:
        """The messages that follow ``message_id``, a hundred at most."""

    async def one(self, ref: ChannelRef, message_id: int) -> HistoryPage:
        """A page of nothing but this message, or of nothing at all where it is gone."""

    async def moderates(self, ref: ChannelRef, user_id: int) -> bool:
        """Whether somebody holds Manage Messages there now."""

    async def removals(self, server_id: int) -> list[Removal]:
        """The latest deletions by moderators, a hundred of each kind at most."""

    async def bans(self, server_id: int) -> list[Ban]:
        """The latest bans by moderators, newest first."""

    async def download(self, attachment: Attachment) -> bytes | None:
        """What an attachment holds; None where it is gone, its address has expired, or it passes 10 MB."""


async def pages_after(history: History, ref: ChannelRef, message_id: int) -> AsyncIterator[HistoryPage]:
    """All messages that follow ``message_id``, up to now."""
    until: int | None = message_id
    while until is not None:
        page = await history.after(ref, until)
        yield page
        until = page.until
