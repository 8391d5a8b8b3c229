"""Whatever comes instead of Discord's answer is a fault of the platform that passes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import discord
import pytest
from aiohttp import web

from bot.discordkit.http_errors import code_of, is_final, translate_errors
from bot.domain.errors import BotLacks, NotFound, PlatformFailed
from bot.gathering.discord_events import message_posted
from bot.logs.errors import described

JSON, HTML = "application/json", "text/html"
ODD = {
    "cut short": (200, JSON, b'[{"id": "1", "cont'),
    "empty": (200, JSON, b""),
    "empty and of no type": (201, "", b""),
    "a proxy's page": (200, HTML, b"<html>maintenance</html>"),
    "a proxy's page called JSON": (200, JSON, b"<html>maintenance</html>"),
    "not in UTF-8": (200, JSON, b'{"id": "\xff\xfe"'),
    "nested without end": (200, JSON, b"[" * 200_000),
    "null": (200, JSON, b"null"),
    "a number": (200, JSON, b"7"),
    "a list of numbers": (200, JSON, b"[1, 2]"),
    "an error cut short": (400, JSON, b'{"code": 50035'),
    "an error that is no object": (400, JSON, b"[50035]"),
    "an error with details of the wrong shape": (400, JSON, b'{"code": 50035, "errors": [1]}'),
    "a proxy that finds nothing": (404, HTML, b"<html>not found</html>"),
    "a proxy that lets nobody through": (403, HTML, b"<html>forbidden</html>"),
    "a proxy that is too busy": (429, HTML, b"<html>slow down</html>"),
    "a rate limit that names no time": (429, JSON, b'{"message": "slow down"}'),
    "a proxy without Discord behind it": (502, HTML, b"<html>bad gateway</html>"),
    "a fault of Discord's cut short": (500, JSON, b'{"message": "Inter'),
}

Answers = Callable[[int, str, bytes], None]


@pytest.fixture
async def client(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[discord.Client, Answers]]:
    """A client of a Discord whose every answer is the one that was set."""
    given: tuple[int, str, bytes] = (200, JSON, b"{}")

    async def answer(_: web.Request) -> web.Response:
        status, kind, body = given
        # A rate limit is waited for only where the answer came through Discord's own proxy.
        headers = {"Via": "1.1 google"} | ({"Content-Type": kind} if kind else {})
        return web.Response(status=status, body=body, headers=headers)

    def let(status: int, kind: str, body: bytes) -> None:
        nonlocal given
        given = (status, kind, body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{runner.addresses[0][1]}/api")
    # discord.py waits seconds before it asks a failing server again.
    for module in (discord.http, discord.webhook.async_):
        monkeypatch.setattr(module, "asyncio", _Hasty())
    client = discord.Client(intents=discord.Intents.none())
    await client.http.static_login("a token")
    yield client, let
    await client.http.close()
    await runner.cleanup()


class _Hasty:
    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, _: float) -> None:
        return None


async def _history(client: discord.Client) -> object:
    return [one async for one in client.get_partial_messageable(5, guild_id=1).history(limit=100)]


async def _message(client: discord.Client) -> object:
    return await client.get_partial_messageable(5, guild_id=1).fetch_message(7)


async def _by_webhook(client: discord.Client) -> object:
    webhook = discord.Webhook.partial(1, "token", client=client)
    return await webhook.send("Hello", wait=True, thread=discord.Object(5))


@pytest.mark.parametrize("ask", [_history, _message, _by_webhook])
@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
async def test_what_is_none_of_discords_answers_is_a_fault_that_passes(
    client: tuple[discord.Client, Answers],
    ask: Callable[[discord.Client], Awaitable[object]],
    answer: tuple[int, str, bytes],
) -> None:
    asking, let = client
    let(*answer)
    with pytest.raises(PlatformFailed) as raised, translate_errors():
        await ask(asking)
    assert not is_final(raised.value)


@pytest.mark.parametrize("ask", [_message, _by_webhook])
@pytest.mark.parametrize("body", [b"{}", b'{"id": {}, "author": 3, "attachments": 9}', b'{"id": "x"}'])
async def test_an_object_of_another_shape_is_such_a_fault_too(
    client: tuple[discord.Client, Answers], ask: Callable[[discord.Client], Awaitable[object]], body: bytes
) -> None:
    asking, let = client
    let(200, JSON, body)
    with pytest.raises(PlatformFailed) as raised, translate_errors():
        await ask(asking)
    assert not is_final(raised.value)


@pytest.mark.parametrize("ask", [_history, _message, _by_webhook])
async def test_what_discord_refuses_is_its_word(
    client: tuple[discord.Client, Answers], ask: Callable[[discord.Client], Awaitable[object]]
) -> None:
    asking, let = client
    for status, code, refusal in (
        (404, 10008, NotFound),
        (403, 50013, BotLacks),
        (400, 50035, PlatformFailed),
    ):
        let(status, JSON, b'{"code": %d, "message": "No"}' % code)
        with pytest.raises(refusal) as raised, translate_errors():
            await ask(asking)
        assert code_of(raised.value) == code
    assert isinstance(raised.value, PlatformFailed)
    assert is_final(raised.value)


@pytest.mark.parametrize(
    "quoted",
    [
        "axolotl",
        'an "axolotl" too',
        "two\nlines of axolotl",
        'In content: "\nIn x: axolotl',
        "axolotl " * 200,
    ],
)
async def test_of_what_discord_quotes_nothing_is_kept(
    client: tuple[discord.Client, Answers], quoted: str
) -> None:
    asking, let = client
    let(400, JSON, json.dumps({"code": 50035, "message": f'Value "{quoted}" is wrong.'}).encode())
    with pytest.raises(PlatformFailed) as raised, translate_errors():
        await _message(asking)
    assert str(raised.value) == 'Discord refused that (Value "…" is wrong.).'
    assert isinstance(raised.value.__cause__, discord.HTTPException)
    assert "axolotl" not in described(raised.value.__cause__)


async def test_no_content_is_an_answer(client: tuple[discord.Client, Answers]) -> None:
    asking, let = client
    let(204, "", b"")
    with translate_errors():
        await asking.get_partial_messageable(5, guild_id=1).get_partial_message(7).delete()


def test_a_fault_of_our_own_stays_what_it_is() -> None:
    nothing: Any = None
    with pytest.raises(AttributeError), translate_errors():
        message_posted(nothing)
