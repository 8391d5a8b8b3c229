"""Consent that is taken back holds for what is under way too."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest

from bot.database.dialect import upsert
from bot.database.engine import Connection, Database
from bot.database.schema import reader
from bot.domain.language import Language
from bot.translating import engine_store as engines
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Chain, Untranslated
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
