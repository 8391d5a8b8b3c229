"""Tells people about the feeds that their server follows, once each."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.discussion.stores import server_store as servers
from bot.discussion.visibility_port import Visibility, require_private
from bot.domain.errors import BotLacks, NotFound
from bot.domain.feeds.following import AnnouncementKind, DeliveryState
from bot.domain.language import Language
from bot.feeding import (
    announcement_store as announcements,
    feed_store as feeds,
    following_store as followings,
)
from bot.feeding.announcement_board_port import Announced, AnnouncementBoard, EntryLink
from bot.feeding.announcement_store import Announcement
from bot.feeding.feed_store import StoredFeed
from bot.feeding.reviewing.review_entries import reviewed
from bot.feeding.reviewing.reviewed import Reviewed
from bot.jobs.backoff import Backoff
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.reading.fetch.addresses import opened
from bot.servers.language_settings import Languages


class AnnouncementWorker(StoredReconciler[int]):
    """Its keys are the ids of announcements. What is for moderators waits for their server to have a channel
    for them.
    """

    job = Job.FEED_NOTICE
    backoff = Backoff(first=30.0, longest=3_600.0)
    concurrency = 2  # it is less urgent than what is said

    def __init__(
        self,
        clock: Clock,
        database: Database,
        languages: Languages,
        visibility: Visibility,
        board: AnnouncementBoard,
    ) -> None:
        super().__init__(clock, database)
        self._languages = languages
        self._visibility = visibility
        self._board = board

    async def pending(self) -> Iterable[int]:
        """The announcements that were not sent."""
        return await self._database.read(announcements.owed)

    async def work(self, key: int) -> None:
        """Send an announcement.

        Raises:
            BotLacks, NotFound, PlatformFailed: that is not possible now, or it is unknown who can read the
                moderators' channel.
            Refused: everybody can read that channel.
        """
        owed = await self._database.read(_owed, key)
        if owed is None or owed.channel_id is None:
            return
        if not owed.is_of_use:
            await self._database.write(announcements.forget, [key])
            return
        stored, channel_id = owed.announcement, owed.channel_id
        if stored.channel_id is None:
            require_private(self._visibility, stored.server_id, channel_id)
        announced = owed.announced(await self._read_in(stored, channel_id))
        message_id = await self._sent(stored, channel_id, announced)
        now = self._clock.utcnow()
        await self._database.write(announcements.mark_sent, key, channel_id, message_id, now)

    async def _sent(self, stored: Announcement, channel_id: int, announced: Announced) -> int:
        """Send an announcement, or find the message where it is unknown what became of an earlier attempt."""
        if stored.begun_at is not None:
            with contextlib.suppress(BotLacks):  # without Read Message History it is sent all the same
                found = await self._board.find(channel_id, announced, stored.begun_at)
                if found is not None:
                    return found
        else:
            await self._database.write(announcements.mark_begun, stored.id, self._clock.utcnow())
        try:
            return await self._board.send(channel_id, announced)
        except (BotLacks, NotFound):  # nothing was sent: it can still be withdrawn
            await self._database.write(announcements.mark_begun, stored.id, None)
            raise

    async def _read_in(self, stored: Announcement, channel_id: int) -> tuple[Language, ...]:
        if stored.channel_id is None:
            return await self._languages.read_in_by_many(stored.server_id, channel_id)
        return (await self._languages.shown_in(stored.server_id, channel_id),)


@dataclass(frozen=True, slots=True)
class _Owed:
    """An announcement with what it is about, and where it goes. ``is_of_use``: the feed is posted there, or
    moderators have still to be told of it.
    """

    announcement: Announcement
    feed: StoredFeed
    channel_id: int | None
    is_of_use: bool
    rooms: tuple[int, ...]
    entries: tuple[EntryLink, ...]
    review: Reviewed | None = None

    def announced(self, languages: tuple[Language, ...]) -> Announced:
        """What it tells, in these languages: rooms a feed's site, as its address may have a key in it."""
        feed, in_room = self.feed, self.announcement.kind is AnnouncementKind.LATE
        has_title = not feed.title.startswith(("http://", "https://"))
        return Announced(
            id=self.announcement.id,
            kind=self.announcement.kind,
            following_id=self.announcement.following_id,
            title=feed.title if has_title or not in_room else opened(feed.url).host or "",
            address=feed.url if not in_room else feed.home or "",
            languages=languages,
            reason=self.feed.failure,
            failing_since=self.feed.failing_since,
            paused_for=self.feed.paused_for,
            rooms=self.rooms,
            entries=self.entries,
            review=replace(self.review, languages=languages) if self.review else None,
        )


def _owed(connection: Connection, announcement_id: int) -> _Owed | None:
    stored = announcements.get(connection, announcement_id)
    if stored is None or stored.sent_at is not None:
        return None
    following = followings.get(connection, stored.following_id)
    feed = feeds.get(connection, following.feed_id) if following else None
    if following is None or feed is None:
        return None
    links = tuple(announcements.links(connection, stored.entries))
    if stored.channel_id is not None:
        is_of_use = stored.channel_id in following.channels
        return _Owed(stored, feed, stored.channel_id, is_of_use, (), links)
    if stored.kind is AnnouncementKind.REVIEW:
        review = reviewed(connection, announcement_id, ())
        is_of_use = review.state is DeliveryState.REVIEW
        channel_id = servers.settings(connection, stored.server_id).moderators_channel_id
        return _Owed(stored, feed, channel_id, is_of_use, (), links, review)
    rooms = tuple(announcements.unreachable(connection, stored.following_id))
    is_of_use = bool(rooms) or stored.kind is not AnnouncementKind.UNREACHABLE
    channel_id = servers.settings(connection, stored.server_id).moderators_channel_id
    return _Owed(stored, feed, channel_id, is_of_use, rooms, links)
