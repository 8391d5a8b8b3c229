"""What tests of every kind share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import hypothesis
import pytest
from playwright.async_api import Browser

from tests.browser import chromium

# How long an example takes says more about what else the machine does than about the program.
hypothesis.settings.register_profile("tests", deadline=None)
hypothesis.settings.load_profile("tests")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium of the test's own: it lives on its event loop, and starts in half a second."""
    async with chromium() as one:
        yield one
