"""Languages that are chosen stay chosen, each where it was set and nowhere else."""

from functools import partial

import pytest

from bot.database.engine import Database
from bot.domain.language import Language
from bot.servers import language_store as preferences
from bot.servers.language_settings import Languages

SERVER, CHANNEL, READER = 1, 2, 3


@pytest.fixture
def languages(database: Database) -> Languages:
    return Languages(database)


@pytest.mark.parametrize(
    ("locale", "expected"),
    [("es-419", Language.ES), ("es-ES", Language.ES), ("en-GB", Language.EN), ("fr", Language.EN)],
)
async def test_a_reader_is_spoken_to_in_the_language_of_their_client(
    languages: Languages, locale: str, expected: Language
):
    assert await languages.language_of(READER, locale) is expected


async def test_a_readers_own_choice_comes_before_their_client_until_it_is_taken_back(languages: Languages):
    await languages.speak_to(READER, Language.ES)
    assert await languages.language_of(READER, "en-US") is Language.ES
    assert await languages.language_of(READER + 1, "en-US") is Language.EN
    await languages.speak_to(READER, None)
    assert await languages.language_of(READER, "en-US") is Language.EN


async def test_switching_an_article_changes_what_is_read_and_not_what_is_spoken(languages: Languages):
    await languages.read_in(READER, Language.ES)
    chosen = await languages.chosen_by(READER)
    assert (chosen.spoken, chosen.reading) == (None, Language.ES)
    assert await languages.language_of(READER, "en-US") is Language.EN


async def test_what_all_see_follows_the_channel_then_the_server_then_english(
    languages: Languages, database: Database
):
    shown = partial(languages.shown_in, SERVER, CHANNEL)
    of_server = partial(preferences.set_server, server_id=SERVER)
    of_channel = partial(preferences.set_channel, server_id=SERVER, channel_id=CHANNEL)
    assert await shown() is Language.EN
    await database.write(of_server, language=Language.ES)
    assert await shown() is Language.ES
    await database.write(of_channel, language=Language.EN)
    assert await shown() is Language.EN
    assert await languages.set_for(SERVER, CHANNEL) == (Language.EN, Language.ES)
    await database.write(of_channel, language=None)
    assert await shown() is Language.ES
    await database.write(of_server, language=None)
    assert await shown() is Language.EN


async def test_readers_are_told_in_their_language_that_the_database_cannot_be_read(
    languages: Languages, database: Database
):
    await languages.speak_to(READER, Language.ES)
    assert await languages.language_of(READER, "en-US") is Language.ES
    await database.close()
    assert await languages.language_of(READER, "en-US") is Language.ES
    assert await languages.language_of(READER + 1, "es-ES") is Language.ES
