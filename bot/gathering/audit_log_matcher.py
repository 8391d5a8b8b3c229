"""Finding out from Discord's audit log which moderator deleted a message.

The log does not name messages. It says whose messages a moderator deleted, in which channel, and how many; an
entry grows while the moderator goes on, and nobody tells of that.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.discussion.history_port import History, Removal
from bot.domain.errors import BotLacks
from bot.jobs.clock import Clock

_log = logging.getLogger(__name__)

FRESH_SECONDS = 10.0
"""How long before or after a deletion its entry may be heard of: they come on ways of their own."""
ENTRY_GROWS = timedelta(minutes=10)
"""How long before a deletion its entry may have been made, at most: it grows, and keeps its time."""
REMEMBERED = 10_000
"""Entries of the log, and deletions it was told of, that are kept at most."""


@dataclass(frozen=True, slots=True)
class Removed:
    """A message that showed a comment was deleted, by its author or a moderator.

    Unless the log was told of it when it happened, it was deleted at some time after ``since``.
    """

    message_id: int
    author_id: int
    channel_id: int
    mirror: bool
    since: datetime


class AuditLog:
    """What the audit log told so far, and how much of it was given to deletions already."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: OrderedDict[int, Removal] = OrderedDict()
        self._used: dict[int, int] = {}
        self._before: dict[int, int] = {}
        self._heard: dict[int, float] = {}
        self._told: OrderedDict[int, float] = OrderedDict()

    def tell(self, message_ids: Iterable[int]) -> None:
        """These messages were deleted just now."""
        for message_id in message_ids:
            self._told.setdefault(message_id, self._clock.monotonic())
        while len(self._told) > REMEMBERED:
            self._told.popitem(last=False)

    def hear(self, removal: Removal) -> None:
        """An entry was just made. Times are our own: the log's clock need not go as ours does."""
        self._heard[removal.id] = self._clock.monotonic()
        self.note(removal)

    def note(self, removal: Removal) -> None:
        """An entry stands in the log; its count may have grown, which nobody tells."""
        known = self._entries.get(removal.id)
        if known:
            self._before[removal.id] = known.count
        if known is None or removal.count > known.count:
            self._entries[removal.id] = removal
        while len(self._entries) > REMEMBERED:
            oldest, _ = self._entries.popitem(last=False)
            self._used.pop(oldest, None)
            self._before.pop(oldest, None)
            self._heard.pop(oldest, None)

    async def read(self, history: History, server_id: int) -> None:
        """Read what stands in the log of a server, if the bot may.

        Raises:
            PlatformFailed: it cannot be read now.
        """
        try:
            found = await history.removals(server_id)
        except BotLacks as lack:
            _log.info("The audit log cannot be read, deletions count as their authors': %s", lack)
            return
        for removal in found:
            self.note(removal)

    def attribute(self, removed: Iterable[Removed]) -> dict[int, int]:
        """The moderator who deleted each message, by message; none where it was not certainly one."""
        groups: dict[tuple[int | None, int], list[Removed]] = {}
        for one in removed:
            groups.setdefault((None if one.mirror else one.author_id, one.channel_id), []).append(one)
        found: dict[int, int] = {}
        used: set[int] = set()
        for (author_id, channel_id), group in groups.items():
            told = [self._told[one.message_id] for one in group if one.message_id in self._told]
            since = min((one.since for one in group if one.message_id not in self._told), default=None)
            left = {
                entry.id: count
                for entry in self._entries.values()
                if entry.channel_id == channel_id
                and (entry.author_id is None or author_id is None or entry.author_id == author_id)
                and (count := self._left(entry, since, told)) > 0
            }
            used |= left.keys()
            # The log names no messages: fewer of them than were deleted cannot tell which were meant.
            if left and sum(left.values()) >= len(group):
                moderator = self._entries[max(left)].moderator_id
                found |= {one.message_id: moderator for one in group}
        self._used |= {entry_id: self._entries[entry_id].count for entry_id in used}
        return found

    def _left(self, entry: Removal, since: datetime | None, told: list[float]) -> int:
        """How many deletions an entry tells of that were not given to any message yet."""
        if entry.id in self._used:
            return entry.count - self._used[entry.id]
        heard = self._heard.get(entry.id)
        with_them = heard is not None and any(abs(one - heard) < FRESH_SECONDS for one in told)
        if with_them or (since is not None and entry.at >= since):
            return entry.count
        return entry.count - self._before.get(entry.id, entry.count)
