"""Consent that is taken back holds for what is under way too, and what cannot be counted is not sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest
from sqlalchemy import text

from bot.database.dialect import upsert
from bot.database.engine import Connection, Database
from bot.database.schema import reader
from bot.domain.language import Language
from bot.translating import engine_store as engines
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Chain, Translation, Untranslated
from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault
from bot.translation.engines.governor import Governor
from tests.clock import SteppedClock
from tests.storage.discussed import NOON, SERVER
from tests.translators import Phrasebook

ELENA = 41


class Slow(Phrasebook):
    """An engine that tells when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.began = asyncio.Event()

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        self.began.set()
        return await super().translate(texts, direction)


Change = Callable[[Database], Awaitable[object]]


async def switched_off(database: Database) -> None:
    await database.write(engines.forbid, SERVER, "deepl")


async def objected(database: Database) -> None:
    def keep(connection: Connection) -> None:
        connection.execute(upsert(reader, "local_engines_only"), {"id": ELENA, "local_engines_only": True})

    await database.write(keep)


@pytest.mark.parametrize("change", [switched_off, objected])
async def test_what_waits_for_another_engine_is_not_sent_once_consent_is_taken_back(
    database: Database, clock: SteppedClock, change: Change
) -> None:
    slow, outside = Slow("firefox"), Phrasebook("deepl", local=False)
    translator = Translator(database, Chain([Governor(slow), Governor(outside)]), {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")
    slow.hold()
    passage = Passage(
        "The bridge is open again.", Direction.into(Language.ES), SERVER, public=True, author_id=ELENA
    )
    asked = asyncio.create_task(translator.translate(passage))
    await slow.began.wait()
    await change(database)
    slow.fault = Fault.REJECTED
    slow.release()
    told = await asked
    assert isinstance(told, Untranslated)
    assert str(told.attempts[-1].why) == "deepl may not have this text any more."
    assert outside.asked == []
    assert await database.read(engines.in_month, "2026-01", "deepl") == {}


async def test_on_a_full_disk_nothing_is_sent_out_and_the_next_engine_is_asked(
    database: Database, clock: SteppedClock
) -> None:
    outside, failing, here = Phrasebook("deepl", local=False), Phrasebook("one"), Phrasebook("two")
    failing.fault = Fault.KEY
    chain = Chain([Governor(one) for one in (outside, failing, here)])
    translator = Translator(database, chain, {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")

    def fill(connection: Connection) -> None:
        """From now on what is counted takes room, and there is none."""
        grow = "INSERT OR REPLACE INTO command_sync VALUES ('x', zeroblob(1000000))"
        for table in ("translation_use", "failing"):
            trigger = f"CREATE TRIGGER grow_{table} BEFORE INSERT ON {table} BEGIN {grow}; END"
            connection.execute(text(trigger))
        connection.execute(text("PRAGMA max_page_count = 1"))

    await database.write(fill)
    passage = Passage("The bridge is open again.", Direction.into(Language.ES), SERVER, public=True)
    told = await translator.translate(passage)
    assert isinstance(told, Translation)
    assert told.made.engine == "two"
    assert outside.asked == []


async def test_a_servers_own_limit_is_for_a_month(database: Database, clock: SteppedClock) -> None:
    translator = Translator(database, Chain([Governor(Phrasebook("deepl", local=False))]), {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")
    await database.write(engines.limit, SERVER, "deepl", 30)
    passage = Passage("The bridge is open again.", Direction.into(Language.ES), SERVER, public=True)
    assert isinstance(await translator.translate(passage), Translation)
    assert isinstance(await translator.translate(passage), Untranslated)
    await clock.advance(32 * 86_400)
    assert isinstance(await translator.translate(passage), Translation)
    await database.write(partial(engines.allow, by=31, at=NOON), SERVER, "deepl")
    assert isinstance(await translator.translate(passage), Untranslated), (
        "switching it on again keeps the limit"
    )
