"""What takes many bytes fits into an answer: an emoji is one character, and twelve bytes of what is sent."""

from __future__ import annotations

import json

import pytest
from simcord import ResponseMessage

from bot.domain.language import Language
from tests.discord.answers import text_of
from tests.discord.discussed import discuss, say
from tests.discord.rooms import mirror_in
from tests.discord.simulated import Simulated

pytestmark = pytest.mark.engines("firefox")

TEXT, MADE = "The bridge is open again.", "El puente está abierto de nuevo."
SMILES = "😀" * 1_900


def size(message: ResponseMessage) -> int:
    return len(json.dumps(text_of(message)))


async def test_an_answer_with_a_translation_stays_below_what_discord_takes(tertulia: Simulated):
    news = await discuss(tertulia)
    noticias = await discuss(tertulia, tertulia.seed.noticias, language=Language.ES)
    sent, comment = await say(tertulia, tertulia.emma, news, f"{TEXT} {SMILES}")
    mirror = await mirror_in(tertulia, noticias, comment)
    pressed = await tertulia.click(tertulia.elena, mirror, "Traducir")
    asked = await tertulia.menu(tertulia.elena, "Translate", sent)
    assert len(pressed.messages) == 2
    for one in (*pressed.messages, *asked.messages):
        assert size(one) < 9_500
    assert MADE in pressed.text
    assert MADE in asked.text
