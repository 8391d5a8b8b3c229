"""The parts of a running bot that follow feeds."""

from __future__ import annotations

from bot.parts import Components
from bot.reading.fetch.fetcher import Fetcher
from bot.reading.worker_pool import Workers


class FeedParts(Components):
    """The parts of a bot with those that follow feeds."""

    def make_feeding(self, fetcher: Fetcher, workers: Workers) -> None:
        """Make what looks at feeds and posts their entries."""
