"""Machine editions: cards show what engines made of an article, and say so; they never wait for it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import discord
import pytest
from simcord import ChannelHandle
from sqlalchemy import Engine, event, update

from bot.database.engine import Connection
from bot.database.schema import edition_version
from bot.discussion.stores import post_store as posts
from bot.jobs.kinds import Job
from bot.posting import machine_edition_store as machine_editions
from bot.posting.edition_worker import EditionWorker
from bot.posting.redraw_worker import RedrawWorker
from bot.translating import engine_store as engines
from bot.translating.allowance import REQUESTS, Allowance
from bot.translation.engines.engine import Fault
from tests.discord.answers import labels_of, text_of
from tests.discord.news import ENGLISH, SPANISH, cards, post, serve, teach
from tests.discord.pages import Pages
from tests.discord.posted import live, name_of
from tests.discord.rooms import make_private
from tests.discord.simulated import Simulated
from tests.translators import Phrasebook

LEER, READ = "Leer en español", "Read in English"
TITLE, TITULO = str(ENGLISH["title"]), str(SPANISH["title"])
PASTED = "\n\n".join([TITLE, *ENGLISH["paragraphs"]])  # type: ignore[list-item]
OTHER_TITLE, OTRO_TITULO = "The bridge is open again.", "El puente está abierto de nuevo."


def engine_of(tertulia: Simulated, name: str = "one") -> Phrasebook:
    """The bot's engine of this name, which knows the article."""
    (found,) = [one for one in tertulia.engines if one.name == name]
    assert isinstance(found, Phrasebook)
    teach(found)
    return found


def asked(engine: Phrasebook) -> int:
    """How often an engine was asked for the article: it is asked for comments too."""
    return sum(str(ENGLISH["standfirst"]) in texts for texts in engine.asked)


async def speak_spanish(tertulia: Simulated, room: ChannelHandle) -> None:
    await tertulia.run(tertulia.marta, "/language channel", language="es", channel=room)


async def spanish_card(tertulia: Simulated, text: str = "· traducción ") -> discord.Message:
    """The card in the Spanish room, once it says ``text``."""

    def standing() -> discord.Message | None:
        found = cards(tertulia.seed.noticias)
        return found[0] if found and text in text_of(found[0]) else None

    return await tertulia.until(standing)


async def is_done(tertulia: Simulated) -> bool:
    """Whether no machine edition is owed."""
    return not await tertulia.database.read(machine_editions.owed)


def deferred(tertulia: Simulated) -> int:
    """How often the bot has told somebody that its answer will come later."""
    return sum(one.json["type"] == 5 for one in tertulia.requests("POST", "/callback"))


async def in_both_rooms(tertulia: Simulated, pages: Pages) -> tuple[discord.Message, discord.Message]:
    """The English article in an English and a Spanish room, with its Spanish machine edition."""
    await speak_spanish(tertulia, tertulia.seed.noticias)
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    return cards(tertulia.seed.news)[0], await spanish_card(tertulia)


async def grow_old(tertulia: Simulated) -> None:
    """Let the article have been read long ago, so that it is read again when it is posted again."""

    def age(connection: Connection) -> None:
        earlier = tertulia.clock.utcnow() - timedelta(hours=2)
        connection.execute(update(edition_version).values(read_at=earlier))

    await tertulia.database.write(age)


@pytest.mark.engines("one")
async def test_a_card_waits_for_no_engine_and_is_redrawn_when_it_answers(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    engine.hold()
    await speak_spanish(tertulia, tertulia.seed.noticias)
    answer = await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
    assert "The card is posted" in answer.text
    card = await spanish_card(tertulia, "este es el original, en inglés")
    assert labels_of(card)[0] == LEER
    await tertulia.until(lambda: asked(engine))
    engine.release()
    card = await spanish_card(tertulia)
    assert text_of(card).startswith(f"### [{TITULO}]")
    assert labels_of(card)[0] == READ


@pytest.mark.engines("one")
async def test_a_machine_edition_says_what_made_it_and_leads_to_the_original(
    tertulia: Simulated, pages: Pages
):
    engine_of(tertulia)
    english, spanish = await in_both_rooms(tertulia, pages)
    assert f"### [{TITULO}]" in text_of(spanish)
    assert TITLE not in text_of(spanish)
    assert "-# En español · traducción automática del inglés (one)" in text_of(spanish)
    assert "1 minuto de lectura" in text_of(spanish)
    original = await tertulia.click(tertulia.elena, spanish, READ)
    assert f"### [{TITLE}]" in original.text
    assert "the publisher's own edition" in original.text
    made = await tertulia.click(tertulia.emma, english, LEER)
    assert str(SPANISH["standfirst"]) in made.text
    assert "traducción automática del inglés (one)" in made.text
    assert made.labels[0] == READ
    assert TITLE in (await tertulia.click(tertulia.emma, made.message, READ)).text


@pytest.mark.engines("one")
async def test_a_rough_engines_edition_is_called_rough(tertulia: Simulated, pages: Pages):
    engine_of(tertulia).rough = True
    _, spanish = await in_both_rooms(tertulia, pages)
    assert "· traducción aproximada del inglés (one)" in text_of(spanish)
    assert "automática" not in text_of(spanish)


@pytest.mark.engines("one")
async def test_a_thread_is_named_by_the_publishers_headline(tertulia: Simulated, pages: Pages):
    engine_of(tertulia)
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await tertulia.until(partial(is_done, tertulia))
    for room in (tertulia.seed.noticias, tertulia.seed.forum):
        await speak_spanish(tertulia, room)
        await post(tertulia, link, channel=room)
    card = await spanish_card(tertulia)
    assert name_of(tertulia, card.id) == TITLE
    assert [name_of(tertulia, one.thread_id or 0) for one in await live(tertulia)] == [TITLE] * 3


@pytest.mark.engines("one")
async def test_an_english_card_stays_as_it_is_and_its_edition_is_made_once(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    await post(tertulia, serve(pages, spanish=False))
    await tertulia.until(partial(is_done, tertulia))
    await tertulia.until(lambda: not tertulia.health(Job.REDRAW).backlog)
    [card] = cards(tertulia.seed.news)
    assert TITLE in text_of(card)
    assert TITULO in (await tertulia.click(tertulia.elena, card, LEER)).text
    assert TITULO in (await tertulia.click(tertulia.mateo, card, LEER)).text
    assert asked(engine) == 1
    assert not tertulia.requests("PATCH", f"/channels/{tertulia.seed.news.id}/messages")


async def test_an_old_card_gains_its_button_with_an_engine_and_a_press_makes_the_edition(
    tertulia: Simulated, pages: Pages
):
    await speak_spanish(tertulia, tertulia.seed.noticias)
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    assert LEER not in labels_of(cards(tertulia.seed.news)[0])
    tertulia.engines = [Phrasebook("one")]
    engine = engine_of(tertulia)
    engine.hold()
    await tertulia.restart()
    [old] = cards(tertulia.seed.news)
    await tertulia.emma.send(tertulia.channel(old.id), "At last!")
    card = await tertulia.until(
        lambda: next((one for one in cards(tertulia.seed.news) if LEER in labels_of(one)), None)
    )
    await tertulia.until(lambda: asked(engine))  # for the Spanish card
    before = deferred(tertulia)
    pressed = asyncio.create_task(tertulia.click(tertulia.elena, card, LEER))
    await tertulia.until(lambda: deferred(tertulia) > before)
    assert not pressed.done()
    engine.release()
    answer = await pressed
    assert answer.ephemeral
    assert f"### [{TITULO}]" in answer.text
    assert asked(engine) == 1
    await spanish_card(tertulia)


@pytest.mark.engines("one")
async def test_two_who_press_at_the_same_time_ask_the_engine_once(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    engine.fault = Fault.QUOTA
    await post(tertulia, serve(pages, spanish=False))
    await tertulia.until(partial(is_done, tertulia))
    engine.fault = None
    tertulia.clock.speed = 100_000
    await asyncio.sleep(0.1)  # an hour: its quota is asked for again
    engine.asked.clear()
    [shown] = await live(tertulia)
    make = tertulia.services[EditionWorker].make
    assert await asyncio.gather(*(make(shown.discussion_id) for _ in range(3))) == [None, None, None]
    assert asked(engine) == 1
    [card] = cards(tertulia.seed.news)
    assert TITULO in (await tertulia.click(tertulia.elena, card, LEER)).text


@pytest.mark.engines("one")
async def test_who_asks_for_a_text_that_no_engine_translates_gets_the_original_with_the_reason(
    tertulia: Simulated, pages: Pages
):
    engine = engine_of(tertulia)
    engine.know(str(ENGLISH["standfirst"]), str(ENGLISH["standfirst"]))
    link = serve(pages, spanish=False)
    await post(tertulia, link)
    await tertulia.until(partial(is_done, tertulia))
    [card] = cards(tertulia.seed.news)
    spanish = await tertulia.click(tertulia.elena, card, LEER)
    assert "este es el original, en inglés" in spanish.text
    assert "Ninguna traducción ha pasado las comprobaciones. one: " in spanish.text
    assert TITLE in spanish.text
    assert TITULO not in spanish.text
    assert asked(engine) == 1  # it would say the same again


@pytest.mark.engines("one")
async def test_the_reason_is_in_the_language_that_was_asked_for(tertulia: Simulated, pages: Pages):
    engine_of(tertulia).fault = Fault.REJECTED
    text = str(SPANISH["title"]) + "\n\n" + "\n\n".join(map(str, SPANISH["paragraphs"]))
    await speak_spanish(tertulia, tertulia.seed.noticias)
    pasted = await tertulia.run(tertulia.marta, "/article paste", at=tertulia.seed.noticias)
    await tertulia.fill(tertulia.marta, pasted, {"Text": text})
    [card] = cards(tertulia.seed.noticias)
    english = await tertulia.click(tertulia.emma, card, READ)
    assert "This article is not available in English; this is the original, in Spanish." in english.text
    assert "one refused the text." in english.text
    assert "passed the checks" not in english.text


@pytest.mark.engines("one")
async def test_an_engine_that_cannot_be_reached_is_asked_again_later(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    engine.fault = Fault.TIMEOUT
    await speak_spanish(tertulia, tertulia.seed.noticias)
    await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
    await tertulia.until(lambda: tertulia.health(Job.MACHINE_EDITION).failing)
    [card] = cards(tertulia.seed.noticias)
    answer = await tertulia.click(tertulia.elena, card, LEER)
    assert "one no ha respondido a tiempo" in answer.text
    engine.fault = None
    tertulia.clock.speed = 1_000
    await spanish_card(tertulia)
    assert await is_done(tertulia)


@pytest.mark.engines("one")
async def test_what_is_given_up_is_tried_again_at_the_next_start(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    engine.fault = Fault.TIMEOUT
    tertulia.clock.speed = 10_000
    await speak_spanish(tertulia, tertulia.seed.noticias)
    await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
    await tertulia.until(lambda: tertulia.health(Job.MACHINE_EDITION).given_up)
    engine.fault = None
    await tertulia.restart()
    await spanish_card(tertulia)


@pytest.mark.engines("one")
async def test_the_publishers_edition_replaces_the_machines(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    await in_both_rooms(tertulia, pages)
    await grow_old(tertulia)
    await post(tertulia, serve(pages), channel=tertulia.seed.announcements)
    card = await spanish_card(tertulia, "edición del propio medio")
    assert "traducción" not in text_of(card)
    [discussed, *_] = await live(tertulia)
    of_article = partial(machine_editions.of_article, article_id=discussed.article_id)
    assert await tertulia.database.read(of_article, server_id=tertulia.seed.guild.id) is None
    assert asked(engine) == 1


@pytest.mark.engines("one")
async def test_a_new_version_of_the_original_is_translated_anew(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    await in_both_rooms(tertulia, pages)
    await grow_old(tertulia)
    engine.know(OTHER_TITLE, OTRO_TITULO)
    changed = pages.put("/bridge", pages.page("/bridge").replace(TITLE, OTHER_TITLE))
    await post(tertulia, changed, channel=tertulia.seed.announcements)
    card = await spanish_card(tertulia, OTRO_TITULO)
    assert "traducción automática del inglés (one)" in text_of(card)
    assert asked(engine) == 2


@pytest.mark.engines("one")
async def test_a_bot_that_ends_while_an_engine_is_asked_makes_the_edition_at_its_next_start(
    tertulia: Simulated, pages: Pages
):
    engine = engine_of(tertulia)
    engine.hold()
    await speak_spanish(tertulia, tertulia.seed.noticias)
    await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
    await tertulia.until(lambda: asked(engine))
    await tertulia.stop()
    engine.release()
    await tertulia.start()
    await spanish_card(tertulia)


@pytest.mark.engines("one")
async def test_a_bot_that_ends_before_a_card_shows_its_new_edition_redraws_it_at_the_next_start(
    tertulia: Simulated, pages: Pages, monkeypatch: pytest.MonkeyPatch
):
    engine_of(tertulia)
    await speak_spanish(tertulia, tertulia.seed.noticias)
    with monkeypatch.context() as killed:
        killed.setattr(RedrawWorker, "schedule", lambda *given: None)  # between the commit and what follows
        await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
        await tertulia.until(partial(is_done, tertulia))
        await tertulia.settle()
    await spanish_card(tertulia, "este es el original, en inglés")
    await tertulia.restart()
    await spanish_card(tertulia)


@pytest.mark.engines("deepl", outside=["deepl"])
async def test_an_outside_engine_is_asked_only_where_it_is_switched_on(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia, "deepl")
    await speak_spanish(tertulia, tertulia.seed.noticias)
    link = serve(pages, spanish=False)
    await post(tertulia, link, channel=tertulia.seed.noticias)
    await tertulia.until(partial(is_done, tertulia))
    [card] = cards(tertulia.seed.noticias)
    assert labels_of(card)[0] == READ
    assert engine.asked == []
    await tertulia.database.write(
        engines.allow, tertulia.seed.guild.id, "deepl", by=tertulia.marta.id, at=tertulia.clock.utcnow()
    )
    await tertulia.elena.send(tertulia.channel(card.id), "¡Por fin!")
    assert "(DeepL)" in text_of(await spanish_card(tertulia))


@pytest.mark.engines("deepl", outside=["deepl"])
@pytest.mark.parametrize("private", [True, False], ids=["private", "public"])
async def test_a_pasted_text_goes_outside_only_from_a_room_that_everybody_can_read(
    tertulia: Simulated, pages: Pages, private: bool
):
    engine = engine_of(tertulia, "deepl")
    await tertulia.database.write(
        engines.allow, tertulia.seed.guild.id, "deepl", by=tertulia.marta.id, at=tertulia.clock.utcnow()
    )
    room = tertulia.seed.news
    if private:
        make_private(tertulia, room)
        await tertulia.settle()
    pasted = await tertulia.run(tertulia.marta, "/article paste", at=room)
    await tertulia.fill(tertulia.marta, pasted, {"Text": PASTED})
    await tertulia.until(partial(is_done, tertulia))
    [card] = cards(room)
    assert bool(engine.asked) is not private
    assert (LEER in labels_of(card)) is not private


@pytest.mark.engines("one")
async def test_who_asks_too_often_gets_the_original_and_is_told_so(tertulia: Simulated, pages: Pages):
    engine = engine_of(tertulia)
    engine.fault = Fault.REJECTED
    await post(tertulia, serve(pages, spanish=False))
    for _ in range(REQUESTS):
        tertulia.services[Allowance].spend(tertulia.elena.id)
    [card] = cards(tertulia.seed.news)
    answer = await tertulia.click(tertulia.elena, card, LEER)
    assert "Puedes pedir 30 traducciones por hora." in answer.text
    assert TITLE in answer.text


@contextlib.contextmanager
def statements() -> Iterator[list[str]]:
    """Collect every statement of every database."""
    said: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


async def test_without_an_engine_nothing_is_asked_of_the_database(tertulia: Simulated, pages: Pages):
    await speak_spanish(tertulia, tertulia.seed.noticias)
    with statements() as said:
        await post(tertulia, serve(pages, spanish=False), channel=tertulia.seed.noticias)
        [card] = cards(tertulia.seed.noticias)
        await tertulia.click(tertulia.emma, card, READ)
        [discussed] = await live(tertulia)
        await tertulia.database.write(posts.mark_stale, [discussed.discussion_id])
        await tertulia.until(lambda: not tertulia.health(Job.REDRAW).backlog)
    assert said
    tables = ("machine_edition", "edition_due", "allowed_engine", "glossary_term")
    assert not [one for one in said if any(table in one for table in tables)]
