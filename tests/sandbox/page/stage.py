"""The stage for tests of the page: a sandbox, a small bot in it, a browser, and a window for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from playwright.async_api import Browser, Locator

from sandbox.server import Sandbox
from tests.browser import WIDE, BrowserPage
from tests.sandbox.page.bot import PageBot

PATIENCE = 2.0
"""Seconds the bot has for its first answer: less than Discord's three, so that silence is soon over."""


@dataclass
class Stage:
    """Everything a test of the page needs."""

    sandbox: Sandbox
    bot: PageBot
    browser: Browser
    _open: AsyncExitStack
    _idle: list[BrowserPage] = field(default_factory=list)

    @asynccontextmanager
    async def window(
        self, member: str = "Emma", *, size: tuple[int, int] = WIDE
    ) -> AsyncIterator[BrowserPage]:
        """A window of ``member``'s, in #news with nothing begun; it must not complain of anything.

        Those of the usual size stay open for later tests: opening one takes longer than most tests.
        """
        if size != WIDE:
            async with self._opened(size) as window:
                await window.as_member(member)
                yield window
                assert window.faults == []
            return
        window = self._idle.pop() if self._idle else await self._open.enter_async_context(self._opened(size))
        if await window.dialog.count():
            await window.page.reload()
            await window.ready()
        await window.as_member(member)
        await window.open_channel("news")
        await window.clear()
        window.faults.clear()
        yield window
        assert window.faults == []
        self._idle.append(window)

    def _opened(self, size: tuple[int, int]) -> AbstractAsyncContextManager[BrowserPage]:
        return BrowserPage.opened(self.browser, self.sandbox.page_url, size=size)

    def channel(self, name: str) -> discord.TextChannel:
        """A text channel as the bot knows it."""
        found = discord.utils.get(self.bot.guilds[0].text_channels, name=name)
        assert found
        return found

    async def card(self, window: BrowserPage, *, jump: str | None = None) -> Locator:
        """Have the bot post its card in #news; returns it as the window shows it."""
        place = self.channel("news")
        message = await self.bot.post_card(place, jump or place.jump_url)
        shown = window.page.locator(f"#message-{message.id}")
        await shown.wait_for()
        return shown


@asynccontextmanager
async def raised(browser: Browser) -> AsyncIterator[Stage]:
    """The stage, with the bot connected and its commands known."""
    with pytest.MonkeyPatch.context() as patch:
        async with Sandbox.start(patience=PATIENCE, rate_limits=False) as sandbox:
            base = yarl.URL(sandbox.api)
            patch.setattr(discord.http.Route, "BASE", sandbox.api)
            patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", base.with_scheme("ws").with_path("/gateway"))
            patch.setattr(discord.Asset, "BASE", sandbox.origin)
            async with PageBot() as bot:
                running = asyncio.create_task(bot.start(sandbox.bot_token))
                await asyncio.wait_for(bot.settled.wait(), 20)
                async with AsyncExitStack() as windows:
                    yield Stage(sandbox, bot, browser, windows)
                await bot.close()
                await running
