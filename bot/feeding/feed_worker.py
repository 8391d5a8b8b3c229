"""Looks at feeds, each at its time, and stores what is new together with what it is known by."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.database.engine import Connection, Database
from bot.database.stored_reconciler import StoredReconciler
from bot.domain.errors import BadInput, NotReadable
from bot.domain.feeds import schedule
from bot.domain.feeds.schedule import Move
from bot.domain.language import Language
from bot.domain.message import Message
from bot.feeding import feed_store as feeds, look_store as looks, take_document, tell
from bot.feeding.feed_store import StoredFeed
from bot.feeding.look_store import Failure, Success
from bot.feeding.no_feed_words import NO_FEED
from bot.i18n.catalog import Catalog
from bot.jobs.clock import Clock
from bot.jobs.kinds import Job
from bot.jobs.metrics import NO_METRICS, Counted, LookOutcome, Metrics
from bot.reading.feeds.feed import Feed, NotAFeed
from bot.reading.fetch.addresses import opened
from bot.reading.fetch.feed_source import Document, FeedSource, NoFeed, Unchanged, Validators
from bot.reading.tasks import read_feed
from bot.reading.worker_pool import Workers

MAX_CLOCK_STEP = timedelta(minutes=5)
"""How far ahead of the clock a look may have been: more, and the clock was set back."""
AFTER_OUTAGE = timedelta(hours=1)
"""How often, at most, sites that did not answer are asked again because the platform is reached again."""
_TOO_OFTEN = 429
_SPREAD = 0.1
"""Seconds between the looks that are overdue, on average: after hours of downtime all are."""
_LONGEST_SPREAD = 600.0
_AT_ONCE = 100
"""Feeds that are scheduled in one step of the event loop."""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a look failed, and what the site said with that."""

    reason: Mapping[Language, str]
    is_gone: bool = False
    is_too_often: bool = False
    retry_after: int | None = None
    is_answer: bool = True


class FeedWorker(StoredReconciler[int]):
    """Its keys are the ids of feeds. A look that fails is stored, and no failure of this work: what fails is
    the feed.
    """

    job = Job.FEED
    concurrency = 20
    per_lane = 2
    """As many as may be asked from one host at a time: others of it would only wait."""

    def __init__(
        self,
        clock: Clock,
        database: Database,
        catalog: Catalog,
        source: FeedSource,
        workers: Workers,
        chance: Callable[[], float] = random.random,
        every: timedelta | None = None,
        metrics: Metrics = NO_METRICS,
    ) -> None:
        """``chance`` gives numbers from 0 to 1, which spread looks. ``every`` is how often feeds are looked
        at that can be read; None: as often as they bring something.
        """
        super().__init__(clock, database)
        self._catalog = catalog
        self._source = source
        self._workers = workers
        self._chance = chance
        self._every = every
        self._metrics = metrics
        self._started_at = clock.utcnow()
        self._hosts: dict[int, str] = {}
        self._unanswered: set[int] = set()
        """Feeds whose sites did not answer at the last look: perhaps it was us who could reach nothing."""
        self._asked_again: set[int] = set()
        """Those of them that are looked at although it is not time yet."""
        self._asked_again_at = float("-inf")

    def lane(self, key: int) -> Hashable:
        """The host of a feed, or the feed itself until its host is known."""
        return self._hosts.get(key, key)

    async def pending(self) -> Iterable[int]:
        """Schedule every feed that is looked at; those that are overdue are spread over some time.

        It is called, too, when the platform is reached again after an outage. What did not answer meanwhile
        is asked again then, as the outage may have been ours.
        """
        self._ask_again()
        planned, now = await self._database.read(looks.planned), self._clock.utcnow()
        overdue = sum(one.at <= now or one.feed_id in self._asked_again for one in planned)
        spread = min(overdue * _SPREAD, _LONGEST_SPREAD)
        for first in range(0, len(planned), _AT_ONCE):
            for one in planned[first : first + _AT_ONCE]:
                self._hosts[one.feed_id] = _host(one.url)
                left = 0.0 if one.feed_id in self._asked_again else (one.at - now).total_seconds()
                self.schedule(one.feed_id, left if left > 0 else spread * self._chance())
            await asyncio.sleep(0)
        return []

    async def work(self, key: int) -> float | None:
        """Look at a feed if it is time to. Returns the seconds until the next look."""
        feed = await self._database.read(looks.looked_at, key)
        if feed is None:
            self._hosts.pop(key, None)
            self._unanswered.discard(key)
            self._asked_again.discard(key)
            return None
        self._hosts[key] = _host(feed.url)
        now = self._clock.utcnow()
        is_set_back = feed.looked_at is not None and feed.looked_at > now + MAX_CLOCK_STEP
        if feed.next_at > now and not is_set_back and key not in self._asked_again:
            return (feed.next_at - now).total_seconds()
        self._asked_again.discard(key)
        self._unanswered.discard(key)
        try:
            found = await self._source.get(feed.url, Validators(feed.etag, feed.modified))
            document = await self._read(feed, found)
        except BadInput as failure:
            refusal = self._refusal(failure)
            if not refusal.is_answer:
                self._unanswered.add(key)
            outcome = LookOutcome.FAILED
            next_at = await self._database.write(self._fail, key, refusal)
        else:
            outcome = LookOutcome.UNCHANGED if document is None else LookOutcome.NEW_DOCUMENT
            if document is None and _is_as_before(feed, found):
                next_at = self._next_look(feed, found, self._clock.utcnow())
                await self._database.write(looks.succeed_as_before, key, now, next_at)
            else:
                next_at = await self._database.write(self._succeed, key, found, document)
        self._metrics.count(Counted.FEED_LOOKS, outcome)
        return None if next_at is None else max(0.1, (next_at - self._clock.utcnow()).total_seconds())

    def _ask_again(self) -> None:
        now = self._clock.monotonic()
        if self._unanswered and now - self._asked_again_at >= AFTER_OUTAGE.total_seconds():
            self._asked_again |= self._unanswered
            self._asked_again_at = now

    async def _read(self, feed: StoredFeed, found: Document | Unchanged) -> Feed | None:
        """The feed in a document, or None where that is the last one.

        Raises:
            NotReadable: it is no feed.
        """
        if isinstance(found, Unchanged) or found.digest == feed.digest:
            return None
        try:
            document = await self._workers.run(read_feed, found.body, found.charset, found.url)
        except NotReadable:  # it says what to do about a page
            document = NotAFeed.UNREADABLE
        if isinstance(document, NotAFeed):
            raise NotReadable(NO_FEED[document])
        return document

    def _refusal(self, failure: BadInput) -> _Refusal:
        reason = self._said(failure.message)
        if not isinstance(failure, NoFeed):
            return _Refusal(reason)
        status = failure.status
        return _Refusal(
            reason, failure.is_gone, status == _TOO_OFTEN, failure.retry_after, is_answer=status is not None
        )

    def _said(self, reason: Message) -> Mapping[Language, str]:
        return {one: self._catalog.say(reason, one) for one in Language}

    def _fail(self, connection: Connection, feed_id: int, refusal: _Refusal) -> datetime | None:
        """Store that a look failed. Returns when to look again, or None."""
        feed = looks.looked_at(connection, feed_id)
        if feed is None:
            return None
        now, failures = self._clock.utcnow(), feed.failures + 1
        since, interval = feed.failing_since or now, timedelta(seconds=feed.interval)
        pause = schedule.pause(now, since, is_gone=refusal.is_gone)
        if refusal.is_too_often:
            interval = min(2 * interval, schedule.LONGEST)
        next_at = schedule.retry(now, failures, since, refusal.retry_after, self._chance())
        found = Failure(next_at, refusal.reason, since, failures, interval, pause)
        looks.fail(connection, feed_id, now, found)
        if pause is not None:
            tell.paused(connection, feed_id, now)
        elif schedule.is_told(now, since):
            tell.failing(connection, feed_id, now)
        return next_at if pause is None else None

    def _succeed(
        self, connection: Connection, feed_id: int, found: Document | Unchanged, document: Feed | None
    ) -> datetime | None:
        """Store what a look found. Returns when to look again, or None."""
        feed = looks.looked_at(connection, feed_id)
        if feed is None:
            return None
        now = self._clock.utcnow()
        if document is not None:
            self._take(connection, feed, document, now)
            feed = feeds.get(connection, feed_id) or feed
        moved = schedule.move(Move(feed.moved_to, feed.moved_since), found.moved_to, now)
        next_at = self._next_look(feed, found, now)
        success = Success(next_at, moved)
        if isinstance(found, Document):
            known_by = found.validators
            success = Success(next_at, moved, known_by.etag, known_by.modified, found.digest)
        looks.succeed(connection, feed_id, now, success)
        if feed.looked_at != feed.succeeded_at:
            tell.working(connection, feed_id, now)
        if moved.is_settled and moved.to and looks.keep_address(connection, feed_id, moved.to):
            tell.moved(connection, feed_id, now)
        return next_at

    def _next_look(self, feed: StoredFeed, found: Document | Unchanged, now: datetime) -> datetime:
        return schedule.next_look(
            now,
            timedelta(seconds=feed.interval),
            feed.new_entry_at or feed.created_at,
            replace(feed.wishes, max_age=found.max_age),
            self._chance(),
            self._every,
        )

    def _take(self, connection: Connection, feed: StoredFeed, document: Feed, now: datetime) -> None:
        """Store the entries of a document, and how often it brings some."""
        first = feed.succeeded_at is None
        taken = take_document.take(
            connection, feed.id, document, now, first=first, started_at=self._started_at
        )
        appeared = looks.appeared(connection, feed.id)
        newest = max(appeared, default=None) if first else (now if taken.new else None)
        usual = self._every or schedule.usual_interval(appeared)
        if not first and not taken.new:
            usual = timedelta(seconds=feed.interval)
        looks.store_document(connection, feed.id, document, usual, newest)


def _is_as_before(feed: StoredFeed, found: Document | Unchanged) -> bool:
    """Whether a look at a document that is known found nothing else to store: nearly all are such."""
    known_by = found.validators if isinstance(found, Document) else None
    return (
        feed.looked_at == feed.succeeded_at
        and feed.moved_to is None
        and found.moved_to is None
        and known_by in (None, Validators(feed.etag, feed.modified))
    )


def _host(url: str) -> str:
    try:
        return opened(url).host or ""
    except ValueError:
        return ""
