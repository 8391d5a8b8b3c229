"""What is said of documents that are no feeds."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.message import Message, message
from bot.reading.feeds.feed import LARGEST, NotAFeed

NO_FEED: Mapping[NotAFeed, Message] = {
    NotAFeed.EMPTY: message("An empty document came from the feed's address."),
    NotAFeed.PAGE: message(
        "At the feed's address there is a web page, not a feed. Look there for the feed's new address."
    ),
    NotAFeed.OTHER: message("What came from the feed's address is no feed."),
    NotAFeed.TOO_LARGE: message(
        "The feed is too large. The limit is {megabytes} MB.", megabytes=LARGEST // (1024 * 1024)
    ),
    NotAFeed.UNREADABLE: message("The feed is damaged: I cannot read it."),
}
"""Why a document gave no feed, for whoever follows it."""
