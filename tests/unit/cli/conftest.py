"""What commands are tested in: a folder of their own, and no setting but a test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.described import described
from bot.settings.sources import CREDENTIALS


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (*described(), CREDENTIALS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
