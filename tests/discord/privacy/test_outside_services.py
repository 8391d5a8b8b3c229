"""Members are told which outside services translate, and keep their own words from them."""

from __future__ import annotations

import json

import pytest

from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.posting.thread_note_view import opening_note
from bot.settings import Settings
from bot.translation.engines.engine_names import engine_names
from tests.discord.discussed import discuss, say
from tests.discord.news import cards, post, serve
from tests.discord.pages import Pages
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import GUSTA, LIKE, engine, let_have, translate

COMMAND = "/privacy translation"
pytestmark = pytest.mark.engines("deepl", outside=["deepl"])


async def test_a_member_keeps_their_words_from_outside_services_and_takes_that_back(tertulia: Simulated):
    await let_have(tertulia, "deepl")
    discussed = await discuss(tertulia)
    sent, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    answer = await tertulia.run(tertulia.elena, COMMAND, outside=False)
    assert answer.ephemeral
    assert "no va a ningún servicio externo" in answer.text
    assert LIKE not in (await translate(tertulia, tertulia.emma, sent)).text
    assert engine(tertulia, "deepl").asked == []
    assert "no van a servicios externos" in (await tertulia.run(tertulia.elena, COMMAND)).text
    await tertulia.run(tertulia.elena, COMMAND, outside=True)
    assert "pueden ir a los servicios externos" in (await tertulia.run(tertulia.elena, COMMAND)).text
    assert LIKE in (await translate(tertulia, tertulia.emma, sent)).text


async def test_the_choice_is_told_in_english_too(tertulia: Simulated):
    assert (await tertulia.run(tertulia.emma, COMMAND)).text == (
        "Your comments may go to outside services that a server uses. `/privacy translation` with "
        "`outside: False` keeps them back."
    )
    in_spanish = (await tertulia.run(tertulia.elena, COMMAND)).text
    assert in_spanish.endswith("Con `/privacidad traducción` y `externos: Falso` no van.")
    assert "on any server" in (await tertulia.run(tertulia.emma, COMMAND, outside=False)).text
    assert (await tertulia.run(tertulia.emma, COMMAND)).text == (
        "Your comments are kept from outside services (`/privacy translation`)."
    )
    assert "may receive your comments" in (await tertulia.run(tertulia.emma, COMMAND, outside=True)).text


async def test_what_is_stored_names_the_services_what_they_get_and_the_choice(tertulia: Simulated):
    shown = (await tertulia.run(tertulia.emma, "/privacy show")).text
    assert "**Outside translation services on this server:** none" in shown
    await let_have(tertulia, "deepl")
    shown = (await tertulia.run(tertulia.emma, "/privacy show")).text
    assert "**Outside translation services on this server:** DeepL" in shown
    assert "without the author's name" in shown
    assert "Your comments may go to outside services" in shown
    assert "Translations are stored with your comments, and deleted with them." in shown
    await tertulia.run(tertulia.elena, COMMAND, outside=False)
    shown = (await tertulia.run(tertulia.elena, "/privacy show")).text
    assert "**Servicios externos de traducción en este servidor:** DeepL" in shown
    assert "Tus comentarios no van a servicios externos (`/privacidad traducción`)." in shown


@pytest.mark.engines
async def test_where_nothing_is_translated_nothing_is_said_of_it(tertulia: Simulated):
    assert "ranslat" not in (await tertulia.run(tertulia.emma, "/privacy show")).text


async def test_ones_choices_come_with_ones_data(tertulia: Simulated):
    await tertulia.run(tertulia.emma, COMMAND, outside=False)
    await tertulia.run(tertulia.emma, "/language mine", language="en")
    (file,) = (await tertulia.run(tertulia.emma, "/privacy export")).files
    assert json.loads(await file.read())["choices"] == {
        "language": "en",
        "reading_language": None,
        "translates_discussions": False,
        "local_engines_only": True,
    }


async def test_erasing_everything_sends_nothing_out_later(tertulia: Simulated):
    await let_have(tertulia, "deepl")
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.elena, discussed, "Lo sé.")
    await tertulia.run(tertulia.elena, COMMAND, outside=False)
    await tertulia.run(tertulia.elena, "/language mine", language="en")
    asked = await tertulia.run(tertulia.elena, "/privacy erase", everywhere=True)
    done = await tertulia.click(tertulia.elena, asked.message, "Delete permanently")
    assert "What you write later is still kept from outside translation services." in done.text
    shown = (await tertulia.run(tertulia.elena, "/privacy show")).text
    assert "Tus comentarios no van a servicios externos" in shown, (
        "the language is forgotten, and that is not"
    )
    later, _ = await say(tertulia, tertulia.elena, discussed, GUSTA)
    await translate(tertulia, tertulia.emma, later)
    assert engine(tertulia, "deepl").asked == []


async def test_who_never_objected_is_not_told_that_they_did(tertulia: Simulated):
    discussed = await discuss(tertulia)
    await say(tertulia, tertulia.emma, discussed, "The pier burned down.")
    asked = await tertulia.run(tertulia.emma, "/privacy erase", everywhere=True)
    done = await tertulia.click(tertulia.emma, asked.message, "Delete permanently")
    assert done.text == "1 comment has been deleted."


@pytest.mark.parametrize("on", [False, True])
async def test_a_new_threads_note_names_the_services_that_are_on(tertulia: Simulated, pages: Pages, on: bool):
    if on:
        await let_have(tertulia, "deepl")
    await post(tertulia, serve(pages))
    [card] = cards(tertulia.seed.news)
    [note] = tertulia.shown(tertulia.channel(card.id))
    assert ("may translate what is written here: DeepL." in note) is on
    assert ("`/privacy translation`" in note) is on
    assert ("pueden traducir lo que se escribe aquí: DeepL." in note) is on
    assert ("`/privacidad traducción`" in note) is on


def test_the_longest_note_fits_into_a_message() -> None:
    address = f"https://{'x' * 200}.example/v1"
    services = ("libretranslate", "deepl", "google", "azure", "chat")
    given = {f"TERTULIA_{one.upper()}_URL": address for one in services}
    names = engine_names(Settings(**given).engines)
    note = opening_note(Catalog.load(), Language, False, [names[one].title for one in services])
    assert len(note) <= 2_000
