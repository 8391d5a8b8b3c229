"""An outside service gets nothing until a manager was told its name and switched it on."""

from __future__ import annotations

import pytest

from bot.audit import audit_store as audit
from bot.discussion.stores import server_store as servers
from bot.domain.language import Language
from bot.domain.moderation import Action, TargetKind
from bot.domain.translation import MirrorTranslations
from bot.translating.translator import Passage, Translator
from bot.translation.chain import Translation
from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault
from tests.discord.answers import Answer
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import GUSTA, LIKE, engine

COMMAND = "/settings translation"
pytestmark = pytest.mark.engines("deepl", outside=["deepl"])
limited = pytest.mark.bot(TERTULIA_TRANSLATION_CHARACTERS="deepl:60")


async def ask(tertulia: Simulated) -> Answer:
    return await tertulia.run(tertulia.marta, COMMAND, service="deepl")


async def switch_on(tertulia: Simulated) -> Answer:
    asked = await ask(tertulia)
    return await tertulia.click(tertulia.marta, asked.message, "Switch it on")


async def made_by(tertulia: Simulated, author_id: int | None = None) -> str | None:
    """By which engine something that everybody can read is translated."""
    direction = Direction.into(Language.ES)
    passage = Passage(LIKE, direction, tertulia.seed.guild.id, is_public=lambda: True, author_id=author_id)
    told = await tertulia.services[Translator].translate(passage)
    return told.made.engine if isinstance(told, Translation) else None


async def recorded(tertulia: Simulated) -> list[str | None]:
    rows = await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)
    assert {(one.action, one.actor_id) for one in rows} <= {(Action.SETTINGS, tertulia.marta.id)}
    return [one.reason for one in rows]


async def test_it_gets_nothing_until_a_manager_switches_it_on_and_nothing_after_it_is_off_again(
    tertulia: Simulated,
):
    assert await made_by(tertulia) is None
    asked = await ask(tertulia)
    assert asked.ephemeral
    assert await made_by(tertulia) is None, "asking is not agreeing"
    done = await tertulia.click(tertulia.marta, asked.message, "Switch it on")
    assert done.text == "DeepL is on. From now on, new threads name it."
    assert await made_by(tertulia) == "deepl"
    asked = await ask(tertulia)
    assert "DeepL, an outside service: on" in asked.text
    done = await tertulia.click(tertulia.marta, asked.message, "Switch it off")
    assert done.text == "DeepL is off, and gets nothing more from this server."
    assert await made_by(tertulia) is None
    assert engine(tertulia, "deepl").asked == [[LIKE]]
    assert await recorded(tertulia) == ["translation by deepl on", "translation by deepl off"]


async def test_what_is_asked_names_the_service_what_it_gets_and_who_pays(tertulia: Simulated):
    text = (await ask(tertulia)).text
    assert "Let **DeepL** translate" in text
    assert "without the names of their authors" in text
    assert "Mentions, links and code are replaced" in text
    assert "private channels or threads, direct messages" in text
    assert "`/privacy translation`" in text
    assert "pays for it, and has set no limit" in text
    tertulia.speaks(tertulia.marta, "es-ES")
    text = (await ask(tertulia)).text
    assert "¿Permitir que **DeepL** traduzca" in text
    assert "`/privacidad traducción`" in text
    assert "`/ajustes traducción`" in text


@limited
async def test_the_operators_limit_is_told_before(tertulia: Simulated):
    assert "allows 60 characters a month for all servers together" in (await ask(tertulia)).text


@pytest.mark.parametrize(
    "options", [{}, {"service": "deepl"}, {"mirrors": "off"}, {"service": "deepl", "characters": 5}]
)
async def test_only_managers_may(tertulia: Simulated, options: dict[str, object]):
    answer = await tertulia.run(tertulia.mateo, COMMAND, forced=True, **options)
    assert "Gestionar servidor" in answer.text
    assert not answer.labels


async def test_who_stopped_managing_the_server_since_they_were_asked_switches_nothing_on(tertulia: Simulated):
    asked = await ask(tertulia)
    members = tertulia.env.backend.get_guild(tertulia.seed.guild.id).members
    members[tertulia.marta.id].role_ids.clear()
    done = await tertulia.click(tertulia.marta, asked.message, "Switch it on")
    assert "Manage Server" in done.text
    assert await made_by(tertulia) is None


async def test_a_service_that_nobody_set_up_cannot_be_switched_on(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, COMMAND, service="google")
    assert answer.text == "No such translation service is set up. Choose one from the list."
    assert not answer.labels


async def test_switching_off_what_is_off_already_is_refused(tertulia: Simulated):
    await switch_on(tertulia)
    asked, again = await ask(tertulia), await ask(tertulia)
    await tertulia.click(tertulia.marta, asked.message, "Switch it off")
    done = await tertulia.click(tertulia.marta, again.message, "Switch it off")
    assert done.text == "DeepL is not switched on here."


@pytest.mark.engines("firefox", "deepl", outside=["deepl"])
async def test_the_services_are_offered_by_name_and_local_engines_are_none(tertulia: Simulated):
    offered = await tertulia.complete(tertulia.marta, COMMAND, "service", "dee")
    assert [(one["name"], one["value"]) for one in offered] == [("DeepL", "deepl")]
    assert await tertulia.complete(tertulia.marta, COMMAND, "service", "fire") == []
    answer = await tertulia.run(tertulia.marta, COMMAND, service="firefox")
    assert "No such translation service" in answer.text


@pytest.mark.engines("firefox")
async def test_without_an_outside_service_it_says_whose_it_is_to_set_one_up(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl")
    assert answer.text == "No outside service is set up. Whoever runs this bot can name one in its settings."


@pytest.mark.engines
async def test_without_any_engine_it_says_so(tertulia: Simulated):
    text = (await tertulia.run(tertulia.marta, COMMAND)).text
    assert text == "**Translation:** no engine is set up. Whoever runs this bot can install one."
    assert text in (await tertulia.run(tertulia.marta, "/settings show")).text


@limited
@pytest.mark.engines("firefox", "deepl", outside=["deepl"])
@pytest.mark.parametrize("command", [COMMAND, "/settings show"])
async def test_the_settings_show_engines_limits_copies_and_terms(tertulia: Simulated, command: str):
    text = (await tertulia.run(tertulia.marta, command)).text
    assert "- Firefox Translations, on the bot's own machine: on" in text
    assert "- DeepL, an outside service: off" in text
    assert "with the translation below the original" in text
    assert "**Glossary:** 0 terms" in text
    await switch_on(tertulia)
    engine(tertulia, "firefox").fault = Fault.REJECTED
    assert await made_by(tertulia) == "deepl"
    text = (await tertulia.run(tertulia.marta, command)).text
    assert "- DeepL, an outside service: on. 29 of 60 characters this month" in text
    tertulia.speaks(tertulia.marta, "es-ES")
    text = (await tertulia.run(tertulia.marta, command)).text
    assert "- DeepL, un servicio externo: activado. 29 de 60 caracteres este mes" in text


@limited
async def test_a_manager_lowers_the_limit_and_takes_that_back(tertulia: Simulated):
    await switch_on(tertulia)
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl", characters=30)
    assert answer.text == "DeepL may have 30 characters a month from this server."
    assert await made_by(tertulia) == "deepl"
    assert await made_by(tertulia) is None
    assert "29 of 30 characters" in (await tertulia.run(tertulia.marta, COMMAND)).text
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl", characters=1000)
    assert "Whoever runs this bot allows fewer: 60" in answer.text
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl", characters=0)
    assert "as many characters a month as whoever runs this bot allows" in answer.text
    assert await made_by(tertulia) == "deepl"
    assert await made_by(tertulia) is None, "the operator's limit holds"
    assert (await recorded(tertulia))[1:] == [
        "translation by deepl: 30 characters a month",
        "translation by deepl: 1000 characters a month",
        "translation by deepl: any characters a month",
    ]


async def test_a_limit_is_for_a_service_that_is_on(tertulia: Simulated):
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl", characters=30)
    assert answer.text == "DeepL is not switched on here."
    answer = await tertulia.run(tertulia.marta, COMMAND, characters=30)
    assert answer.text == "Choose the service whose characters you want to limit."
    answer = await tertulia.run(tertulia.marta, COMMAND, service="deepl", mirrors="off")
    assert answer.text == "Please set one thing at a time."


@limited
@pytest.mark.engines("deepl", "google", outside=["deepl", "google"])
async def test_when_the_characters_are_used_up_the_next_engine_is_asked(tertulia: Simulated):
    await switch_on(tertulia)
    asked = await tertulia.run(tertulia.marta, COMMAND, service="google")
    await tertulia.click(tertulia.marta, asked.message, "Switch it on")
    assert [await made_by(tertulia) for _ in range(3)] == ["deepl", "deepl", "google"]
    asked = await ask(tertulia)
    assert "58 of 60 characters" in asked.text


@pytest.mark.engines("deepl", "firefox", outside=["deepl"])
async def test_an_engine_whose_key_is_refused_is_off_and_the_next_is_asked(tertulia: Simulated):
    await switch_on(tertulia)
    engine(tertulia, "deepl").fault = Fault.KEY
    assert [await made_by(tertulia) for _ in range(2)] == ["firefox"] * 2
    assert len(engine(tertulia, "deepl").asked) == 1
    text = (await tertulia.run(tertulia.marta, COMMAND)).text
    assert "(not used for now: DeepL does not accept the key.)" in text


@pytest.mark.parametrize(
    ("how", "english", "spanish"),
    [
        ("off", "are not translated", "no se traducen"),
        ("below", "have a translation below the original", "llevan una traducción debajo del original"),
        ("instead", "show a translation instead", "muestran una traducción en lugar del original"),
    ],
)
async def test_what_copies_show_is_set(tertulia: Simulated, how: str, english: str, spanish: str):
    answer = await tertulia.run(tertulia.marta, COMMAND, mirrors=how)
    assert english in answer.text
    settings = await tertulia.database.read(servers.settings, tertulia.seed.guild.id)
    assert settings.mirror_translations is MirrorTranslations(how)
    assert await recorded(tertulia) == [f"mirror translations {how}"]
    tertulia.speaks(tertulia.marta, "es-ES")
    assert spanish in (await tertulia.run(tertulia.marta, COMMAND, mirrors=how)).text


LIBRE = {"TERTULIA_LIBRETRANSLATE_URL": "https://libre.example:8443/v1"}


@pytest.mark.bot(**LIBRE)
@pytest.mark.engines("libretranslate", outside=["libretranslate"])
async def test_a_service_that_anybody_may_run_is_named_with_its_host(tertulia: Simulated):
    asked = await tertulia.run(tertulia.marta, COMMAND, service="libretranslate")
    assert "Let **LibreTranslate at libre.example:8443** translate" in asked.text


@pytest.mark.bot(**LIBRE)
@pytest.mark.engines("libretranslate", outside=["libretranslate"])
async def test_a_service_that_moves_to_another_host_is_off_until_a_manager_agrees_to_that_one(
    tertulia: Simulated,
):
    asked = await tertulia.run(tertulia.marta, COMMAND, service="libretranslate")
    await tertulia.click(tertulia.marta, asked.message, "Switch it on")
    await tertulia.restart()
    assert await made_by(tertulia) == "libretranslate"
    await tertulia.restart(TERTULIA_LIBRETRANSLATE_URL="https://other.example/v1")
    assert await made_by(tertulia) is None
    rows = await tertulia.database.read(audit.about, TargetKind.SERVER, tertulia.seed.guild.id)
    assert rows[-1].reason == "translation by libretranslate off: it is at another address now"
    assert GUSTA not in str(engine(tertulia, "libretranslate").asked)
