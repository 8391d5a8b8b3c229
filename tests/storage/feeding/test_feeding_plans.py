"""However many entries there are, neither a look nor a delivery goes through all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bot.database.engine import Connection, Database
from bot.domain.feeds.following import DeliveryState
from bot.feeding import delivery_store as deliveries, entry_store as entries
from bot.feeding.take_document import take
from bot.reading.feeds.feed import Feed
from tests.plans import plan_of
from tests.storage.feeding.fed import NOON, a_feed, followed
from tests.storage.feeding.stories import some

OLD, NEW = some("cba"), some("edcba")
pytestmark = pytest.mark.plans
ASKED = {
    "a look": partial(
        take,
        feed_id=1,
        feed=Feed("The Ferry", None, None, tuple(one.entry for one in NEW)),
        now=NOON,
        first=False,
    ),
    "texts": partial(entries.drop_old_texts, feed_id=1),
    "keys": partial(entries.drop_old_keys, current={1: ["link:1"]}),
    "shared": partial(entries.mark_shared, feed_id=1, keys=["link:1"]),
    "newest": partial(entries.newest, feed_id=1),
    "became articles": partial(entries.posted_since, feed_id=1, moment=NOON),
    "link": partial(entries.of_link, feed_id=1, link="https://ferry.example/2026/a-sails"),
    "article": partial(entries.of_article, article_id=1),
    "pending": deliveries.pending,
    "new": partial(deliveries.new_of, following_id=1),
    "due": partial(deliveries.due, following_id=1, now=NOON, limit=5),
    "next due": partial(deliveries.next_due, following_id=1),
    "posted": partial(deliveries.posted_since, following_id=1, since=NOON),
    "of an entry": partial(deliveries.of_entry, entry_id=1),
    "settled": partial(deliveries.settle, following_id=1, entry_id=1, state=DeliveryState.LATE, now=NOON),
}
LARGE = ("feed_entry", "entry_key", "delivery")
FEW = "ix_delivery_due"
"""The index of what nothing became of yet."""


@pytest.mark.parametrize("work", ASKED.values(), ids=ASKED)
async def test_no_query_goes_through_all_entries(database: Database, work: Callable[[Connection], object]):
    feed_id = await a_feed(database)
    await followed(database, feed_id)
    old = Feed("The Ferry", None, None, tuple(one.entry for one in OLD))
    await database.write(partial(take, feed_id=feed_id, feed=old, now=NOON, first=True))
    plan = await database.write(partial(plan_of, work=work))
    assert [one for one in plan.through_all if one[0].startswith(LARGE) and one[1] != FEW] == []
