"""Recovery: what was said, edited and deleted while the bot could not see it is read from history."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

from bot.domain.discussion import Appearance, DiscussionStatus, Post
from bot.domain.errors import BotLacks, NotFound, PlatformFailed, StorageFailed, TertuliaError
from bot.domain.said import Page, Venue, first_id, said_at
from bot.services.background import background, stop, woken
from bot.services.compare import Comparison
from bot.services.deletions import LONGEST_WAIT
from bot.services.gather import Gatherer
from bot.services.missed import Missed
from bot.services.ports.history import History
from bot.services.rooms import Rooms, venues
from bot.storage import appearances, discussions, watermarks
from bot.storage.database import Database

_log = logging.getLogger(__name__)

AT_ONCE = 5
"""Channels read at a time: Discord answers 50 requests a second, and commands need some of them."""
RETRY_SECONDS = 5.0
LONGEST_RETRY = 600.0

Work = Callable[[Venue, Post], Awaitable[None]]


class Recovery:
    """Closes gaps, the newest discussions first. As a context it works in the background.

    ``begun`` is called once the channels that cards stand in were read: replies to cards are in order then.
    ``recent`` is how far back comments are compared with what stands, for edits and deletions.
    """

    def __init__(
        self,
        database: Database,
        rooms: Rooms,
        missed: Missed,
        gatherer: Gatherer,
        history: History,
        begun: Callable[[], None],
        recent: timedelta,
        retry: float = RETRY_SECONDS,
    ) -> None:
        self._database = database
        self._rooms = rooms
        self._missed = missed
        self._gatherer = gatherer
        self._history = history
        self._begun = begun
        self._recent = recent
        self._retry = retry
        self._wanted: dict[int, Post] = {}
        self._unseen: set[int] = set()
        self._untold: set[int] = set()
        self._awake = asyncio.Event()
        self._working: asyncio.Task[None] | None = None
        self._away_since: datetime | None = None
        self._before = 0

    async def __aenter__(self) -> Self:
        async with self._database.read() as connection:
            self._before = max((await watermarks.all_of(connection)).values(), default=0)
        self._unseen = {post.id for post in self._rooms.all()}
        # Deletions that were told may have waited for the audit log when the bot ended.
        self._away_since = said_at(self._before) - timedelta(seconds=LONGEST_WAIT)
        self._working = background(self._work(), "recovery")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await stop(self._working)

    def want(self, posts: Iterable[Post]) -> None:
        """These posts' rooms can be read now: close what was missed there.

        Where anything may have been missed since the last time, edits and deletions among the comments of the
        last days are found too.
        """
        self._wanted |= {post.id: post for post in posts}
        self._awake.set()

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
        await Comparison(self._gatherer, self._history, only, self._away_since).of_lender(venue, post)

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
            self._untold |= {venue.channel_id for post in unseen for venue in venues(post)}

    # ------------------------------------------------------------------ working

    async def _work(self) -> None:
        delay = self._retry
        while True:
            await self._awake.wait()
            self._awake.clear()
            falls, wanted, self._wanted = self._missed.falls, self._wanted, {}
            compare = self._unseen & wanted.keys()
            self._unseen -= compare
            try:
                failed = await self._recover(list(wanted.values()), compare)
            except StorageFailed as failure:
                _log.error("What was missed cannot be looked for yet: %s", failure)
                failed = list(wanted.values())
            self._unseen |= compare & {post.id for post in failed}
            if not failed:
                delay = self._retry
                if not self._awake.is_set() and self._missed.falls == falls:
                    self._away_since = None
                continue
            await woken(self._awake, delay)
            delay = min(delay * 2, LONGEST_RETRY)
            self.want([post for post in failed if self._rooms.get(post.id)])

    async def _recover(self, posts: list[Post], compare: set[int]) -> list[Post]:
        """Gives the posts that could not be read for a fault that may pass."""
        newest_first = sorted(posts, key=lambda post: post.id, reverse=True)
        channels = {post.channel_id: post for post in newest_first}
        threads = {
            post.thread_id: post for post in newest_first if post.thread_id not in (None, post.channel_id)
        }
        async with self._database.read() as connection:
            marks = await watermarks.all_of(connection)
            # By the platform's clock, counted back from the last message we know of.
            now = said_at(max([self._gatherer.latest, *marks.values()]))
            since = first_id(now - self._recent)
            recent = await appearances.recent_shown(connection, since)
            lenders = await appearances.recent_lenders(connection, since)
        failed: list[Post] = []
        failed += await self._each(await self._to_be_read(channels), self._close)
        unread = await self._to_be_read(threads)
        # Mirrors of replies to cards wait for what may have been said in the thread before: for its gap.
        behind = self._missed.behind & unread.keys()
        await asyncio.gather(*(self._missed.open_gap(place) for place in behind))
        self._begun()
        failed += await self._each(unread, self._close)
        self._begun()
        to_compare = {post.id: post for post in posts if post.id in compare and post not in failed}
        comparison = Comparison(self._gatherer, self._history, recent, self._away_since)
        rooms = {
            place: post
            for place in recent
            if (post := threads.get(place) or channels.get(place)) and post.id in to_compare
        }
        lending = {
            place: to_compare[post_id]
            for place, post_id in lenders.items()
            if post_id in to_compare and not self._gatherer.follows(place)
        }
        failed += await self._each(rooms, comparison.of_room)
        return failed + await self._each(lending, comparison.of_lender)

    async def _to_be_read(self, places: dict[int, Post]) -> dict[int, Post]:
        """Where messages may be missing; where the last message is one that is stored, none is."""
        # A message that is stored meanwhile makes a gap of it: no place is in neither of the two.
        behind, falls = self._missed.behind, self._missed.falls
        async with self._database.read() as connection:
            marks, gaps = await watermarks.all_of(connection), await watermarks.open_gaps(connection)
        doubtful = {one: post for one, post in places.items() if one in behind or one in gaps}
        told = {one: post for one, post in doubtful.items() if one not in self._untold}
        lasts = await self._last_messages(told)
        found: dict[int, Post] = {}
        for channel_id, post in doubtful.items():
            gap, last = gaps.get(channel_id), lasts.get(channel_id)
            known = gap.after_id if gap else marks.get(channel_id)
            fell_again = self._missed.fell_after(channel_id, falls)
            if last is None or known is None or last > known or fell_again:
                found[channel_id] = post
                continue
            self._missed.caught_up([channel_id], falls)
            if gap:
                await self._database.write(partial(watermarks.close, channel_id=channel_id))
        return found

    async def _last_messages(self, places: dict[int, Post]) -> dict[int, int]:
        """The last message of each place, as far as it is known; the archive tells of a hundred at a time."""
        told = {one: self._history.last_message(one) for one in places}
        lasts = {one: last for one, last in told.items() if last is not None}
        archives: dict[tuple[int, int], set[int]] = {}
        for channel_id, post in places.items():
            if channel_id not in lasts and channel_id == post.thread_id:
                archives.setdefault((post.server_id, post.channel_id), set()).add(channel_id)
        for (server_id, parent_id), threads in archives.items():
            # What lies in no archive either, or cannot be asked for, is read itself and says why.
            with contextlib.suppress(BotLacks, NotFound, PlatformFailed):
                lasts |= await self._history.archived(server_id, parent_id, threads)
        return lasts

    async def _each(self, places: dict[int, Post], work: Work) -> list[Post]:
        """Do ``work`` in several channels at a time; gives the posts where it failed."""
        if not places:
            return []
        _log.info("Reading the history of %d channels and threads", len(places))
        limit = asyncio.Semaphore(AT_ONCE)
        read = 0

        async def one(place: int, post: Post) -> Post | None:
            nonlocal read
            async with limit:
                failed = await self._guarded(Venue(post.server_id, post.channel_id, place), post, work)
            read += 1
            if read % 50 == 0 or read == len(places):
                _log.info("Read the history of %d of %d channels and threads", read, len(places))
            return post if failed else None

        outcomes = await asyncio.gather(*(one(place, post) for place, post in places.items()))
        return [post for post in outcomes if post]

    async def _guarded(self, venue: Venue, post: Post, work: Work) -> bool:
        """Whether it failed and is worth trying again by itself."""
        try:
            await work(venue, post)
        except NotFound:
            _log.info("Channel or thread %d is gone from Discord", venue.channel_id)
            await self.room_gone(venue.channel_id)
        except BotLacks as lack:
            _log.warning("The history of %d cannot be read: %s", venue.channel_id, lack)
        except TertuliaError as failure:
            _log.warning("The history of %d could not be read yet: %s", venue.channel_id, failure)
            return True
        return False

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
            page = await self._history.after(venue, reached)
            await self._gatherer.gather(await self._with_moderators(page, venue, post))
            reached = max(page.ids, default=reached)
            await self._database.write(partial(watermarks.narrow, gap_id=gaps[0].id, after_id=reached))
            # A message written meanwhile may answer one of this page that was not stored when it came.
            if page.whole and (self._history.last_message(venue.channel_id) or 0) <= reached:
                break
            if page.whole and not page.ids:
                break
        if venue.channel_id not in self._missed:
            self._untold.discard(venue.channel_id)
        await self._database.write(partial(watermarks.close, channel_id=venue.channel_id))
        await self._database.write(partial(watermarks.advance, reached={venue.channel_id: reached}))

    async def _with_moderators(self, page: Page, venue: Venue, post: Post) -> Page:
        """History does not tell who moderates; it matters only where a discussion is not open."""
        async with self._database.read() as connection:
            discussion = await discussions.of_post(connection, post.id)
        if discussion.status is DiscussionStatus.OPEN:
            return page
        known: dict[int, bool] = {}
        for said in page.said:
            if said.moderator is None and said.author.id not in known:
                known[said.author.id] = await self._history.moderates(venue, said.author.id)
        return page.told(known)
