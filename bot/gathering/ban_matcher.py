"""Finding out which messages were deleted together with a ban of their author.

Whoever bans somebody in Discord can have the messages of their last days deleted. The log then has the ban
and nothing about messages, which are told of in bulk. Members themselves delete one by one, and who is
banned deletes nothing any more.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.discussion.history_port import Ban, History
from bot.domain.errors import BotLacks
from bot.domain.events import snowflake_time
from bot.gathering.audit_log_matcher import ENTRY_GROWS, FRESH_SECONDS, REMEMBERED, Removed
from bot.jobs.clock import Clock

_log = logging.getLogger(__name__)

REACH = timedelta(days=7, minutes=1)
"""How far back a ban deletes messages, at most."""


@dataclass(frozen=True, slots=True)
class _Told:
    at: float
    in_bulk: bool


class BanLog:
    """Who was banned so far, and which messages were deleted when."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bans: OrderedDict[int, Ban] = OrderedDict()
        self._heard: OrderedDict[int, float] = OrderedDict()
        self._told: OrderedDict[int, _Told] = OrderedDict()

    def tell(self, message_ids: Iterable[int], *, in_bulk: bool) -> None:
        """These messages were deleted just now."""
        for message_id in message_ids:
            self._told.setdefault(message_id, _Told(self._clock.monotonic(), in_bulk))
        _forget_oldest(self._told)

    def hear(self, ban: Ban) -> None:
        """Somebody was just banned. Times are our own: the log's clock need not go as ours does."""
        self._heard[ban.id] = self._clock.monotonic()
        _forget_oldest(self._heard)
        self._note(ban)

    async def read(self, history: History, server_id: int, removed: Iterable[Removed]) -> None:
        """Read the latest bans of a server, if any of these messages may have gone with one that was not
        heard of.

        Raises:
            PlatformFailed: they cannot be read now.
        """
        if not any(map(self._may_be_of_unheard, removed)):
            return
        try:
            for ban in await history.bans(server_id):
                self._note(ban)
        except BotLacks as lack:
            _log.info("Bans cannot be read from the audit log: %s", lack)

    def attribute(self, removed: Iterable[Removed]) -> dict[int, int]:
        """Who banned the authors of those messages that were deleted with the ban, by message."""
        return {
            one.message_id: ban.moderator_id
            for one in removed
            for ban in self._bans.values()
            if self._went_with(one, ban)
        }

    def _note(self, ban: Ban) -> None:
        self._bans[ban.id] = ban
        _forget_oldest(self._bans)

    def _may_be_of_unheard(self, one: Removed) -> bool:
        told = self._told.get(one.message_id)
        return not one.mirror and (told is None or told.in_bulk)

    def _went_with(self, one: Removed, ban: Ban) -> bool:
        age = ban.at - snowflake_time(one.message_id)
        if one.mirror or one.author_id != ban.member_id or not timedelta(minutes=-1) < age < REACH:
            return False
        told, heard = self._told.get(one.message_id), self._heard.get(ban.id)
        if told is None:
            return ban.at >= one.since
        if heard is None:
            ago = timedelta(seconds=self._clock.monotonic() - told.at)
            return told.in_bulk and abs(self._clock.utcnow() - ago - ban.at) < ENTRY_GROWS
        earliest = -FRESH_SECONDS if told.in_bulk else 0.0
        return earliest <= told.at - heard < ENTRY_GROWS.total_seconds()


def _forget_oldest(kept: OrderedDict[int, Any]) -> None:
    while len(kept) > REMEMBERED:
        kept.popitem(last=False)
