"""The doctor, beside the running bot, tells what outside engines were given and which are off."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.language import Language
from bot.i18n.catalog import Catalog
from bot.translating.translator import Passage, Translator
from bot.translation.direction import Direction
from bot.translation.engines.engine import Fault
from bot.translation.engines.governor import QUOTA_SECONDS
from bot.upkeep.doctor import Doctor
from bot.upkeep.doctor_translation import about_engines
from bot.upkeep.finding import Finding, Level
from tests.discord.simulated import Simulated
from tests.discord.translating.translated import LIKE, engine, let_have

pytestmark = pytest.mark.engines("deepl", "google", outside=["deepl", "google"])


def said(tertulia: Simulated, cap: int | None = None, language: Language = Language.EN) -> dict[str, Level]:
    """The doctor's findings about engines, with their levels."""
    caps = {} if cap is None else {"deepl": cap}
    report = Doctor(tertulia.place).checkup.translation
    found: list[Finding] = list(about_engines(tertulia.engines, report, caps))
    return {Catalog.load().say(one.what, language): one.level for one in found}


async def translate(tertulia: Simulated) -> None:
    passage = Passage(LIKE, Direction.into(Language.ES), tertulia.seed.guild.id, is_public=lambda: True)
    await tertulia.services[Translator].translate(passage)


async def test_what_each_engine_was_given_this_month_and_where_it_is_on(tertulia: Simulated):
    assert said(tertulia)["DeepL is on in no server, so it receives nothing."] is Level.FINE
    await let_have(tertulia, "deepl")
    await translate(tertulia)
    found = said(tertulia)
    assert found["DeepL is on in 1 server."] is Level.FINE
    assert found["DeepL was given 29 characters this month; there is no limit."] is Level.FINE
    assert found["Google Cloud Translation is on in no server, so it receives nothing."] is Level.FINE
    assert said(tertulia, 30)["DeepL was given 29 of 30 characters this month."] is Level.FINE
    assert said(tertulia, 29)["DeepL was given 29 of 29 characters this month."] is Level.HINT
    assert "DeepL ha recibido 29 de 30 caracteres este mes." in said(tertulia, 30, Language.ES)


@pytest.mark.parametrize(
    ("fault", "why", "level"),
    [
        (Fault.KEY, "DeepL does not accept the key.", Level.FAULT),
        (Fault.QUOTA, "The quota of DeepL is used up.", Level.HINT),
    ],
)
async def test_an_engine_that_is_switched_off_is_told_until_it_answers_again(
    tertulia: Simulated, fault: Fault, why: str, level: Level
):
    await let_have(tertulia, "deepl")
    engine(tertulia, "deepl").fault = fault
    await translate(tertulia)
    (what,) = [one for one in said(tertulia) if "switched off" in one]
    assert what.endswith(why)
    assert said(tertulia)[what] is level
    assert not [one for one in Doctor(tertulia.place).database() if "Background work" in str(one.what)]
    engine(tertulia, "deepl").fault = None
    if fault is Fault.QUOTA:
        tertulia.clock.speed = 1_000_000
        await asyncio.sleep(QUOTA_SECONDS / 1_000_000)
        await translate(tertulia)
    else:
        await tertulia.restart()
    assert not [one for one in said(tertulia) if "switched off" in one]
