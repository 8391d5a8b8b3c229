"""Whatever feeds do to their stories, none is doubled and none is missed."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import partial

import pytest

from bot.database.engine import Database
from bot.domain.feeds.following import DeliveryState
from bot.feeding import delivery_store as deliveries, entry_store as entries, feed_store as feeds
from bot.feeding.entry_store import StoredEntry
from bot.feeding.take_document import Taken, take
from bot.reading.feeds.feed import Feed
from tests.storage.feeding.fed import NOON, a_feed, followed
from tests.storage.feeding.scenarios import EVERY, Look, Scenario
from tests.storage.feeding.stories import SITE, Told, each, some


def document(told: Sequence[Told], home: str | None = f"{SITE}/") -> Feed:
    return Feed("The Ferry", home, None, tuple(one.entry for one in told))


class Reader:
    """Looks at a feed, and knows which stored entry is which story."""

    def __init__(self, database: Database, feed_id: int, following_id: int, home: str | None) -> None:
        self.database, self.feed_id, self.following_id, self.home = database, feed_id, following_id, home
        self.now = NOON
        self.names: dict[int, str] = {}

    async def look(self, look: Look, *, first: bool) -> None:
        self.now += look.after
        found = document(look.told, self.home)
        work = partial(take, feed_id=self.feed_id, feed=found, now=self.now, first=first)
        got: Taken = await self.database.write(work)
        seen = set(self.names.values())
        named = [(await self._stored(one), one) for one in got.new]
        fresh = {one: self._name(stored, look) for stored, one in named}
        maybe = {one for one, name in fresh.items() if name in seen}
        assert sorted(fresh.values()) == sorted({one.name for one in look.told} - seen | set(look.maybe))
        assert "".join(sorted(fresh[one] for one in maybe)) == look.maybe
        for stored, one in named:
            assert one not in maybe or self.names[stored.resembles or 0] == fresh[one]
        self.names |= fresh
        assert "".join(sorted(self.names[one] for one in got.changed)) == look.changed
        await self._check_deliveries(look, fresh, first=first)
        if look.guids_repeat is not None:
            assert (await self.database.read(feeds.get, self.feed_id)).guids_repeat is look.guids_repeat

    async def _check_deliveries(self, look: Look, fresh: dict[int, str], *, first: bool) -> None:
        for one, name in fresh.items():
            there_before = first or name in look.back
            found = await self.database.read(deliveries.state_of, self.following_id, one)
            assert found is not None
            assert found.state is (DeliveryState.BEFORE if there_before else DeliveryState.NEW)

    async def _stored(self, entry_id: int) -> StoredEntry:
        found = await self.database.read(entries.get, entry_id)
        assert found is not None
        return found

    def _name(self, stored: StoredEntry, look: Look) -> str:
        return next(one.name for one in look.told if one.entry == stored.entry)


async def a_reader(database: Database, home: str | None = f"{SITE}/") -> Reader:
    feed_id = await a_feed(database)
    return Reader(database, feed_id, await followed(database, feed_id), home)


@pytest.mark.parametrize("scenario", EVERY, ids=lambda one: one.name)
async def test_no_story_is_doubled_or_missed(database: Database, scenario: Scenario):
    reader = await a_reader(database, scenario.home)
    for place, look in enumerate(scenario.looks):
        await reader.look(look, first=place == 0)


def test_there_are_at_least_sixty_of_them():
    assert len({one.name for one in EVERY}) == len(EVERY) >= 60


@pytest.mark.parametrize("seed", range(8))
async def test_no_order_cut_or_repetition_makes_stories_new(database: Database, seed: int):
    """Documents of a feed at random: shuffled, cut, with entries twice, their links and guids redecorated."""
    chance = random.Random(seed)
    reader, told = await a_reader(database), some("abcdefghij")
    await reader.look(Look(told), first=True)
    for _ in range(12):
        shown = chance.sample(told, chance.randint(0, len(told)))
        redecorated = [_redecorated(chance, one) for one in shown]
        await reader.look(Look([*redecorated, *redecorated[:2]]), first=False)


def _redecorated(chance: random.Random, told: Told) -> Told:
    ways = (
        told,
        told.moved("https", "http"),
        told.moved("//", "//www."),
        told.but(link=f"{told.entry.link}?utm_source=rss"),
        told.but(guid=f"urn:uuid:{chance.random()}"),
        told.but(link=f"{SITE}/{told.name}/{chance.randint(1, 99)}"),
        told.later,
    )
    return chance.choice(ways)


@pytest.mark.parametrize("seed", range(4))
async def test_every_story_is_new_once_however_the_feed_names_it(database: Database, seed: int):
    """A window of three moves over stories whose feed names them in one of the ways there are."""
    chance = random.Random(seed)
    ways = (
        {},
        {"guid": None},
        {"link": f"{SITE}/"},
        {"guid": None, "link": None},
        {"guid": "1"},
        {"published": None},
    )
    reader, told = await a_reader(database), each(some("abcdefghijkl"), **ways[chance.randrange(len(ways))])
    for place in range(len(told) - 2):
        window = told[place : place + 3]
        await reader.look(Look(chance.sample(window, 3)), first=place == 0)
