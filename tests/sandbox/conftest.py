"""A sandbox for each test, an unmodified discord.py client in it, and bare HTTP beside that."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket

from sandbox.server import Sandbox
from tests.sandbox import shapes
from tests.sandbox.reporter import Reporter

Rest = Callable[..., Awaitable[tuple[int, Any]]]
INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,
    guild_reactions=True,
    moderation=True,
    dm_messages=True,
    message_content=True,
)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.start(rate_limits=False) as started:
        yield started


@pytest.fixture
async def rest(sandbox: Sandbox) -> AsyncIterator[Rest]:
    """Calls the API as the bot: ``await rest("GET", "/users/@me")`` gives status and body."""
    headers = {"Authorization": f"Bot {sandbox.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def call(method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
            async with session.request(method, sandbox.api + path, json=body, **options) as response:
                answer = await response.json() if response.status != 204 else None
                assert response.status != 200 or shapes.faults(method, path, answer) == []
                return response.status, answer

        yield call


PostForm = Callable[[str, Any, dict[str, bytes]], Awaitable[Any]]


@pytest.fixture
def post_form(sandbox: Sandbox) -> PostForm:
    """Posts a body with files to the API, as the bot does."""

    async def post(path: str, body: Any, files: dict[str, bytes]) -> Any:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(body))
        for number, (name, data) in enumerate(files.items()):
            form.add_field(f"files[{number}]", data, filename=name, content_type="application/octet-stream")
        headers = {"Authorization": f"Bot {sandbox.bot_token}"}
        async with aiohttp.request("POST", sandbox.api + path, data=form, headers=headers) as response:
            return await response.json()

    return post


Connect = Callable[..., Any]


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """``async with connect(sandbox) as client:`` is a client that is ready."""

    @asynccontextmanager
    async def connected(sandbox: Sandbox, intents: discord.Intents = INTENTS) -> AsyncIterator[Reporter]:
        monkeypatch.setattr(discord.http.Route, "BASE", sandbox.api)
        gateway = yarl.URL(sandbox.origin.replace("http", "ws") + "/gateway")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
        monkeypatch.setattr(discord.Asset, "BASE", sandbox.origin)
        client = Reporter(intents)
        try:
            await client.begin(sandbox.bot_token)
            yield client
        finally:
            await client.end()

    return connected


@pytest.fixture
async def client(sandbox: Sandbox, connect: Connect) -> AsyncIterator[Reporter]:
    async with connect(sandbox) as connected:
        await connected.tree.sync()
        yield connected
