"""A stage for the tests of a file, and Emma's window on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.browser import BrowserPage, chromium
from tests.sandbox.page.stage import Stage, raised


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    """One sandbox, bot and browser for all tests of a file: each test keeps to messages of its own."""
    async with chromium() as browser, raised(browser) as one:
        yield one


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def emmas_window(stage: Stage) -> AsyncIterator[BrowserPage]:
    """Emma's window, kept open: opening one takes longer than most tests."""
    async with BrowserPage.opened(stage.browser, stage.sandbox.page_url) as window:
        yield window


@pytest_asyncio.fixture(loop_scope="module")
async def emma(emmas_window: BrowserPage) -> AsyncIterator[BrowserPage]:
    """The window of Emma, an English reader, in #news with nothing begun; it must not complain."""
    window = emmas_window
    if await window.dialog.count():
        await window.page.reload()
        await window.ready()
    await window.as_member("Emma")
    await window.open_channel("news")
    await window.clear()
    window.faults.clear()
    yield window
    assert window.faults == []
