"""Entries of feeds become cards, each at its time."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import post_store as posts, server_store as servers
from bot.domain.discussion import PostStatus
from bot.domain.feeds.following import DeliveryState, Following
from bot.domain.feeds.pace import HOUR, next_allowed
from bot.feeding import (
    delivery_store as deliveries,
    entry_store as entries,
    following_store as followings,
)
from bot.feeding.delivering import room_store as rooms
from bot.feeding.delivering.decide_entries import AT_ONCE, decide, judge, tell_late
from bot.feeding.delivering.deliver_entry import EntryDelivery
from bot.feeding.delivering.routing import source_of
from bot.feeding.entry_store import StoredEntry
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job


class DeliveryWorker(StoredReconciler[int]):
    """Its keys are ids of followings. Each time it posts one entry at most, so that feeds take turns."""

    job = Job.DELIVERY
    backoff = Backoff(first=15.0, longest=3_600.0)
    concurrency = 4

    def __init__(self, clock: Clock, database: Database, delivery: EntryDelivery) -> None:
        super().__init__(clock, database)
        self._delivery = delivery

    async def pending(self) -> Iterable[int]:
        """The followings with entries that nothing was decided about, that wait, or that rooms are owed."""
        return await self._database.read(_pending)

    def lane(self, key: int) -> Hashable:
        """Followings take turns with each other."""
        return key

    async def work(self, key: int) -> float | None:
        """Decide about new entries of a following, and post the next one that is due.

        Raises:
            PlatformFailed: a card could not be sent now.
        """
        following = await self._database.read(followings.get, key)
        if following is None or following.paused_at is not None:
            return None
        await self._decide(following)
        now = self._clock.utcnow()
        waiting = await self._database.read(_read, following, now)
        if waiting.entry is None and not waiting.owed:
            return None if waiting.next_due is None else max(0.0, (waiting.next_due - now).total_seconds())
        if (seconds := (waiting.allowed_at - now).total_seconds()) > 0:
            return seconds
        if await self._pay(following, waiting.owed):
            return 0.0
        if waiting.entry is None:
            return None if waiting.next_due is None else max(0.0, (waiting.next_due - now).total_seconds())
        await self._delivery.deliver(following, waiting.entry)
        return 0.0

    async def _decide(self, following: Following) -> None:
        new = await self._database.read(deliveries.new_of, following.id)
        if new:
            verdicts = await asyncio.to_thread(judge, following, [entry for entry, _ in new])
            await self._database.write(decide, following, verdicts, self._clock.utcnow())

    async def _pay(self, following: Following, owed: dict[int, list[int]]) -> bool:
        """Post an entry into a room that could not be posted into before. Returns whether that was done."""
        for channel_id in await self._database.write(self._forget_rooms, following, owed):
            del owed[channel_id]
        for channel_id in self._delivery.reachable(owed):
            missing = await self._database.write(self._missing, following, channel_id, owed[channel_id])
            entry = await self._database.read(entries.get, missing[0]) if missing else None
            if entry is not None and await self._delivery.deliver(following, entry, [channel_id]):
                return True
        return False

    def _forget_rooms(
        self, connection: Connection, following: Following, owed: Mapping[int, Collection[int]]
    ) -> Collection[int]:
        """Owe nothing to rooms that an editor took away; returns them. An entry that waited for them alone is
        due again.
        """
        its = {room for one in (following, *source_of(connection, following)) for room in one.channels}
        now = self._clock.utcnow()
        gone = owed.keys() - its
        for channel_id in gone:
            for entry_id in owed[channel_id]:
                rooms.paid(connection, following.id, entry_id, [channel_id])
                state = deliveries.state_of(connection, following.id, entry_id)
                left = rooms.rooms_owed(connection, following.id, entry_id)
                if state is not None and state.state is DeliveryState.WAITING and not left:
                    deliveries.settle(
                        connection, following.id, entry_id, DeliveryState.WAITING, now=now, due_at=now
                    )
        return gone

    def _missing(
        self, connection: Connection, following: Following, channel_id: int, entry_ids: list[int]
    ) -> list[int]:
        """Return the entries to post into a room that can be posted into again, oldest first: the newest of
        those that it has no card of. It is told of the others in one message.
        """
        missing: list[int] = []
        for entry_id in entry_ids:
            entry = entries.get(connection, entry_id)
            status = _status(connection, following, channel_id, entry) if entry else PostStatus.POSTED
            if status is PostStatus.POSTED:
                rooms.paid(connection, following.id, entry_id, [channel_id])
            elif status is None:
                missing.append(entry_id)
        if late := missing[:-AT_ONCE]:
            tell_late(connection, following.id, channel_id, late[::-1], self._clock.utcnow())
        for entry_id in late:
            rooms.paid(connection, following.id, entry_id, [channel_id])
            state = deliveries.state_of(connection, following.id, entry_id)
            left = rooms.rooms_owed(connection, following.id, entry_id)
            if state is not None and state.state is DeliveryState.WAITING and not left:
                now = self._clock.utcnow()
                deliveries.settle(connection, following.id, entry_id, DeliveryState.LATE, now=now)
        return missing[-AT_ONCE:]


def _status(
    connection: Connection, following: Following, channel_id: int, entry: StoredEntry
) -> PostStatus | None:
    """How the card of an entry stands in a room; None if there is none."""
    if entry.article_id is None:
        return None
    live = posts.of_article(connection, entry.article_id, following.server_id)
    return next((post.status for post in live if post.channel_id == channel_id), None)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What a following has to do: the next entry that is due, when the next becomes due, when one may be
    posted, and which entries rooms are owed.
    """

    entry: StoredEntry | None
    next_due: datetime | None
    allowed_at: datetime
    owed: dict[int, list[int]]


def _read(connection: Connection, following: Following, now: datetime) -> _Waiting:
    due = deliveries.due(connection, following.id, now, 1)
    allowed_at = next_allowed(
        now,
        deliveries.posted_since(connection, following.id, now - HOUR),
        per_hour=following.per_hour,
        quiet=following.quiet,
        zone=servers.time_zone(connection, following.server_id),
    )
    owed = rooms.owed(connection, following.id)
    next_due = deliveries.next_due(connection, following.id)
    return _Waiting(due[0] if due else None, next_due, allowed_at, owed)


def _pending(connection: Connection) -> list[int]:
    return sorted({*deliveries.pending(connection), *rooms.waiting(connection)})
