"""What became of entries is stored for each server that follows their feed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.database.engine import Database
from bot.domain.feeds.following import DeliveryState
from bot.domain.language import Language
from bot.feeding import delivery_store as deliveries
from tests.storage.feeding.fed import NOON, OTHER_SERVER, a_feed, followed, known, outcome

HOUR = timedelta(hours=1)
WHY = {Language.EN: "No such page.", Language.ES: "No existe esa página."}


async def test_what_is_new_waits_until_it_is_decided(database: Database):
    feed_id = await a_feed(database)
    following_id = await followed(database, feed_id)
    one, two = await known(database, feed_id, "One", "Two")
    await database.write(deliveries.add, following_id, [one, two], DeliveryState.NEW, NOON)
    assert [(found.id, since) for found, since in await database.read(deliveries.new_of, following_id)] == [
        (one, NOON),
        (two, NOON),
    ]
    assert await database.read(deliveries.pending) == [following_id]

    settle = partial(deliveries.settle, following_id=following_id, now=NOON)
    await database.write(settle, entry_id=one, state=DeliveryState.FILTERED, filter="words: ferry")
    await database.write(settle, entry_id=two, state=DeliveryState.WAITING, due_at=NOON + HOUR)
    assert await database.read(deliveries.new_of, following_id) == []
    assert await database.read(deliveries.next_due, following_id) == NOON + HOUR
    assert await database.read(deliveries.due, following_id, NOON, 5) == []
    assert [found.id for found in await database.read(deliveries.due, following_id, NOON + HOUR, 5)] == [two]

    await database.write(settle, entry_id=two, state=DeliveryState.POSTED)
    assert await database.read(deliveries.pending) == []
    assert await database.read(deliveries.posted_since, following_id, NOON) == [NOON]
    assert await database.read(deliveries.posted_since, following_id, NOON + HOUR) == []
    [(found, delivery)] = await database.read(deliveries.in_state, following_id, DeliveryState.FILTERED)
    assert (found.entry.title, delivery.filter) == ("One", "words: ferry")


async def test_a_failed_try_keeps_the_state_and_when_it_was_first_tried(database: Database):
    feed_id = await a_feed(database)
    following_id = await followed(database, feed_id)
    [entry_id] = await known(database, feed_id, "One")
    await database.write(deliveries.add, following_id, [entry_id], DeliveryState.NEW, NOON)
    for hours in (1, 2):
        at = NOON + hours * HOUR
        noted = partial(deliveries.note_try, following_id=following_id, entry_id=entry_id, failure=WHY)
        await database.write(noted, now=at, due_at=at + HOUR)
    [found] = await database.read(deliveries.of_entry, entry_id)
    assert (found.state, found.tried_at, found.due_at) == (DeliveryState.NEW, NOON + HOUR, NOON + 3 * HOUR)
    assert found.failure == WHY


async def test_a_server_that_follows_a_known_feed_gets_only_what_comes(database: Database):
    feed_id = await a_feed(database)
    old, newest = await known(database, feed_id, "Old", "Newest")
    quiet, asking = await followed(database, feed_id), await followed(database, feed_id, OTHER_SERVER)
    await database.write(deliveries.skip_known, quiet, NOON)
    assert await database.write(deliveries.post_newest, asking, NOON) == newest
    assert [await outcome(database, quiet, one) for one in (old, newest)] == ["before", "before"]
    assert [await outcome(database, asking, one) for one in (old, newest)] == ["before", "new"]


async def test_nothing_that_was_decided_becomes_known_before(database: Database):
    feed_id = await a_feed(database)
    following_id = await followed(database, feed_id)
    [entry_id] = await known(database, feed_id, "One")
    await database.write(deliveries.add, following_id, [entry_id], DeliveryState.POSTED, NOON)
    await database.write(deliveries.skip_known, following_id, NOON)
    assert await outcome(database, following_id, entry_id) == "posted"
