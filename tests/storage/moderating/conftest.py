"""Messages of these tests are as old as they say, however long the tests before them took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.moderating.rules import rules_in_use
from tests.storage.moderating.ruled import NOW


@pytest.fixture(autouse=True)
def as_old_as_they_say(monkeypatch: pytest.MonkeyPatch) -> None:
    """``NOW`` is five minutes before the tests began: what has passed since does not count as age."""
    passed = datetime.now(UTC) - NOW - timedelta(minutes=5)
    monkeypatch.setattr(rules_in_use, "OLD", rules_in_use.OLD + passed)
