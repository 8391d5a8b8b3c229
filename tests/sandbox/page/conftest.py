"""A stage and the sandbox as the command line opens it, for tests of the page; and windows on them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser

from tests.browser import BrowserPage, chromium
from tests.sandbox.opened import Opened
from tests.sandbox.page.stage import Stage, raised


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium for all tests of the page, which run on one event loop."""
    async with chromium() as one:
        yield one


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """One sandbox, bot and browser for all tests: each keeps to messages of its own."""
    async with raised(browser) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="package")
async def emma(stage: Stage) -> AsyncIterator[BrowserPage]:
    """The window of Emma, an English reader, in #news with nothing begun; it must not complain."""
    async with stage.window("Emma") as window:
        yield window


@pytest_asyncio.fixture(loop_scope="package")
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    async with Opened.in_folder(tmp_path) as sandbox:
        yield sandbox


@pytest_asyncio.fixture(loop_scope="package")
async def window(browser: Browser, opened: Opened) -> AsyncIterator[BrowserPage]:
    async with BrowserPage.opened(browser, opened.url) as page:
        yield page
        assert page.faults == []
