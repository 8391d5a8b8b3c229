"""What tests of the engines on this machine share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.translation.engines.firefox import Firefox
from tests import tiny_firefox


@pytest.fixture
async def firefox(tmp_path: Path) -> AsyncIterator[Callable[..., Firefox]]:
    """Makes engines of a tiny model, and ends their processes."""
    models = tiny_firefox.models(tmp_path)
    made: list[Firefox] = []

    def make(**given: object) -> Firefox:
        made.append(Firefox(tmp_path, models, **given))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for one in made:
        await one.close()
