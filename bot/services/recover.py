"""Recovery: what was said, edited and deleted while the bot could not see it is read from history."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.discussion import Appearance, DiscussionStatus, Post
from bot.domain.errors import BotLacks, NotFound, TertuliaError
from bot.domain.said import Page, Venue, first_id, said_at
from bot.services.background import Supervisor, put_back, stop
from bot.services.channel_work import ChannelWork
from bot.services.compare import Comparison
from bot.services.deletions import LONGEST_WAIT
from bot.services.gather import Gatherer
from bot.services.mirror import Mirrors
from bot.services.missed import Missed
from bot.services.ports.history import History
from bot.services.rooms import Rooms, venues
from bot.services.slots import Slots
from bot.services.unread import Unread
from bot.storage import appearances, discussions, watermarks
from bot.storage.database import Database

_log = logging.getLogger(__name__)

AT_ONCE = 5
"""Requests at a time: Discord answers 50 requests a second, and commands need some of them."""
CHANNELS_AT_ONCE = 100
"""Channels read at a time. Each keeps one page in memory, also while the database takes nothing."""
RETRY_SECONDS = 5.0
LONGEST_RETRY = 600.0

Work = Callable[[Venue, Post], Awaitable[None]]


class Recovery:
    """Closes gaps, all rooms side by side, the newest discussions first. As a context it works in the
    background.

    ``mirrors`` go on once rooms are about to be read, and again whenever one was: some wait for what was
    missed there. ``recent`` is how far back comments are compared with what stands, for edits and deletions.
    """

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        missed: Missed,
        gatherer: Gatherer,
        history: History,
        mirrors: Mirrors,
        recent: timedelta,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._missed = missed
        self._gatherer = gatherer
        self._history = history
        self._mirrors = mirrors
        self._recent = recent
        self._supervisor = Supervisor(database)
        self._wanted: dict[int, Post] = {}
        self._unseen: set[int] = set()
        self._awake = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._slots = Slots(AT_ONCE)
        self._unread = Unread(database, missed, history, self._slots)
        self._reading = ChannelWork(
            "history", CHANNELS_AT_ONCE, retry, LONGEST_RETRY, self._settle, self._supervisor
        )
        self._passes = 0
        self._falls = 0
        self._away_since: datetime | None = None
        self._before = 0

    async def __aenter__(self) -> Self:
        async with self._database.read() as connection:
            self._before = await watermarks.latest(connection)
        self._unseen = {post.id for post in self._rooms.all()}
        # Deletions that were told may have waited for the audit log when the bot ended.
        self._away_since = said_at(self._before) - timedelta(seconds=LONGEST_WAIT)
        self._working = self._supervisor.start(self._work, "recovery")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._working)
        await self._reading.end()

    def want(self, posts: Iterable[Post]) -> None:
        """These posts' rooms can be read now: close what was missed there.

        Where anything may have been missed since the last time, edits and deletions among the comments of the
        last days are found too.
        """
        self._wanted |= {post.id: post for post in posts}
        self._awake.set()
        self._reading.hurry()

    def opened(self, post: Post) -> None:
        """A card or its thread is there: close the gap that was opened with it."""
        self.want([post])

    async def missing(self, post: Post, appearance: Appearance) -> None:
        """A message was not found: if it was deleted, find out by whom, as of any that is compared.

        Raises:
            BotLacks, NotFound, PlatformFailed: its room cannot be read.
        """
        assert appearance.message_id is not None
        venue = Venue(post.server_id, post.channel_id, appearance.channel_id)
        only = {appearance.channel_id: [appearance.message_id]}
        await Comparison(self._gatherer, self._history, self._slots, only, self._away_since).of_lender(
            venue, post
        )

    def away(self) -> None:
        """Events may be missed from now on; deletions found later may have been made since then."""
        # By the platform's clock, as its audit log is: ours need not go as that does.
        self._away_since = self._away_since or said_at(max(self._gatherer.latest, self._before))

    def lost_sight(self, posts: Iterable[Post], *, untold: bool = False) -> None:
        """Events of these posts' rooms were missed, or may be. ``untold``: nobody will tell either which
        messages are the last there, as where the bot's permissions changed.
        """
        self.away()
        unseen = list(posts)
        self._unseen |= {post.id for post in unseen}
        self._missed.fall_behind(unseen)
        if untold:
            self._unread.untold |= {venue.channel_id for post in unseen for venue in venues(post)}

    # ------------------------------------------------------------------ working

    async def _work(self) -> None:
        while True:
            await self._awake.wait()
            self._awake.clear()
            falls, wanted, self._wanted = self._missed.falls, self._wanted, {}
            compare = self._unseen & wanted.keys()
            self._unseen -= compare
            with put_back(partial(self._want_again, wanted.values(), compare)):
                await self._begin(list(wanted.values()), compare)
            self._falls = falls
            self._settle()

    def _want_again(self, posts: Iterable[Post], compare: set[int]) -> None:
        self._unseen |= compare
        self.want([post for post in posts if self._rooms.get(post.id)])

    def _settle(self) -> None:
        """Once all that was missed has been read: nothing that is found later was done meanwhile."""
        idle = not self._reading.busy and not self._awake.is_set()
        if idle and self._missed.falls == self._falls:
            self._away_since = None

    async def _begin(self, posts: list[Post], compare: Collection[int]) -> None:
        """Have these posts' rooms read, each by itself, and the comments of some compared."""
        comparisons: dict[int, Work] = {}
        if compare:
            async with self._database.read() as connection:
                # By the platform's clock, counted back from the last message we know of.
                now = said_at(max(self._gatherer.latest, await watermarks.latest(connection)))
                since = first_id(now - self._recent)
                recent = await appearances.recent_shown(connection, since)
                lenders = await appearances.recent_lenders(connection, since)
            comparison = Comparison(self._gatherer, self._history, self._slots, recent, self._away_since)
            comparisons = dict.fromkeys(recent, comparison.of_room)
        by_id, rooms = {post.id: post for post in posts}, dict[int, list[Post]]()
        for post in sorted(posts, key=lambda post: post.id, reverse=True):
            rooms.setdefault(post.channel_id, []).append(post)
        self._passes += 1
        for channel_id, there in rooms.items():
            its = comparisons if any(post.id in compare for post in there) else {}
            self._reading.add(channel_id, f"look {self._passes}", partial(self._look, there, its))
        if compare:
            for place, post_id in lenders.items():
                if post_id in compare and not self._gatherer.follows(place):
                    self._have_read(place, by_id[post_id], "comparison", comparison.of_lender)
        self._mirrors.resume()

    async def _look(self, posts: list[Post], comparisons: dict[int, Work]) -> None:
        """Find out where in a room messages are missing, and have them read."""
        places = {posts[0].channel_id: posts[0]}
        places |= {post.thread_id: post for post in posts if post.thread_id is not None}
        unread = await self._unread.in_places(places)
        # Mirrors wait for older messages of their room where a gap is open.
        behind = self._missed.behind & unread.keys()
        await asyncio.gather(*(self._missed.open_gap(place) for place in behind))
        if unread:
            _log.info("Reading the history of %d places in %d", len(unread), posts[0].channel_id)
        for place, post in places.items():
            if place in unread:
                self._have_read(place, post, "gap", self._close)
            if place in comparisons:
                self._have_read(place, post, "comparison", comparisons[place])

    def _have_read(self, place: int, post: Post, kind: str, work: Work) -> None:
        venue = Venue(post.server_id, post.channel_id, place)
        self._reading.add(place, kind, partial(self._guarded, venue, post, work))

    async def _guarded(self, venue: Venue, post: Post, work: Work) -> None:
        """Do ``work``; what it raises is worth trying again by itself."""
        try:
            try:
                await work(venue, post)
            except NotFound:
                _log.info("Channel or thread %d is gone from Discord", venue.channel_id)
                await self.room_gone(venue.channel_id)
        except BotLacks as lack:
            _log.warning("The history of %d cannot be read: %s", venue.channel_id, lack)
        except TertuliaError as failure:
            if self._rooms.get(post.id) or self._gatherer.follows(venue.channel_id):
                raise
            _log.info("The history of %d is not read any more: %s", venue.channel_id, failure)
            return
        self._mirrors.wake_waiting()

    async def room_gone(self, channel_id: int) -> None:
        """A channel or thread was deleted: what was said in it is kept, and there is nothing left to read."""
        self._missed.caught_up([channel_id], self._missed.falls)
        await self._database.write(partial(watermarks.close, channel_id=channel_id))
        await self._database.write(partial(appearances.mark_channels_gone, channel_ids=[channel_id]))

    # ------------------------------------------------------------------ reading

    async def _close(self, venue: Venue, post: Post) -> None:
        """Read history from where the gap begins to its end."""
        if venue.channel_id in self._missed:
            await self._missed.open_gap(venue.channel_id)
        async with self._database.read() as connection:
            gaps = await watermarks.gaps(connection, venue.channel_id)
        if not gaps:
            return
        reached = gaps[0].after_id
        while True:
            with self._gatherer.reading(venue.channel_id):
                async with self._slots.of(venue.channel_id):
                    page = await self._page(venue, post, reached)
                await self._gatherer.gather(page)
            reached = max(page.ids, default=reached)
            await self._database.write(partial(watermarks.narrow, gap_id=gaps[0].id, after_id=reached))
            # A message written meanwhile may answer one of this page that was not stored when it came.
            if page.whole and (self._history.last_message(venue.channel_id) or 0) <= reached:
                break
            if page.whole and not page.ids:
                break
        if venue.channel_id not in self._missed:
            self._unread.untold.discard(venue.channel_id)
        await self._database.write(partial(watermarks.close, channel_id=venue.channel_id))
        await self._database.write(partial(watermarks.advance, reached={venue.channel_id: reached}))

    async def _page(self, venue: Venue, post: Post, reached: int) -> Page:
        """The messages that follow; who moderates is asked for only where a discussion is not open."""
        page = await self._history.after(venue, reached)
        async with self._database.read() as connection:
            discussion = await discussions.of_post(connection, post.id)
        if discussion.status is DiscussionStatus.OPEN:
            return page
        unknown = {said.author.id for said in page.said if said.moderator is None}
        return page.told({one: await self._history.moderates(venue, one) for one in unknown})
