"""What happens every day or week happens next at this moment."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.domain.times.occurrences import next_at

MADRID = ZoneInfo("Europe/Madrid")


def test_every_day_it_is_the_same_time_of_the_clock() -> None:
    before = datetime(2026, 3, 28, 17, 0, tzinfo=UTC)
    first = next_at(before, 18 * 60, None, MADRID)
    assert first == datetime(2026, 3, 29, 16, 0, tzinfo=UTC)  # clocks went forward in the night
    assert next_at(first, 18 * 60, None, MADRID) == datetime(2026, 3, 30, 16, 0, tzinfo=UTC)


def test_on_a_day_of_the_week() -> None:
    friday = datetime(2026, 3, 6, 17, 0, tzinfo=UTC)
    assert next_at(friday, 18 * 60, 4, MADRID) == datetime(2026, 3, 13, 17, 0, tzinfo=UTC)
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert next_at(monday, 18 * 60, 4, MADRID) == friday


def test_a_day_begins_where_the_server_is() -> None:
    after = datetime(2026, 3, 2, 23, 45, tzinfo=UTC)  # Tuesday there
    assert next_at(after, 60, 1, MADRID) == datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
