"""Feeds are looked at when it is time, what they say is stored, and people are told when they fail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from bot.database.engine import Connection, Database
from bot.database.inspect_file import examine
from bot.database.schema import delivery, feed_entry, following
from bot.domain.feeds.following import AnnouncementKind, PauseReason
from bot.domain.language import Language
from tests.feed_documents import RSS_TYPE, Item, rss
from tests.refusals import refuse, take
from tests.storage.discussed import SERVER
from tests.storage.feeding.looking import PATH, START, Looking, looking

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FAILING, WORKING = AnnouncementKind.FAILING, AnnouncementKind.WORKING


@pytest.fixture
async def looked(database: Database) -> AsyncIterator[Looking]:
    async with looking(database) as one:
        yield one


def item(number: int, hours_ago: float = 0.0) -> Item:
    return Item(f"Story {number}", f"https://lantern.example/{number}", published=START - HOUR * hours_ago)


def titles(connection: Connection) -> list[str]:
    return list(connection.execute(select(feed_entry.c.title).order_by(feed_entry.c.id)).scalars())


async def test_a_look_stores_what_the_feed_says_and_when_to_look_again(looked: Looking):
    looked.publish(*(item(number, 4 * number) for number in range(1, 6)), head="<ttl>90</ttl>")
    assert await looked.look() == 2.0, "half of the four hours between entries"
    feed = await looked.feed()
    assert (feed.title, feed.home) == ("The Lantern", "https://lantern.example/")
    assert (feed.succeeded_at, feed.new_entry_at) == (START, START - 4 * HOUR)
    assert feed.wishes.ttl == 5_400
    assert len(await looked.database.read(titles)) == 5


async def test_it_is_not_looked_at_before_its_time(looked: Looking):
    await looked.look()
    looked.clock.pass_by(60)
    left = await looked.worker.work(looked.feed_id)
    assert left == pytest.approx(3_600 - 60)
    assert looked.pages.answers(PATH) == [200]


async def test_what_did_not_change_is_neither_sent_nor_read_again(looked: Looking):
    looked.publish(item(1, 2), head="<ttl>120</ttl>", ETag='"one"', Cache_Control="max-age=60")
    await looked.look()
    assert await looked.look() == 2.0, "its ttl holds although it was not read again"
    looked.publish(item(1, 2), head="<ttl>120</ttl>", Cache_Control="max-age=18000")
    assert await looked.look() == 5.0, "the same document without validators"
    assert looked.pages.answers(PATH) == [200, 304, 200]
    feed = await looked.feed()
    assert (feed.etag, feed.new_entry_at) == (None, START - 2 * HOUR)


async def test_entries_and_what_the_document_is_known_by_are_stored_together_or_not_at_all(looked: Looking):
    looked.publish(item(1), ETag='"one"')
    await looked.database.write(refuse, "UPDATE OF etag ON feed")
    with pytest.raises(IntegrityError):
        await looked.look()
    assert await looked.database.read(titles) == []
    await looked.database.write(take)
    await looked.look()
    assert await looked.database.read(titles) == ["Story 1"]
    assert looked.pages.answers(PATH) == [200, 200]


async def test_new_entries_make_looks_more_frequent_and_silence_rarer(looked: Looking):
    looked.publish(item(1, 2))
    hours = [await looked.look() for _ in range(40)]
    assert hours[0] == 1.0
    assert hours == sorted(hours)
    assert hours[-1] >= 2
    now = looked.clock.utcnow()
    fresh = [
        Item(f"New {number}", f"https://lantern.example/new/{number}", published=now - HOUR * number / 2)
        for number in range(30)
    ]
    looked.publish(*fresh)
    assert await looked.look() == 0.25
    assert (await looked.feed()).new_entry_at == looked.clock.utcnow()


async def test_failures_are_told_after_a_day_and_again_when_they_end(looked: Looking):
    await looked.look()
    looked.fail(403)
    hours = [await looked.look() for _ in range(5)]
    assert hours == [1.0, 2.0, 4.0, 8.0, 9.0], "the sixth is when people are told"
    feed = await looked.feed()
    assert feed.failure[Language.EN].startswith("127.0.0.1 blocks bots (error 403).")
    assert "bloquea a los bots" in feed.failure[Language.ES]
    assert await looked.told() == []
    assert await looked.look() == 24.0
    assert await looked.told() == [FAILING]
    looked.publish(item(1, 2), item(2))
    await looked.look()
    assert await looked.told() == [FAILING, WORKING]
    feed = await looked.feed()
    assert (feed.failures, feed.failing_since, feed.failure) == (0, None, {})
    await looked.look()
    assert await looked.told() == [FAILING, WORKING]


async def test_short_failures_are_told_to_nobody(looked: Looking):
    await looked.look()
    looked.fail(500)
    await looked.look()
    looked.publish(item(1, 2))
    await looked.look()
    assert await looked.told() == []


async def test_a_site_that_is_asked_too_often_is_left_alone(looked: Looking):
    await looked.look()
    before = (await looked.feed()).interval
    looked.fail(429, Retry_After="18000")
    assert await looked.look() == 5.0
    assert (await looked.feed()).interval == 2 * before


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("<!doctype html><html><body><p>Hello</p></body></html>", "a web page, not a feed"),
        ("", "empty document"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", "no feed"),
    ],
)
async def test_what_is_no_feed_any_more_is_a_failure(looked: Looking, body: str, sentence: str):
    await looked.look()
    looked.pages.put(PATH, body)
    await looked.look()
    feed = await looked.feed()
    assert sentence in feed.failure[Language.EN]
    assert await looked.database.read(titles) == ["A bridge"]


async def test_a_feed_that_is_gone_is_paused_until_it_is_resumed(looked: Looking):
    await looked.look()
    looked.fail(410)
    assert await looked.look() is None
    feed = await looked.feed()
    assert feed.paused_for is PauseReason.GONE
    assert await looked.told() == [AnnouncementKind.PAUSED]
    looked.publish(item(1, 2))
    assert await looked.look() is None
    assert looked.pages.answers(PATH) == [200, 410]
    await looked.resume()
    assert await looked.look() is not None
    assert await looked.told() == [AnnouncementKind.PAUSED, WORKING]


async def test_a_feed_that_fails_for_a_month_is_paused(looked: Looking):
    looked.fail(404)
    looks = 0
    while await looked.look() is not None:
        looks += 1
        await looked.told()
    assert looked.clock.utcnow() - START >= 30 * DAY
    assert looks < 40
    assert (await looked.feed()).paused_for is PauseReason.FAILING
    assert await looked.told() == [FAILING, AnnouncementKind.PAUSED]


async def test_an_address_that_redirects_for_good_for_a_day_is_kept(looked: Looking):
    await looked.look()
    new = looked.pages.put("/new.xml", looked.pages.page(PATH))
    looked.pages.put(PATH, "", 301, Location="/new.xml")
    await looked.look()
    assert (await looked.feed()).url == looked.pages.url(PATH)
    while looked.clock.utcnow() - START < DAY + 3 * HOUR:
        await looked.look()
    feed = await looked.feed()
    assert (feed.url, feed.moved_to, feed.moved_since) == (new, None, None)
    assert await looked.told() == [AnnouncementKind.MOVED]
    asked = len(looked.pages.answers(PATH))
    await looked.look()
    assert len(looked.pages.answers(PATH)) == asked


async def test_a_redirect_that_ends_within_a_day_moves_nothing(looked: Looking):
    await looked.look()
    document = looked.pages.page(PATH)
    looked.pages.put("/new.xml", document)
    looked.pages.put(PATH, "", 301, Location="/new.xml")
    await looked.look()
    looked.pages.put(PATH, document)
    await looked.look()
    looked.pages.put(PATH, "", 301, Location="/new.xml")
    looked.clock.pass_by(3 * 86_400)
    await looked.look()
    assert (await looked.feed()).url == looked.pages.url(PATH)


async def test_a_feed_that_moved_to_where_another_is_keeps_its_address(looked: Looking):
    await looked.look()
    await looked.follow("/new.xml")
    looked.pages.put("/new.xml", looked.pages.page(PATH))
    looked.pages.put(PATH, "", 301, Location="/new.xml")
    while looked.clock.utcnow() - START < 2 * DAY:
        assert await looked.look() is not None
    assert (await looked.feed()).url == looked.pages.url(PATH)
    assert await looked.told() == []


def told_at(site: str, count: int) -> str:
    """A document with so many entries, newest first, whose links and guids are on a site."""
    items = [Item(f"Story {number}", f"{site}/story-{number}") for number in range(count)]
    return rss(*items[::-1])


async def became(looked: Looking, feed_id: int) -> dict[str, list[str]]:
    """What became of each story of a feed, by its title, for all who follow it."""
    query = (
        select(feed_entry.c.title, delivery.c.state)
        .join_from(feed_entry, delivery, delivery.c.entry_id == feed_entry.c.id)
        .where(feed_entry.c.feed_id == feed_id)
    )
    found: dict[str, list[str]] = {}
    for title, state in await looked.database.read(lambda it: it.execute(query).all()):
        found.setdefault(title, []).append(state)
    return found


@pytest.mark.parametrize("is_taken", [False, True], ids=["free", "another feed's"])
async def test_nothing_is_doubled_or_missed_when_a_feed_moves(looked: Looking, *, is_taken: bool):
    old, new = "http://lantern.example", "https://www.lantern.example"
    looked.pages.put(PATH, told_at(old, 2), type_=RSS_TYPE)
    await looked.look()
    looked.pages.put("/new.xml", told_at(new, 2), type_=RSS_TYPE)
    feeds = [looked.feed_id]
    if is_taken:
        feeds.append((await looked.follow("/new.xml", SERVER + 1))[0])
        await looked.worker.work(feeds[1])
    looked.pages.put(PATH, "", 301, Location="/new.xml")
    count = 2
    while looked.clock.utcnow() - START < 3 * DAY:
        count += 1
        looked.pages.put("/new.xml", told_at(new, count), type_=RSS_TYPE)
        looked.clock.pass_by(6 * 3_600)
        await looked.look()
        if is_taken:
            await looked.worker.work(feeds[1])
    moved = (await looked.feed()).url == looked.pages.url("/new.xml")
    assert moved is not is_taken
    for feed_id in feeds:
        if is_taken and feed_id != looked.feed_id:
            left = (await looked.feed(feed_id)).next_at - looked.clock.utcnow()
            looked.clock.pass_by(max(left.total_seconds(), 0.0))
            await looked.worker.work(feed_id)
        expected = {f"Story {one}": ["before" if one < 2 else "new"] for one in range(count)}
        assert await became(looked, feed_id) == expected


async def test_a_feed_that_nobody_follows_is_not_looked_at(looked: Looking):
    def pause(connection: Connection) -> None:
        connection.execute(update(following).values(paused_at=START))

    await looked.database.write(pause)
    assert await looked.look() is None
    await looked.worker.pending()
    assert looked.worker.health.backlog == 0
    assert looked.pages.answers(PATH) == []


async def test_each_feed_is_scheduled_at_its_time(looked: Looking):
    await looked.look()
    await looked.follow("/other.xml")
    await looked.worker.pending()
    assert looked.worker.health.backlog == 2
    assert looked.pages.answers(PATH) == [200], "not before it is due"


async def test_a_clock_that_was_set_back_keeps_no_feed_waiting(looked: Looking):
    await looked.look()
    looked.clock.pass_by(-30 * 86_400)
    await looked.worker.work(looked.feed_id)
    assert looked.pages.answers(PATH) == [200, 200]
    assert (await looked.feed()).next_at < looked.clock.utcnow() + DAY


async def test_what_did_not_answer_is_asked_again_after_an_outage_of_ours_but_not_at_each_sign_of_one(
    looked: Looking,
):
    await looked.look()
    document = looked.pages.page(PATH)
    looked.fail(0)
    assert [await looked.look() for _ in range(3)] == [1.0, 2.0, 4.0]
    assert "could not be reached" in (await looked.feed()).failure[Language.EN]
    looked.pages.put(PATH, document)
    await looked.worker.pending()
    await looked.worker.work(looked.feed_id)
    assert (await looked.feed()).failing_since is None
    looked.fail(0)
    await looked.look()
    failures = []
    for _ in range(3):
        await looked.worker.pending()
        await looked.worker.work(looked.feed_id)
        failures.append((await looked.feed()).failures)
    assert failures == [2, 2, 2], "once an hour"


async def test_a_site_that_refuses_is_not_asked_sooner_after_an_outage(looked: Looking):
    await looked.look()
    looked.fail(503)
    await looked.look()
    await looked.worker.pending()
    await looked.worker.work(looked.feed_id)
    assert looked.pages.answers(PATH) == [200, 503]


async def test_the_doctor_sees_how_feeds_fare(looked: Looking, path: Path):
    await looked.look()
    looked.fail(500)
    await looked.look()
    feed = await looked.feed()
    report = examine(path).feeds
    assert (report.followed, report.next_at, report.succeeded_at) == (1, feed.next_at, START)
    assert [one.url for one in report.troubled] == [feed.url]
