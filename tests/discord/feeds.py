"""Feeds on the site of a test, and hours that pass between looks at them.

With ``@pytest.mark.stepped`` the clock of the bot stands still::

    pages.put("/feed.xml", rss(Item("A bridge", "https://lantern.example/1")), type_=RSS_TYPE)
    following = await followed(tertulia, url=pages.url("/feed.xml"))
    feed = await look(tertulia, following.feed_id)  # its next look has come, and is done
"""

from __future__ import annotations

from bot.feeding import feed_store as feeds
from bot.feeding.feed_store import StoredFeed
from tests.clock import SteppedClock
from tests.discord.simulated import Simulated


def stepped(tertulia: Simulated) -> SteppedClock:
    """The clock of a bot whose clock is stepped."""
    clock = tertulia.clock
    assert isinstance(clock, SteppedClock), "mark the test with pytest.mark.stepped"
    return clock


async def stored(tertulia: Simulated, feed_id: int) -> StoredFeed:
    """The feed as it is stored."""
    feed = await tertulia.database.read(feeds.get, feed_id)
    assert feed is not None
    return feed


async def look(tertulia: Simulated, feed_id: int) -> StoredFeed:
    """Let the time of a feed's next look come, and wait until it was looked at."""
    before = await stored(tertulia, feed_id)
    clock = stepped(tertulia)
    left = (before.next_at - clock.utcnow()).total_seconds()
    await clock.advance(max(left, 0.0) + 1)

    async def is_looked_at() -> StoredFeed | None:
        now = await stored(tertulia, feed_id)
        if now.looked_at != before.looked_at:
            return now
        await clock.advance(1)  # redirects wait for their turn at the site
        return None

    found: StoredFeed = await tertulia.until(is_looked_at)
    return found
