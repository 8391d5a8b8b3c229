"""The parts of a running bot that follow feeds."""

from __future__ import annotations

from bot.feeding.announcement_worker import AnnouncementWorker
from bot.feeding.delivering.deliver_entry import EntryDelivery
from bot.feeding.delivering.delivery_worker import DeliveryWorker
from bot.feeding.delivering.discord_shown_cards import DiscordShownCards
from bot.feeding.delivering.join_editions import EditionJoining
from bot.feeding.delivering.known_stories import KnownStories
from bot.feeding.delivering.publish_entry import EntryPublisher
from bot.feeding.digests.digest_worker import DigestWorker
from bot.feeding.digests.discord_digests import DiscordDigests
from bot.feeding.digests.set_digest import Digests
from bot.feeding.discord_announcements import DiscordAnnouncements
from bot.feeding.feed_worker import FeedWorker
from bot.feeding.managing.edit_feed import FeedEditing
from bot.feeding.managing.exchange_feeds import FeedExchange
from bot.feeding.managing.find_feeds import FeedFinder
from bot.feeding.managing.follow_feeds import FeedFollowing
from bot.feeding.managing.followed_feeds import FollowedFeeds
from bot.feeding.managing.other_edition import OtherEditions
from bot.feeding.managing.removed_feed_worker import RemovedFeedWorker
from bot.feeding.resume_feed import PausedFeeds
from bot.feeding.reviewing.review_entries import EntryReview
from bot.feeding.sources import Sources
from bot.parts import Components
from bot.reading.fetch.feed_source import FeedSource
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.worker_pool import Workers
from bot.settings import Settings


class FeedParts(Components):
    """The parts of a bot with those that follow feeds."""

    def make_feeding(self, settings: Settings, fetcher: Fetcher, workers: Workers) -> None:
        """Make what looks at feeds and posts their entries."""
        source = FeedSource(fetcher, self._clock)  # one for all: it keeps the turns at hosts
        self._make_looking(settings, source, workers)
        self._make_delivering(workers)
        self._sources = Sources(self._database, fetcher, workers)
        self._make_managing(source, workers)
        self._make_digests()

    def _make_delivering(self, workers: Workers) -> None:
        """Make what posts entries."""
        self._entry_publisher = EntryPublisher(
            *(self._database, self._reader, self._languages, self.rooms),
            *(self._board, self._posting, self._translator, self._corrections),
        )
        self._entry_review = EntryReview(self._database, self._languages, self._clock)
        known = KnownStories(self._database, DiscordShownCards(self._client))
        joining = EditionJoining(self._database, workers, self._clock)
        delivery = EntryDelivery(self._database, self._entry_publisher, known, joining, self._clock)
        self._worker.add(DeliveryWorker(self._clock, self._database, delivery))

    def _make_looking(self, settings: Settings, source: FeedSource, workers: Workers) -> None:
        """Make what looks at feeds, and tells moderators how they fare."""
        database, clock, catalog = self._database, self._clock, self._client.catalog
        every = settings.feed_interval
        self._worker.add(
            FeedWorker(
                *(clock, database, catalog, source, workers),
                every=every,
                metrics=self._metrics,
            )
        )
        self._paused_feeds = PausedFeeds(database, clock)
        board = DiscordAnnouncements(self._client, catalog)
        self._worker.add(AnnouncementWorker(clock, database, self._languages, self._visibility, board))

    def _make_digests(self) -> None:
        """Make what posts digests."""
        database, clock = self._database, self._clock
        self._digests = Digests(database, self._board, clock)
        board = DiscordDigests(self._client, self._client.catalog)
        self._worker.add(DigestWorker(clock, database, self.rooms, self._languages, board))

    def _make_managing(self, source: FeedSource, workers: Workers) -> None:
        """Make what managers set feeds up with."""
        database, clock = self._database, self._clock
        self._feed_finder = FeedFinder(source, workers)
        self._other_editions = OtherEditions(self._feed_finder, self._sources)
        self._feed_following = FeedFollowing(database, self._board, self._sources, clock)
        self._feed_exchange = FeedExchange(database, self._board, workers, clock)
        self._followed = FollowedFeeds(database, clock)
        self._feed_editing = FeedEditing(database, self._board, self._followed)
        self._worker.add(RemovedFeedWorker(clock, database))
