"""The protocols of real servers, if their addresses are given; ``docs/architecture.md`` has the commands."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest

from bot.translation.direction import DIRECTIONS, Direction
from bot.translation.engines.chat import Chat
from bot.translation.engines.engine import EngineFailed, Fault
from bot.translation.engines.libretranslate import LibreTranslate

CHAT, LIBRETRANSLATE = os.environ.get("CHAT_SERVER", ""), os.environ.get("LIBRETRANSLATE_SERVER", "")
TEXTS = ["The dog is big.", "It XQ0Z is < closed & XQ1Z.", "Three"]
pytestmark = pytest.mark.contract


async def asked(engine: Chat | LibreTranslate, texts: Sequence[str], direction: Direction) -> list[str]:
    try:
        return await engine.translate(texts, direction)
    finally:
        await engine.close()


@pytest.mark.skipif(not CHAT, reason="needs CHAT_SERVER")
@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
async def test_a_chat_server_answers_with_as_many_texts_as_were_sent(direction: Direction) -> None:
    told = await asked(Chat(CHAT, "any", seconds=300), TEXTS, direction)
    assert len(told) == len(TEXTS)


@pytest.mark.skipif(not CHAT, reason="needs CHAT_SERVER")
async def test_a_chat_server_says_that_a_text_is_too_long() -> None:
    with pytest.raises(EngineFailed) as caught:
        await asked(Chat(CHAT, "any", seconds=300), ["long " * 200_000], DIRECTIONS[0])
    assert caught.value.fault in (Fault.TOO_LONG, Fault.REJECTED)


@pytest.mark.skipif(not LIBRETRANSLATE, reason="needs LIBRETRANSLATE_SERVER")
@pytest.mark.parametrize("direction", DIRECTIONS, ids=str)
async def test_libretranslate_keeps_what_is_marked(direction: Direction) -> None:
    told = await asked(LibreTranslate(LIBRETRANSLATE, seconds=120), TEXTS, direction)
    assert len(told) == len(TEXTS)
    assert told[1].count("XQ0Z") == told[1].count("XQ1Z") == 1
    assert "&amp;" not in told[1]
