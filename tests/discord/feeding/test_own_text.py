"""Where a page cannot be had for an hour, the entry's own text is the article, and says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from sqlalchemy import update

from bot.database.engine import Connection
from bot.database.schema import delivery
from bot.domain.feeds.following import DeliveryState
from bot.feeding import following_store as followings, take_document
from bot.jobs.kinds import Job
from bot.posting import article_store as articles
from bot.posting.pages import page_check_store as checks
from bot.reading.feeds.feed import Entry, Feed
from bot.reading.fetch.addresses import normalise
from tests.discord.feeding.delivered import becomes, came, followed, found, shown
from tests.discord.news import ENGLISH, cards, post, serve
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


async def says(tertulia: Simulated, following_id: int, *told: Entry) -> None:
    """The feed of a following says this now."""
    following = await tertulia.database.read(followings.get, following_id)
    assert following is not None
    feed, now = Feed("The Riverside", None, None, told), tertulia.clock.utcnow()
    work = partial(take_document.take, feed_id=following.feed_id, feed=feed, now=now, first=False)
    await tertulia.database.write(work)


def corrected(entry: Entry) -> Entry:
    return replace(entry, html=f"{entry.html}<p>Correction: the ferry sails on Sundays only.</p>", title=ANEW)


ANEW = f"{ENGLISH['title']}, twice"


def card_text(tertulia: Simulated) -> str:
    [card] = cards(tertulia.seed.news)
    return str(card.components)


async def test_the_card_follows_an_entry_without_a_page(tertulia: Simulated):
    following = await followed(tertulia, tertulia.seed.news)
    told = replace(entry_of(None), guid="bridge")
    await says(tertulia, following, told)
    await shown(tertulia, tertulia.seed.news, 1)
    assert "updated <t:" not in card_text(tertulia)
    later = [Entry(f"guid {one}", None, f"Another story {one}", html=f"<p>{one}</p>") for one in range(60)]
    await says(tertulia, following, *later, corrected(told))
    await tertulia.until(lambda: ANEW in card_text(tertulia))
    assert "updated <t:" in card_text(tertulia)
    assert "text from the feed" in card_text(tertulia)


async def test_the_card_follows_an_entry_while_its_page_cannot_be_had(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, url=pages.url("/feed"))
    told = entry_of(pages.url("/bridge"))
    [entry] = await came(tertulia, following, [told], tertulia.clock.utcnow())
    await an_hour_later(tertulia, following, entry)
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    await shown(tertulia, tertulia.seed.news, 1)
    other = await followed(tertulia, tertulia.seed.news, url="https://elsewhere.example/feed")
    await says(tertulia, other, told)
    await says(
        tertulia, other, replace(corrected(told), title=f"{ENGLISH['title']}, in the words of another")
    )
    await says(tertulia, following, corrected(told))
    await tertulia.until(lambda: ANEW in card_text(tertulia))
    assert "updated <t:" in card_text(tertulia)


async def test_an_entry_corrects_nothing_once_its_page_was_read(tertulia: Simulated, pages: Pages):
    following = await followed(tertulia, tertulia.seed.news, url=pages.url("/feed"))
    link = serve(pages, spanish=False)
    told = entry_of(link)
    [entry] = await came(tertulia, following, [told], tertulia.clock.utcnow())
    await becomes(tertulia, following, entry, DeliveryState.POSTED)
    pages.take_down(link.removeprefix(pages.origin), 404)
    await says(tertulia, following, corrected(told))
    known = await tertulia.database.read(articles.find_by_alias, normalise(link))
    assert known is not None

    async def is_looked_at() -> bool:
        found = await tertulia.database.read(checks.get, known)
        return found is not None and found.read_at is not None

    await tertulia.until(is_looked_at)
    await tertulia.settle()
    assert ANEW not in card_text(tertulia)
