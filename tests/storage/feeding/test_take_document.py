"""A document is taken in whole: entries, what becomes of them for each server, and corrections."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from sqlalchemy import Engine, event, func, select, update

from bot.database import schema
from bot.database.engine import Database
from bot.feeding import delivery_store as deliveries, entry_store as entries
from bot.feeding.take_document import Taken, take
from bot.posting.pages import page_check_store as page_checks
from bot.reading.feeds.feed import Feed
from tests.storage.discussed import an_article
from tests.storage.feeding.fed import NOON, OTHER_SERVER, a_feed, followed, outcome
from tests.storage.feeding.stories import DAY, HOUR, SITE, Told, some, story

A, B, C, D = some("abcd")


async def taken(
    database: Database, feed_id: int, *told: Told, now: datetime = NOON, first: bool = False, **more: datetime
) -> Taken:
    feed = Feed("The Ferry", f"{SITE}/", None, tuple(one.entry for one in told))
    work = partial(take, feed_id=feed_id, feed=feed, now=now, first=first, **more)  # type: ignore[arg-type]
    return await database.write(work)


async def looked_at(database: Database, feed_id: int, at: datetime) -> None:
    """The feed was looked at with success then."""
    values = update(schema.feed).where(schema.feed.c.id == feed_id).values(looked_at=at, succeeded_at=at)
    await database.write(lambda it: it.execute(values))


async def test_the_first_look_posts_nothing(database: Database):
    feed_id = await a_feed(database)
    following_id = await followed(database, feed_id)
    found = await taken(database, feed_id, B, A, first=True)
    assert [await outcome(database, following_id, one) for one in found.new] == ["before", "before"]
    assert await database.read(deliveries.pending) == []


async def test_what_a_first_document_without_entries_was_cut_of_is_not_posted(database: Database):
    feed_id = await a_feed(database)
    following_id = await followed(database, feed_id)
    await taken(database, feed_id, first=True)
    await looked_at(database, feed_id, NOON)
    old, today = B.but(published=NOON - 3 * DAY), C.but(published=NOON - HOUR)
    found = await taken(database, feed_id, today, old, A.but(published=None), now=NOON + HOUR)
    of = {one: await outcome(database, following_id, one) for one in found.new}
    titles = {(await database.read(entries.get, one)).entry.title: said for one, said in of.items()}
    assert titles == {B.entry.title: "before", C.entry.title: "new", A.entry.title: "new"}


async def test_the_keys_of_all_new_entries_are_stored_at_once(database: Database):
    """Whoever else stores something waits for a first document, which may have a thousand entries."""
    feed_id = await a_feed(database)
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await taken(database, feed_id, A, B, C, D, first=True)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([one for one in said if one.startswith("INSERT") and "entry_key" in one]) == 1


async def test_the_first_look_posts_the_newest_where_that_was_asked_for(database: Database):
    feed_id = await a_feed(database)
    asking, other = await followed(database, feed_id), await followed(database, feed_id, OTHER_SERVER)
    assert await database.write(deliveries.post_newest, asking, NOON) is None
    found = await taken(database, feed_id, A, C, B, first=True)
    assert [await outcome(database, asking, one) for one in found.new] == ["before", "before", "new"]
    assert [await outcome(database, other, one) for one in found.new] == ["before"] * 3
    again = await taken(database, feed_id, D, A, C, B)
    assert [await outcome(database, asking, one) for one in again.new] == ["new"]


async def test_what_is_new_is_owed_to_every_server(database: Database):
    feed_id = await a_feed(database)
    await taken(database, feed_id, A, first=True)
    one, other = await followed(database, feed_id), await followed(database, feed_id, OTHER_SERVER)
    found = await taken(database, feed_id, B, A)
    assert [await outcome(database, who, found.new[0]) for who in (one, other)] == ["new", "new"]
    assert await database.read(deliveries.pending) == [one, other]


async def test_a_server_that_began_to_follow_after_the_last_look_gets_what_came_since(database: Database):
    feed_id = await a_feed(database)
    await taken(database, feed_id, A, first=True)
    await looked_at(database, feed_id, NOON - HOUR)
    following_id = await followed(database, feed_id)  # at noon
    before, since = B.but(published=NOON - HOUR / 2), C.but(published=NOON + HOUR / 2)
    found = await taken(database, feed_id, since, before, A, now=NOON + HOUR)
    assert [await outcome(database, following_id, one) for one in found.new] == ["before", "new"]


async def test_a_change_has_the_page_of_its_article_read_again(database: Database):
    feed_id = await a_feed(database)
    found = await taken(database, feed_id, B, A, first=True)
    article_id = await database.write(an_article)
    await database.write(entries.became, found.new[0], article_id)
    later = NOON + DAY
    assert (await taken(database, feed_id, B, A.later, now=later)).changed == ()
    assert await database.read(page_checks.due, later) == {}
    assert (await taken(database, feed_id, B, A.edited, now=later)).changed == (found.new[0],)
    assert await database.read(page_checks.due, later) == {article_id: later}
    assert (await database.read(entries.get, found.new[0])).changed_at == later


async def test_what_is_gone_from_among_others_has_its_page_read_again(database: Database):
    feed_id = await a_feed(database)
    told = A.but(published=NOON - HOUR), B.but(published=NOON - 2 * HOUR), C.but(published=NOON - 3 * HOUR)
    found = await taken(database, feed_id, *told, first=True)
    for entry_id in found.new:
        article_id = await database.write(an_article)
        await database.write(entries.became, entry_id, article_id)
        await database.write(page_checks.owe, article_id, NOON)
    later = NOON + HOUR / 4
    await taken(database, feed_id, told[0], told[1], now=later)  # it dropped its oldest
    assert await database.read(page_checks.due, later) == {}
    await taken(database, feed_id, told[0], told[2], now=later)
    [gone] = await database.read(page_checks.due, later)
    [entry] = await database.read(entries.of_article, gone)
    assert entry.entry.link == told[1].entry.link


async def test_old_texts_are_dropped_but_what_waits_keeps_its_own(database: Database):
    feed_id = await a_feed(database)
    first = await taken(database, feed_id, A, B, first=True)
    following_id = await followed(database, feed_id)
    await database.write(deliveries.skip_known, following_id, NOON)
    waiting = await taken(database, feed_id, C, now=NOON + HOUR)
    many = [story(f"s{number}", published=NOON + DAY) for number in range(entries.KEPT_TEXTS)]
    for at in (2, 3):
        await taken(database, feed_id, *many[: 25 * (at - 1)], now=NOON + at * HOUR)
    kept = [(await database.read(entries.get, one)).entry.html for one in (*first.new, *waiting.new)]
    assert kept == ["", "", C.entry.html]


async def test_a_feed_that_never_stops_leaves_bounded_rows_for_each_story(database: Database):
    feed_id = await a_feed(database)
    for hour in range(60):
        told = [one.but(guid=f"urn:{hour}:{one.name}") for one in (A, B)]
        await taken(database, feed_id, *told, now=NOON + hour * HOUR)
    keys = select(func.count()).select_from(schema.entry_key)
    assert await database.read(lambda it: it.execute(keys).scalar_one()) <= 2 * entries.MOST_KEYS + 2


async def test_rooms_are_asked_after_a_gap_and_after_a_start(database: Database):
    feed_id = await a_feed(database)
    await taken(database, feed_id, A, first=True)
    await looked_at(database, feed_id, NOON)

    async def unknown_since(told: Told, now: datetime, started_at: datetime) -> datetime | None:
        [entry_id] = (await taken(database, feed_id, told, now=now, started_at=started_at)).new
        return (await database.read(entries.get, entry_id)).unknown_since

    assert await unknown_since(B, NOON + HOUR, NOON - DAY) is None
    assert await unknown_since(C, NOON + HOUR, NOON + timedelta(minutes=1)) == NOON
    assert await unknown_since(D, NOON + DAY, NOON - DAY) == NOON
    assert await unknown_since(story("e"), NOON - DAY, NOON - 2 * DAY) == NOON - 2 * DAY


async def test_a_link_is_a_page_of_its_own_unless_stories_share_it(database: Database):
    feed_id = await a_feed(database)
    links = [f"{SITE}/a", f"{SITE}/?p=7", f"{SITE}/", None, *[f"{SITE}/live"] * 3]
    told = [story(name, link=link) for name, link in zip("abcdefg", links, strict=True)]
    found = await taken(database, feed_id, *told, first=True)
    pages = {one: await database.read(entries.get, one) for one in found.new}
    assert [one.entry.link for one in pages.values() if one and one.has_own_page] == links[:2]
