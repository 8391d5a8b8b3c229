"""Consent that is taken back holds for what is under way too, and what cannot be counted is not sent."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import pytest
from sqlalchemy import select

from bot.database import erasure_ledger as erasures
from bot.database.dialect import upsert
from bot.database.engine import Connection, Database
from bot.database.schema import comment, reader
from bot.discussion.stores import comment_store as comments
from bot.domain.language import Language
from bot.translating import engine_store as engines
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Chain, Translation, Untranslated
from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault, Limits
from bot.translation.engines.governor import Governor
from tests.clock import PassingClock, SteppedClock
from tests.refusals import fill, takes_room
from tests.storage.discussed import NEWS, NOON, SERVER, a_post, saying
from tests.translators import NO_WAIT, Phrasebook

ELENA = 41
TEXT = "The bridge is open again."
INTO_SPANISH = Direction.into(Language.ES)


class Slow(Phrasebook):
    """An engine that tells when it is asked."""

    def __init__(self, name: str, *, local: bool = True, limits: Limits = NO_WAIT) -> None:
        super().__init__(name, local=local, limits=limits)
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
        "The bridge is open again.",
        Direction.into(Language.ES),
        SERVER,
        is_public=lambda: True,
        author_id=ELENA,
    )
    asked = asyncio.create_task(translator.translate(passage))
    await slow.began.wait()
    await change(database)
    slow.fault = Fault.REJECTED
    slow.release()
    told = await asked
    assert isinstance(told, Untranslated)
    assert str(told.attempts[-1].why) == "DeepL may not have this text any more."
    assert outside.asked == []
    assert await database.read(engines.in_month, "2026-01", "deepl") == {}


async def erased(database: Database) -> None:
    comment_id, _ = await said(database)
    await database.write(erasures.erase, [comment_id])


async def edited(database: Database) -> None:
    comment_id, _ = await said(database)
    await database.write(partial(comments.edit, text="No.", edited_at=NOON), comment_id)


async def said(database: Database) -> tuple[int, bool]:
    """The one comment, and whether it is there still."""

    def first(connection: Connection) -> tuple[int, bool]:
        row = connection.execute(select(comment.c.id, comment.c.text)).one()
        return row.id, row.text == TEXT

    return await database.read(first)


@pytest.mark.parametrize("change", [switched_off, objected, erased, edited, None])
async def test_what_waits_for_its_turn_is_not_sent_once_it_must_not_be(
    database: Database, clock: SteppedClock, change: Change | None
) -> None:
    outside = Slow("deepl", local=False, limits=Limits(at_a_time=1))
    translator = Translator(database, Chain([Governor(outside)]), {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")
    post = await a_post(database, NEWS, "a", thread_id=NEWS + 1000)
    comment_id = await database.write(saying(post, 900, TEXT))
    public = [True]
    passage = Passage(TEXT, INTO_SPANISH, SERVER, lambda: public[0], ELENA, comment_id)
    other = Passage("Nobody asked the neighbours.", INTO_SPANISH, SERVER, lambda: True)
    outside.hold()
    first = asyncio.create_task(translator.translate(other))
    await outside.began.wait()
    waiting = asyncio.create_task(translator.translate(passage))
    await asyncio.sleep(0.05)
    if change is None:
        public[0] = False
    else:
        await change(database)
    outside.release()
    assert isinstance(await first, Translation)
    told = await waiting
    assert isinstance(told, Untranslated)
    assert str(told.attempts[-1].why) == "DeepL may not have this text any more."
    assert outside.asked == [[other.text]]


class Failing(Phrasebook):
    """An engine that fails, and something happens ``meanwhile``."""

    def __init__(self, database: Database) -> None:
        super().__init__("deepl", local=False)
        self.database = database
        self.meanwhile: Change | None = None

    async def translate(self, texts: Sequence[str], direction: Direction) -> list[str]:
        if self.meanwhile is not None:
            await self.meanwhile(self.database)
        return await super().translate(texts, direction)


async def test_what_failed_is_not_sent_again_once_consent_is_taken_back_and_counts_once(
    database: Database,
) -> None:
    clock = PassingClock()
    outside = Failing(database)
    translator = Translator(database, Chain([Governor(outside, clock)]), {}, SteppedClock())
    passage = Passage(TEXT, INTO_SPANISH, SERVER, lambda: True, ELENA)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")
    outside.fault = Fault.SERVER
    await translator.translate(passage)
    assert len(outside.asked) == 3
    assert await database.read(engines.in_month, "2026-01", "deepl") == {SERVER: len(TEXT)}
    outside.meanwhile = switched_off
    told = await translator.translate(passage)
    assert isinstance(told, Untranslated)
    assert str(told.attempts[-1].why) == "DeepL may not have this text any more."
    assert len(outside.asked) == 4


async def test_on_a_full_disk_nothing_is_sent_out_and_the_next_engine_is_asked(
    database: Database, clock: SteppedClock
) -> None:
    outside, failing, here = Phrasebook("deepl", local=False), Phrasebook("one"), Phrasebook("two")
    failing.fault = Fault.KEY
    chain = Chain([Governor(one) for one in (outside, failing, here)])
    translator = Translator(database, chain, {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")

    def what_is_counted_takes_room(connection: Connection) -> None:
        for table in ("translation_use", "failing"):
            takes_room(connection, f"INSERT ON {table}")
        fill(connection)

    await database.write(what_is_counted_takes_room)
    passage = Passage(TEXT, INTO_SPANISH, SERVER, is_public=lambda: True)
    told = await translator.translate(passage)
    assert isinstance(told, Translation)
    assert told.made.engine == "two"
    assert outside.asked == []


async def test_a_servers_own_limit_is_for_a_month(database: Database, clock: SteppedClock) -> None:
    translator = Translator(database, Chain([Governor(Phrasebook("deepl", local=False))]), {}, clock)
    await database.write(partial(engines.allow, by=30, at=NOON), SERVER, "deepl")
    await database.write(engines.limit, SERVER, "deepl", 30)
    passage = Passage(TEXT, INTO_SPANISH, SERVER, is_public=lambda: True)
    assert isinstance(await translator.translate(passage), Translation)
    assert isinstance(await translator.translate(passage), Untranslated)
    await clock.advance(32 * 86_400)
    assert isinstance(await translator.translate(passage), Translation)
    await database.write(partial(engines.allow, by=31, at=NOON), SERVER, "deepl")
    assert isinstance(await translator.translate(passage), Untranslated), (
        "switching it on again keeps the limit"
    )
