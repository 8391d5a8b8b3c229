"""Where a page cannot be had for an hour, the entry's own text is the article, and says so."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import delivery
from bot.domain.feeds.following import DeliveryState
from bot.jobs.kinds import Job
from bot.posting import article_store as articles
from bot.reading.feeds.feed import Entry
from bot.reading.fetch.addresses import normalise
from tests.discord.feeding.delivered import becomes, came, followed, found, shown
from tests.discord.news import ENGLISH, post, serve
from tests.discord.pages import Pages
from tests.discord.posted import live
from tests.discord.simulated import Simulated

TEXT = "".join(f"<p>{one}</p>" for one in ENGLISH["paragraphs"])


async def an_hour_later(tertulia: Simulated, following: int, entry: int) -> None:
    """Wait until an entry's page was tried, and let that be an hour ago."""
    now = tertulia.clock.utcnow()

    def store(connection: Connection) -> bool:
        mine = (delivery.c.entry_id == entry, delivery.c.tried_at.is_not(None))
        earlier = {"tried_at": now - timedelta(hours=1), "due_at": now}
        return connection.execute(update(delivery).where(*mine).values(earlier)).rowcount > 0

    async def done() -> bool:
        return await tertulia.database.write(store)

    await tertulia.until(done)
    await tertulia.database.write(lambda it: it.info["due"].update({(Job.DELIVERY, following): None}))


def entry_of(link: str | None, html: str = TEXT) -> Entry:
    return Entry(link, link, str(ENGLISH["title"]), html=html)


async def test_the_text_of_an_entry_is_posted_and_replaced_by_its_page(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, url=pages.url("/feed"))
    link = pages.url("/bridge")
    [entry] = await came(tertulia, following, [entry_of(link)], tertulia.clock.utcnow())
    await an_hour_later(tertulia, following, entry)
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    [card] = await shown(tertulia, tertulia.seed.news, 1)
    assert "In English · text from the feed" in str(card.components)
    serve(pages, spanish=False)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    assert len({one.discussion_id for one in await live(tertulia)}) == 1
    known = await tertulia.database.read(articles.find_by_alias, normalise(link))
    assert known is not None
    stored = await tertulia.database.read(articles.get, known)
    assert stored is not None
    assert not stored.article.original.from_feed


async def test_a_feed_says_nothing_in_the_name_of_another_site(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    link = pages.url("/bridge")
    [entry] = await came(tertulia, following, [entry_of(link)], tertulia.clock.utcnow())
    await an_hour_later(tertulia, following, entry)
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    assert await tertulia.database.read(articles.find_by_alias, normalise(link)) is None


async def test_an_entry_without_a_page_is_posted_at_once(tertulia: Simulated):
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await came(tertulia, following, [entry_of(None)], tertulia.clock.utcnow())
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    await shown(tertulia, tertulia.seed.news, 1)


async def test_an_entry_without_text_fails_and_says_why(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news)
    [entry] = await found(tertulia, following, pages.url("/bridge"))
    await an_hour_later(tertulia, following, entry)
    failed = await becomes(tertulia, following, entry, DeliveryState.FAILED)
    assert failed.failure
