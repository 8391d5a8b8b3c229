"""A document costs the same few statements, however many entries it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from sqlalchemy import Engine, event

from bot.database.engine import Database
from bot.feeding import entry_store as entries
from bot.feeding.take_document import Taken, take
from bot.reading.feeds.feed import Feed
from tests.storage.feeding.fed import NOON, a_feed, followed
from tests.storage.feeding.stories import DAY, HOUR, SITE, Told, story


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def taken(database: Database, feed_id: int, told: list[Told], hour: int) -> Taken:
    feed = Feed("The Ferry", f"{SITE}/", None, tuple(one.entry for one in told))
    now = NOON + hour * HOUR
    return await database.write(partial(take, feed_id=feed_id, feed=feed, now=now, first=hour == 0))


def many(count: int) -> list[Told]:
    return [story(f"s{number}", published=NOON - number * HOUR) for number in range(count)]


async def costs(database: Database, url: str, count: int) -> list[int]:
    """How many statements each of some documents costs: a first one; one whose entries have other dates and
    guids; one whose entries say something else; and one that has as many new ones.
    """
    feed_id = await a_feed(database, url)
    await followed(database, feed_id)
    first = many(count)
    dated = [one.but(guid=f"other:{one.name}", published=NOON - 2 * DAY) for one in first]
    edited = [one.edited for one in dated]
    more = [story(f"more{number}", published=NOON + HOUR) for number in range(count)]
    found = []
    for hour, told in enumerate((first, dated, edited, [*more, *edited])):
        with statements() as said:
            await taken(database, feed_id, told, hour)
        found.append(len(said))
    return found


async def test_it_costs_no_more_with_more_entries(database: Database):
    few = await costs(database, "https://ferry.example/few", 40)
    assert few == await costs(database, "https://ferry.example/many", 160)
    assert max(few) < 40


@pytest.mark.parametrize("count", [3, entries.KEPT_TEXTS + 7])
async def test_a_first_look_keeps_the_texts_of_the_newest(database: Database, count: int):
    feed_id = await a_feed(database)
    found = await taken(database, feed_id, many(count), 0)
    kept = [bool((await database.read(entries.get, one)).entry.html) for one in found.new]
    expected = min(count, entries.KEPT_TEXTS)
    assert kept == [False] * (count - expected) + [True] * expected
