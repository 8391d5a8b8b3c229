"""Engines behind an address: what they send, what they take for an answer, and how they fail."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from bot.domain.language import Language
from bot.translation.direction import Direction
from bot.translation.engines.azure import Azure
from bot.translation.engines.chat import Chat, json_in
from bot.translation.engines.deepl import FREE, PAID, DeepL, address_of
from bot.translation.engines.engine import EngineFailed, Fault
from bot.translation.engines.google import Google
from bot.translation.engines.governor import Governor
from bot.translation.engines.http import HttpEngine
from bot.translation.engines.libretranslate import LibreTranslate
from tests.translation_servers import KEY, TranslationServers

INTO_SPANISH = Direction.into(Language.ES)
TEXTS = ["It's <open> & XQ0Z free", "Two"]

Maker = Callable[[str, str, float], HttpEngine]
MAKERS: dict[str, Maker] = {
    "libretranslate": lambda url, key, seconds: LibreTranslate(url, key, seconds=seconds),
    "deepl": lambda url, key, seconds: DeepL(key, url, seconds),
    "google": lambda url, key, seconds: Google(key, url, seconds),
    "azure": lambda url, key, seconds: Azure(key, "westeurope", url, seconds),
    "chat": lambda url, key, seconds: Chat(url, "small-model", key, seconds=seconds),
}
every_engine = pytest.mark.parametrize("name", MAKERS)


@pytest.fixture
async def servers() -> AsyncIterator[TranslationServers]:
    async with TranslationServers() as started:
        yield started


async def asked(
    servers: TranslationServers, name: str, key: str = KEY, seconds: float = 5.0
) -> list[str] | EngineFailed:
    engine = MAKERS[name](servers.url, key, seconds)
    try:
        return await engine.translate(TEXTS, INTO_SPANISH)  # type: ignore[attr-defined, no-any-return]
    except EngineFailed as error:
        return error
    finally:
        await engine.close()


@every_engine
async def test_each_text_comes_back_without_the_markup_it_was_sent_in(
    servers: TranslationServers, name: str
) -> None:
    assert await asked(servers, name) == [f"es: {text}" for text in TEXTS]


@every_engine
async def test_both_languages_are_named_and_never_left_to_be_told(
    servers: TranslationServers, name: str
) -> None:
    await asked(servers, name)
    ((_, _, body),) = servers.asked
    told = json.dumps(body).lower()
    assert "auto" not in told
    assert '"es"' in told or "to spanish" in told
    assert '"en"' in told or "english to" in told


@every_engine
async def test_the_key_is_in_no_address(servers: TranslationServers, name: str) -> None:
    await asked(servers, name)
    assert [path for path, _, _ in servers.asked if KEY in path] == []


@every_engine
async def test_a_wrong_key_is_told_as_such_and_never_repeated(
    servers: TranslationServers, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    governor = Governor(MAKERS[name](servers.url, "a-wrong-key", 5.0))
    with caplog.at_level(logging.DEBUG), pytest.raises(EngineFailed) as caught:
        await governor.translate(TEXTS, INTO_SPANISH)
    await governor.close()
    assert caught.value.fault is Fault.KEY
    assert "a-wrong-key" not in caplog.text + repr(caught.value) + str(caught.value)
    assert governor.off is not None


@pytest.mark.parametrize(
    "told",
    [
        '{"t": []}',
        ' ```json\n{"t": []}\n``` ',
        '```\n{"t": []}```',
        '<think>\n{"t": 1}?</think>\n{"t": []}',
    ],
)
def test_what_a_model_wraps_its_answer_in_is_taken_off(told: str) -> None:
    assert json_in(told) == {"t": []}


@pytest.mark.parametrize(
    ("name", "status", "content", "fault"),
    [
        (
            "libretranslate",
            400,
            '{"error": "Invalid request: request (6) exceeds text limit (5)"}',
            Fault.TOO_LONG,
        ),
        ("libretranslate", 400, '{"error": "xx is not supported"}', Fault.UNSUPPORTED),
        ("libretranslate", 429, '{"error": "Slowdown: 60 per 1 minute"}', Fault.RATE),
        ("libretranslate", 500, '{"error": "oops"}', Fault.SERVER),
        ("deepl", 456, "", Fault.QUOTA),
        ("deepl", 529, "", Fault.RATE),
        ("deepl", 413, "", Fault.TOO_LONG),
        ("google", 403, '{"error": {"message": "Daily Limit Exceeded"}}', Fault.QUOTA),
        ("google", 403, '{"error": {"message": "User Rate Limit Exceeded"}}', Fault.RATE),
        ("google", 403, '{"error": {"message": "The caller does not have permission"}}', Fault.KEY),
        ("azure", 429, '{"error": {"code": 429001, "message": "too fast"}}', Fault.QUOTA),
        ("azure", 403, '{"error": {"code": 403001, "message": "free quota"}}', Fault.QUOTA),
        ("chat", 400, '{"error": {"type": "exceed_context_size_error"}}', Fault.TOO_LONG),
        ("chat", 429, '{"error": {"code": "insufficient_quota"}}', Fault.QUOTA),
        *((name, 301, "", Fault.REJECTED) for name in MAKERS),
        *((name, 502, "<html>Bad gateway</html>", Fault.SERVER) for name in MAKERS),
        *((name, 200, "<html>An error page</html>", Fault.ODD) for name in MAKERS),
        *((name, 200, "[]", Fault.ODD) for name in MAKERS),
        *((name, 200, "null", Fault.ODD) for name in MAKERS),
        *((name, 200, "[" * 100_000, Fault.ODD) for name in MAKERS),
        ("libretranslate", 200, '{"translatedText": ["only one"]}', Fault.ODD),
        ("deepl", 200, '{"translations": [{"text": 1}, {"text": "b"}]}', Fault.ODD),
        ("google", 200, '{"data": {"translations": {"0": "a", "1": "b"}}}', Fault.ODD),
        ("azure", 200, '{"value": [{"translations": []}, {"translations": []}]}', Fault.ODD),
        ("chat", 200, '{"choices": [{"message": {"content": "I cannot do that"}}]}', Fault.ODD),
        ("chat", 200, '{"choices": [{"finish_reason": "length", "message": {}}]}', Fault.TOO_LONG),
        ("chat", 200, '{"choices": [{"message": {"content": "{\\"t\\": [\\"one\\"]}"}}]}', Fault.ODD),
    ],
)
async def test_a_lying_or_failing_server(
    servers: TranslationServers, name: str, status: int, content: str, fault: Fault
) -> None:
    servers.instead.append(web.Response(status=status, text=content))
    error = await asked(servers, name)
    assert isinstance(error, EngineFailed)
    assert error.fault is fault
    assert KEY not in f"{error} {error.detail} {error!r}"


@every_engine
async def test_a_slow_server_is_not_waited_for(servers: TranslationServers, name: str) -> None:
    servers.instead.append(30.0)
    error = await asked(servers, name, seconds=0.2)
    assert isinstance(error, EngineFailed)
    assert error.fault is Fault.TIMEOUT


async def test_a_server_that_is_not_there() -> None:
    engine = LibreTranslate("http://127.0.0.1:9", "secret")
    with pytest.raises(EngineFailed) as caught:
        await engine.translate(TEXTS, INTO_SPANISH)
    await engine.close()
    assert caught.value.fault is Fault.SERVER


@pytest.mark.parametrize(
    ("header", "seconds"), [("7", 7.0), ("soon", None), ("Wed, 01 Jan 2020 00:00:00 GMT", 0.0)]
)
async def test_a_pause_that_is_asked_for_is_understood(
    servers: TranslationServers, header: str, seconds: float | None
) -> None:
    servers.instead.append(web.Response(status=429, headers={"Retry-After": header}))
    error = await asked(servers, "deepl")
    assert isinstance(error, EngineFailed)
    assert error.retry_after == seconds


async def test_half_a_character_does_no_harm(servers: TranslationServers) -> None:
    servers.instead.append(web.Response(text='{"translatedText": ["\\ud800", "b"]}'))
    assert await asked(servers, "libretranslate") == ["?", "b"]


def test_free_keys_of_deepl_have_an_address_of_their_own() -> None:
    assert [address_of("abc:fx"), address_of("abc")] == [FREE, PAID]
