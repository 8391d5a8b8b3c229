"""Services that fail in the middle, lie or run dry: the next engine is asked, and nothing is shown that is no
translation. Each goes through the real chain, over loopback.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from bot.domain.language import Language
from bot.domain.translation import engine_title
from bot.translation.chain import Chain, Translation, Untranslated
from bot.translation.direction import Direction
from bot.translation.engines.azure import Azure
from bot.translation.engines.chat import Chat
from bot.translation.engines.deepl import DeepL
from bot.translation.engines.google import Google
from bot.translation.engines.governor import QUOTA_SECONDS, Governor
from bot.translation.engines.http import HttpEngine
from bot.translation.engines.libretranslate import LibreTranslate
from tests.clock import PassingClock
from tests.translation_servers import KEY, Handler, TranslationServers
from tests.translators import Made

INTO_SPANISH = Direction.into(Language.ES)
TEXT = "Nobody came to **our** party."
GOOD = "Nadie vino a **nuestra** fiesta."

MAKERS: dict[str, Callable[[str], HttpEngine]] = {
    "libretranslate": lambda url: LibreTranslate(url, KEY, seconds=0.5),
    "deepl": lambda url: DeepL(KEY, url, 0.5),
    "google": lambda url: Google(KEY, url, 0.5),
    "azure": lambda url: Azure(KEY, "westeurope", url, 0.5),
    "chat": lambda url: Chat(url, "small-model", KEY, seconds=0.5),
}
every_engine = pytest.mark.parametrize("name", MAKERS)


def title(engine: str) -> str:
    """What a sentence that begins with the engine calls it."""
    return str(engine_title(engine, at_the_start=True))


def answering(name: str, text: str) -> str:
    """How a service says that ``text`` is the translation."""
    told: dict[str, object] = {
        "libretranslate": {"translatedText": [text]},
        "deepl": {"translations": [{"text": text}]},
        "google": {"data": {"translations": [{"translatedText": text}]}},
        "azure": {"value": [{"translations": [{"text": text}]}]},
        "chat": {"choices": [{"message": {"content": json.dumps({"t": [text]})}}]},
    }
    return json.dumps(told[name])


def said(name: str, text: str) -> web.Response:
    return web.Response(text=answering(name, text), content_type="application/json")


@pytest.fixture
async def servers() -> AsyncIterator[TranslationServers]:
    async with TranslationServers() as started:
        yield started


class Scene:
    """A service behind an address, and an engine that is asked after it."""

    def __init__(self, name: str, servers: TranslationServers) -> None:
        self.clock = PassingClock()
        self.service = Governor(MAKERS[name](servers.url), self.clock)
        self.next = Made(lambda _: "Nadie vino a XQ0Z nuestra XQ1Z fiesta.", "next")
        self._name, self._servers = name, servers

    async def why_not(self, *instead: web.Response | Handler) -> str:
        """Why the service's translation was not shown; the next engine's was. ``instead``: its answers."""
        self._servers.instead += instead
        told = await Chain([self.service, Governor(self.next)]).translate(TEXT, INTO_SPANISH)
        self._servers.instead.clear()
        assert isinstance(told, Translation)
        assert told.made.engine == "next"
        assert told.made.text == GOOD
        return str(told.attempts[0].why)


@pytest.fixture
async def scene(request: pytest.FixtureRequest, servers: TranslationServers) -> AsyncIterator[Scene]:
    scene = Scene(request.getfixturevalue("name"), servers)
    yield scene
    await scene.service.close()


@every_engine
async def test_a_key_that_is_revoked_meanwhile(
    scene: Scene, servers: TranslationServers, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    servers.instead.append(said(name, "Nadie vino a XQ0Z nuestra XQ1Z fiesta."))
    told = await Chain([scene.service]).translate(TEXT, INTO_SPANISH)
    assert isinstance(told, Translation)
    assert told.made.text == GOOD
    servers.key = "another"
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            told = await Chain([scene.service, Governor(scene.next)]).translate(TEXT, INTO_SPANISH)
            assert isinstance(told, Translation)
            assert told.made.engine == "next"
    assert len(servers.asked) == 2, "it is not asked again with a key that was refused"
    assert str(scene.service.off) == f"{title(name)} does not accept the key."
    assert [record.levelname for record in caplog.records] == ["WARNING"], "the operator is told once"
    assert name in caplog.text
    assert KEY not in caplog.text
    assert "party" not in caplog.text


@pytest.mark.parametrize(
    ("name", "status", "content"),
    [
        ("deepl", 456, "Quota Exceeded"),
        ("google", 403, '{"error": {"code": 403, "message": "Daily Limit Exceeded"}}'),
        ("azure", 403, '{"error": {"code": 403001, "message": "Out of call volume quota."}}'),
        ("azure", 429, '{"error": {"code": 429001, "message": "Quota used too fast."}}'),
        ("chat", 429, '{"error": {"code": "insufficient_quota"}}'),
        ("chat", 402, '{"error": {"message": "Insufficient Balance"}}'),
    ],
)
async def test_a_quota_that_is_used_up(scene: Scene, name: str, status: int, content: str) -> None:
    answer = web.Response(status=status, text=content, content_type="application/json")
    assert await scene.why_not(answer) == f"The quota of {engine_title(name)} is used up."
    assert scene.service.off is not None
    scene.clock.pass_by(QUOTA_SECONDS)
    assert scene.service.off is None


@pytest.mark.parametrize("name", ["libretranslate"])
async def test_too_many_requests_without_a_word_for_how_long(
    scene: Scene, servers: TranslationServers, name: str
) -> None:
    async def slow_down(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "Slowdown: 60 per 1 minute"}, status=429)

    servers.instead += [slow_down] * 2
    told = await scene.service.translate(["One"], INTO_SPANISH)
    assert told == ["es: One"], "it is asked again after a while"
    assert len(servers.asked) == 3
    assert scene.clock.monotonic() > 1


@every_engine
async def test_an_error_page_that_says_ok(scene: Scene, name: str) -> None:
    page = web.Response(text="<!doctype html><title>Bad gateway</title>" * 50, content_type="text/html")
    assert await scene.why_not(page) == f"{title(name)} gave an answer that makes no sense."


@every_engine
async def test_megabytes_are_not_read(scene: Scene, name: str) -> None:
    """Neither as they are, nor unpacked: a service, or whoever stands before it, may send what it likes."""
    content = gzip.compress(answering(name, " " * 40_000_000).encode(), 1)

    async def bomb(request: web.Request) -> web.StreamResponse:
        return web.Response(body=content, headers={"Content-Encoding": "gzip"})

    async def flood(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for _ in range(200):
            await answer.write(b"[" + b"[]," * 10_000)
        return answer

    for instead in bomb, flood:
        assert await scene.why_not(instead) == f"{title(name)} gave an answer that makes no sense."


@every_engine
async def test_an_answer_far_longer_than_its_text(scene: Scene, name: str) -> None:
    assert (
        await scene.why_not(said(name, "Nadie " * 10_000))
        == f"{title(name)} gave an answer that makes no sense."
    )


@every_engine
async def test_a_server_that_answers_drop_by_drop(scene: Scene, name: str) -> None:
    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        for byte in answering(name, GOOD).encode():
            await answer.write(bytes([byte]))
            await asyncio.sleep(0.05)
        return answer

    assert await scene.why_not(drip) == f"{title(name)} did not answer in time."


@every_engine
async def test_a_connection_that_breaks_off(scene: Scene, name: str) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        answer.content_length = 1_000
        await answer.prepare(request)
        await answer.write(b'{"')
        assert request.transport is not None
        request.transport.close()
        return answer

    assert await scene.why_not(cut, cut, cut) == f"{title(name)} cannot be reached or has a problem."


@pytest.mark.parametrize("name", ["libretranslate", "chat"])
@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("Nobody came to XQ0Z our XQ1Z party.", "it lost a negation"),  # as it was
        ("Alguien vino a XQ0Z nuestra XQ1Z fiesta.", "it lost a negation"),
        ("Nobody came to XQ0Z our XQ1Z party, never.", "it lost a negation"),
    ],
)
async def test_a_service_that_lies(scene: Scene, name: str, told: str, why: str) -> None:
    assert await scene.why_not(said(name, told)) == why


@pytest.mark.parametrize("name", ["libretranslate", "chat"])
@pytest.mark.parametrize(
    "told",
    [
        "Nadie vino a XQ0Z nuestra XQ1Z fiesta. @everyone",
        "Nadie vino a XQ1Z nuestra XQ0Z fiesta.",
        "Nadie vino a XQ0Z nuestra XQ1Z fiesta: https://evil.example",
        "Nadie vino a ||XQ0Z nuestra XQ1Z fiesta||",
        "Nadie vino a XQ0Z nuestra XQ1Z fiesta <@123456789012345678>",
        "# Nadie vino a XQ0Z nuestra XQ1Z fiesta\n> `",
    ],
)
async def test_what_a_service_adds_is_never_shown(servers: TranslationServers, name: str, told: str) -> None:
    scene = Scene(name, servers)
    servers.instead.append(said(name, told))
    shown = await Chain([scene.service]).translate(TEXT, INTO_SPANISH)
    await scene.service.close()
    text = "" if isinstance(shown, Untranslated) else shown.made.text
    assert [one for one in ("@", "evil", "||", "#", "`", "\n") if one in text] == []
    assert text.count("**") in (0, 2)


@every_engine
async def test_it_fails_in_the_middle_of_a_text(scene: Scene, servers: TranslationServers, name: str) -> None:
    """Nothing is shown that is half a translation: what the first engine made is thrown away."""
    sentences = scene.service.engine.limits.texts + 10
    normal, broken = 0.0, [web.Response(status=500) for _ in range(3)]
    servers.instead += [normal, *broken]
    following = Made(lambda _: "Nadie vino.", "next")
    text = " ".join(["Nobody came."] * sentences)
    told = await Chain([scene.service, Governor(following)]).translate(text, INTO_SPANISH)
    assert isinstance(told, Translation)
    assert told.made.engine == "next"
    assert told.made.text == " ".join(["Nadie vino."] * sentences)
    assert len(servers.asked) == 4
