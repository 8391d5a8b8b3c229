"""A story that is known is not posted again, whatever its feed says and whatever was lost."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.database import schema
from bot.database.engine import Connection
from bot.domain.feeds.following import DeliveryState
from bot.feeding import delivery_store as deliveries, entry_store as entries, following_store as followings
from bot.feeding.take_document import Taken, take
from bot.reading.feeds.feed import Entry, Feed
from tests.discord.feeding.delivered import becomes, followed, shown, story
from tests.discord.news import cards
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated

HOUR = timedelta(hours=1)
POSTED, KNOWN = DeliveryState.POSTED, DeliveryState.KNOWN


async def looked(tertulia: Simulated, following_id: int, *told: Entry, first: bool = False) -> Taken:
    """What a look at the feed finds, as long after the one before as it usually is."""
    now = tertulia.clock.utcnow()

    def store(connection: Connection) -> Taken:
        following = followings.get(connection, following_id)
        assert following is not None
        feed = Feed("The Riverside", None, None, told)
        found = take(connection, following.feed_id, feed, now, first=first)
        mine = update(schema.feed).where(schema.feed.c.id == following.feed_id)
        connection.execute(mine.values(looked_at=now, succeeded_at=now))
        return found

    return await tertulia.database.write(store)


def entry(link: str, number: int, **changes: str) -> Entry:
    values = {"guid": f"urn:story:{number}", "link": link, "title": f"Library number {number}", **changes}
    return Entry(**values)  # type: ignore[arg-type]


def ferry(pages: Pages) -> str:
    """Serve a story that has nothing in common with the others; gives its address."""
    text = (
        "The harbour office cancelled the evening ferry on Thursday because of fog over the bay. Passengers "
        "slept in the school gym, where neighbours brought soup, blankets and a piano. The captain promised "
        "to sail at dawn if the lighthouse could be seen from the pier.",
        "Two fishing boats that had gone out before the fog came back late at night, guided by the bells of "
        "the chapel. Nobody was hurt, the coast guard said, although a trawler lost its nets on the rocks "
        "near the island and its crew will need weeks to mend them.",
    )
    body = "".join(f"<p>{one}</p>" for one in text)
    head = f'<title>Fog stops the ferry</title><link rel="canonical" href="{pages.url("/en/fog")}">'
    article = f"<article><h1>Fog stops the ferry</h1>{body}</article>"
    return pages.put("/en/fog", f'<html lang="en"><head>{head}</head><body>{article}</body></html>')


async def test_a_story_in_two_feeds_is_posted_once(tertulia: Simulated, pages: Pages):
    one = await followed(tertulia, tertulia.seed.news)
    other = await followed(tertulia, tertulia.seed.news, url="https://riverside.example/other")
    await looked(tertulia, one, first=True)
    [first] = (await looked(tertulia, one, entry(story(pages, 1), 1))).new
    await becomes(tertulia, one, first, POSTED)
    [second] = (await looked(tertulia, other, entry(f"{story(pages, 1)}?utm_source=rss", 7))).new
    await becomes(tertulia, other, second, KNOWN)
    assert len(cards(tertulia.seed.news)) == 1


async def test_a_story_whose_guid_and_address_changed_is_known_by_its_page(tertulia: Simulated, pages: Pages):
    """The page at the new address has the same text."""
    following = await followed(tertulia, tertulia.seed.news)
    [first] = (await looked(tertulia, following, entry(story(pages, 1), 1))).new
    await becomes(tertulia, following, first, POSTED)
    moved = pages.put("/en/moved", pages.page("/en/library-1").replace("/en/library-1", "/en/moved"))
    changed = entry(moved, 1, guid="urn:other", title="Library number 1")
    [again] = (await looked(tertulia, following, changed)).new
    became = await becomes(tertulia, following, again, KNOWN)
    assert became.failure
    assert len(cards(tertulia.seed.news)) == 1
    stored = await tertulia.database.read(entries.get, again)
    before = await tertulia.database.read(entries.get, first)
    assert stored.article_id == before.article_id


async def test_a_story_with_the_title_of_another_is_posted(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    [first] = (await looked(tertulia, following, entry(story(pages, 1), 1, title="The week"))).new
    await becomes(tertulia, following, first, POSTED)
    [second] = (await looked(tertulia, following, entry(ferry(pages), 2, title="The week"))).new
    assert (await tertulia.database.read(entries.get, second)).resembles == first
    await becomes(tertulia, following, second, POSTED)
    await shown(tertulia, tertulia.seed.news, 2)


@pytest.mark.on("sqlite")
async def test_after_a_restored_backup_nothing_is_posted_twice(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    old = entry(story(pages, 1), 1)
    await looked(tertulia, following, old, first=True)
    await tertulia.stop()
    backup = tertulia.path.with_name("backup")
    shutil.copyfile(tertulia.path, backup)
    await tertulia.start()
    posted = entry(story(pages, 2), 2)
    [entry_id] = (await looked(tertulia, following, posted, old)).new
    await becomes(tertulia, following, entry_id, POSTED)
    await shown(tertulia, tertulia.seed.news, 1)

    await tertulia.stop()
    for one in tertulia.path.parent.glob(f"{tertulia.path.name}-*"):
        one.unlink()
    shutil.copyfile(backup, tertulia.path)
    await tertulia.start()
    fresh = entry(story(pages, 3), 3)
    now = tertulia.clock.utcnow()
    feed = Feed("The Riverside", None, None, (fresh, posted, old))
    found = await tertulia.database.write(take, 1, feed, now, first=False, started_at=now)
    lost, new = found.new if await _is(tertulia, found.new[0], posted) else found.new[::-1]
    assert (await becomes(tertulia, following, lost, KNOWN)).failure
    await becomes(tertulia, following, new, POSTED)
    await shown(tertulia, tertulia.seed.news, 2)


async def _is(tertulia: Simulated, entry_id: int, told: Entry) -> bool:
    found = await tertulia.database.read(entries.get, entry_id)
    return found is not None and found.entry.guid == told.guid


async def test_after_downtime_five_are_posted_and_the_rest_is_one_message(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    told = [entry(story(pages, number), number) for number in range(8)]
    found = await looked(tertulia, following, *told)

    async def late() -> int:
        return len(await tertulia.database.read(deliveries.in_state, following, DeliveryState.LATE))

    assert await tertulia.until(late) == 3
    assert len(found.new) == 8
    await tertulia.until(lambda: len(cards(tertulia.seed.news)) >= 5)
