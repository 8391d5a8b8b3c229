"""Text goes only to engines that its server, its room and its author allow, and no more of it than agreed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import insert

from bot.database import erasure_ledger as erasures
from bot.database.engine import Connection, Database
from bot.database.schema import reader
from bot.discussion.stores import comment_store as comments
from bot.domain.language import Language
from bot.domain.translation import MachineText
from bot.translating import (
    engine_store as engines,
    glossary_store as glossaries,
    translation_store as translations,
)
from bot.translating.translator import Passage, Translator
from bot.translation.chain import NO_ENGINE, Chain, Translation, Untranslated
from bot.translation.direction import Direction
from bot.translation.engines.governor import Governor
from bot.translation.glossary import Glossary, Term
from tests.clock import SteppedClock
from tests.storage.discussed import NEWS, NOON, SERVER, a_post, saying
from tests.translators import Made, Phrasebook, unchanged

ELENA, MANAGER = 41, 30
TEXT = "The bridge is open again."
INTO_SPANISH = Direction.into(Language.ES)
IN_PUBLIC = Passage(TEXT, INTO_SPANISH, SERVER, is_public=lambda: True, author_id=ELENA)
IN_PRIVATE = Passage(TEXT, INTO_SPANISH, SERVER, is_public=lambda: False, author_id=ELENA)


def translator(
    database: Database, clock: SteppedClock, *names: str, local: tuple[str, ...] = (), cap: int | None = None
) -> Translator:
    made = [Governor(Phrasebook(name, local=name in local)) for name in names]
    caps = {} if cap is None else dict.fromkeys(names, cap)
    return Translator(database, Chain(made), caps, clock)


async def allow(database: Database, engine: str, server_id: int = SERVER) -> None:
    await database.write(engines.allow, server_id, engine, by=MANAGER, at=NOON)


def engine_of(told: Translation | Untranslated) -> str | None:
    return told.made.engine if isinstance(told, Translation) else None


async def test_an_outside_engine_is_off_until_a_manager_of_the_same_server_switches_it_on(
    database: Database, clock: SteppedClock
) -> None:
    made = translator(database, clock, "deepl")
    assert await made.translate(IN_PUBLIC) == Untranslated(NO_ENGINE)
    await allow(database, "deepl", SERVER + 1)
    assert await made.translate(IN_PUBLIC) == Untranslated(NO_ENGINE)
    await allow(database, "deepl")
    assert engine_of(await made.translate(IN_PUBLIC)) == "deepl"
    assert await database.write(engines.forbid, SERVER, "deepl")
    assert await made.translate(IN_PUBLIC) == Untranslated(NO_ENGINE)


async def test_what_not_everybody_can_read_goes_to_local_engines_alone(
    database: Database, clock: SteppedClock
) -> None:
    made = translator(database, clock, "deepl", "firefox", local=("firefox",))
    await allow(database, "deepl")
    assert engine_of(await made.translate(IN_PUBLIC)) == "deepl"
    assert engine_of(await made.translate(IN_PRIVATE)) == "firefox"


async def test_no_outside_engine_is_promised_for_what_not_everybody_can_read(
    database: Database, clock: SteppedClock
) -> None:
    made = translator(database, clock, "deepl")
    await allow(database, "deepl")
    permitted = await database.read(engines.permitted, SERVER, None)
    assert made.can(permitted, public=True)
    assert not made.can(permitted, public=False)


async def test_a_member_keeps_their_own_words_from_outside_engines(
    database: Database, clock: SteppedClock
) -> None:
    made = translator(database, clock, "deepl")
    await allow(database, "deepl")

    def keep(connection: Connection) -> None:
        connection.execute(insert(reader).values(id=ELENA, local_engines_only=True))

    await database.write(keep)
    assert await made.translate(IN_PUBLIC) == Untranslated(NO_ENGINE)
    other = Passage(TEXT, INTO_SPANISH, SERVER, is_public=lambda: True, author_id=ELENA + 1)
    assert engine_of(await made.translate(other)) == "deepl"


async def test_the_operators_cap_holds_for_all_servers_together_and_for_a_month(
    database: Database, clock: SteppedClock
) -> None:
    made = translator(database, clock, "deepl", cap=60)
    await allow(database, "deepl")
    await allow(database, "deepl", SERVER + 1)
    elsewhere = Passage(TEXT, INTO_SPANISH, SERVER + 1, is_public=lambda: True)
    assert engine_of(await made.translate(IN_PUBLIC)) == "deepl"
    assert engine_of(await made.translate(elsewhere)) == "deepl"
    told = await made.translate(IN_PUBLIC)
    assert isinstance(told, Untranslated)
    assert str(told.attempts[0].why) == "The characters for DeepL are used up for this month."
    month = f"{clock.utcnow():%Y-%m}"
    used = await database.read(engines.in_month, month, "deepl")
    assert used == {SERVER: len(TEXT), SERVER + 1: len(TEXT)}
    await clock.advance(32 * 86_400)
    assert engine_of(await made.translate(IN_PUBLIC)) == "deepl"


async def test_a_translation_goes_with_the_text_it_was_made_of(database: Database) -> None:
    post = await a_post(database, NEWS, "a", thread_id=NEWS + 1000)
    edited, erased, other = [await database.write(saying(post, 900 + one, TEXT)) for one in range(3)]
    made = MachineText("El puente está abierto de nuevo.", Language.ES, "a", "1", rough=False)

    async def left() -> set[int]:
        return set(await database.read(translations.of_comments, [edited, erased, other]))

    read = await database.read(comments.get_many, [edited, erased, other])
    for one in read.values():
        assert await database.write(translations.store, one, made, NOON)
    assert await left() == {edited, erased, other}
    await database.write(partial(comments.edit, text=TEXT, edited_at=NOON), edited)
    assert await left() == {edited, erased, other}
    await database.write(partial(comments.edit, text="No.", edited_at=NOON), edited)
    await database.write(erasures.erase, [erased])
    assert await left() == {other}
    for comment_id in (edited, erased):
        assert not await database.write(translations.store, read[comment_id], made, NOON)


async def test_what_no_engine_translates_well_is_not_sent_again_for_a_while(
    database: Database, clock: SteppedClock
) -> None:
    copies = Made(unchanged, "deepl", local=False)
    made = Translator(database, Chain([Governor(copies)]), {}, clock)
    await allow(database, "deepl")
    first = await made.translate(IN_PUBLIC)
    assert isinstance(first, Untranslated)
    assert await made.translate(IN_PUBLIC) == Untranslated(first.reason)
    assert len(copies.asked) == 1
    await made.translate(replace(IN_PUBLIC, text="Nobody asked the neighbours."))
    assert len(copies.asked) == 2
    term = Glossary([Term("bridge", "puente")])
    await database.write(glossaries.replace, SERVER, term)
    await made.translate(IN_PUBLIC)
    assert len(copies.asked) == 3, "it may be another with another glossary"
    await clock.advance(3_601)
    await made.translate(IN_PUBLIC)
    assert len(copies.asked) == 4
