"""The bot looks at the feeds that servers follow as hours pass, and says when one fails for long."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.database.schema import feed_entry
from bot.domain.language import Language
from bot.jobs.kinds import Job
from tests.discord.answers import text_of
from tests.discord.feeds import look, stepped, stored
from tests.discord.followed import followed
from tests.discord.moderated import moderators_channel, notices
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated
from tests.feed_documents import RSS_TYPE, Item, rss

PATH = "/feed.xml"

pytestmark = pytest.mark.stepped


def publish(pages: Pages, count: int) -> str:
    items = [Item(f"Story {number}", f"https://lantern.example/{number}") for number in range(count)]
    return pages.put(PATH, rss(*items), type_=RSS_TYPE, ETag=f'"{count}"')


async def entries(tertulia: Simulated) -> int:
    return await tertulia.database.read(
        lambda connection: connection.execute(select(func.count()).select_from(feed_entry)).scalar_one()
    )


async def test_what_is_new_is_stored_and_what_did_not_change_is_not_sent_again(
    tertulia: Simulated, pages: Pages
):
    following = await followed(tertulia, url=publish(pages, 2))
    await look(tertulia, following.feed_id)
    assert await entries(tertulia) == 2
    await look(tertulia, following.feed_id)
    publish(pages, 3)
    await look(tertulia, following.feed_id)
    assert await entries(tertulia) == 3
    assert pages.answers(PATH) == [200, 304, 200]


async def test_it_is_looked_at_again_after_a_restart_when_it_is_time(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, url=publish(pages, 2))
    await look(tertulia, following.feed_id)
    await tertulia.restart()
    await stepped(tertulia).advance(60)
    assert pages.answers(PATH) == [200]
    await look(tertulia, following.feed_id)
    assert pages.answers(PATH) == [200, 304]


async def test_after_downtime_every_feed_is_looked_at_soon(tertulia: Simulated, pages: Pages):
    first = await followed(tertulia, url=publish(pages, 2))
    other = await followed(tertulia, url=pages.put("/other.xml", rss(), type_=RSS_TYPE), title="Other")
    await tertulia.stop()
    await stepped(tertulia).advance(3 * 86_400)
    await tertulia.start()
    for _ in range(5):
        await stepped(tertulia).advance(1)
    for one in (first, other):
        await tertulia.until(lambda one=one: _succeeded(tertulia, one.feed_id))


async def _succeeded(tertulia: Simulated, feed_id: int) -> bool:
    await stepped(tertulia).advance(1)
    return (await stored(tertulia, feed_id)).succeeded_at is not None


async def test_moderators_are_told_that_it_failed_for_a_day_and_that_it_works_again(
    tertulia: Simulated, pages: Pages
):
    await moderators_channel(tertulia)
    following = await followed(tertulia, url=publish(pages, 2))
    await look(tertulia, following.feed_id)
    pages.put(PATH, "go away", 403)
    for _ in range(5):
        await look(tertulia, following.feed_id)
    assert notices(tertulia) == []
    await look(tertulia, following.feed_id)
    (told,) = await tertulia.until(lambda: notices(tertulia))
    assert "I cannot read the feed" in text_of(told)
    assert "0.0.1 blocks bots (error 403)." in text_of(told)
    publish(pages, 2)
    await look(tertulia, following.feed_id)
    await tertulia.until(lambda: len(notices(tertulia)) == 2)
    assert "works again" in text_of(notices(tertulia)[-1])


async def test_a_feed_whose_document_cannot_be_read_is_a_failure_of_the_feed(
    tertulia: Simulated, pages: Pages
):
    following = await followed(tertulia, url=pages.put(PATH, "<html><body>Hello</body></html>"))
    feed = await look(tertulia, following.feed_id)
    assert "not a feed" in feed.failure[Language.EN]
    assert "no una fuente" in feed.failure[Language.ES]
    assert tertulia.health(Job.FEED).failing == 0
