"""The next entry is posted as soon as pace and quiet hours allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.feeds.pace import end_of_quiet, next_allowed

MADRID = ZoneInfo("Europe/Madrid")
NIGHT = (22 * 60, 7 * 60 + 30)
NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def test_so_many_are_posted_in_any_hour() -> None:
    posted = [NOON - timedelta(minutes=50), NOON - timedelta(minutes=20), NOON - timedelta(minutes=10)]

    def at(per_hour: int | None) -> datetime:
        return next_allowed(NOON, posted, per_hour=per_hour, quiet=None, zone=MADRID)

    assert at(None) == NOON
    assert at(4) == NOON
    assert at(3) == NOON + timedelta(minutes=10)
    assert at(2) == NOON + timedelta(minutes=40)
    assert at(1) == NOON + timedelta(minutes=50)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 6, 1, 19, 59, tzinfo=UTC), None),
        (datetime(2026, 6, 1, 20, 0, tzinfo=UTC), datetime(2026, 6, 2, 5, 30, tzinfo=UTC)),
        (datetime(2026, 6, 2, 1, 0, tzinfo=UTC), datetime(2026, 6, 2, 5, 30, tzinfo=UTC)),
        (datetime(2026, 6, 2, 5, 30, tzinfo=UTC), None),
        # In the night of 29 March clocks go from 2 to 3, in that of 25 October from 3 to 2.
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 30, tzinfo=UTC)),
    ],
)
def test_quiet_hours_are_those_of_the_servers_clocks(at: datetime, until: datetime | None) -> None:
    assert end_of_quiet(at, NIGHT, MADRID) == (until or at)


def test_quiet_hours_within_one_day() -> None:
    siesta = (14 * 60, 16 * 60)
    assert end_of_quiet(NOON, siesta, MADRID) == NOON + timedelta(hours=2)  # it is 14:00 in Madrid
    assert end_of_quiet(NOON - timedelta(minutes=1), siesta, MADRID) == NOON - timedelta(minutes=1)


def test_quiet_hours_without_length_are_none() -> None:
    assert end_of_quiet(NOON, (840, 840), MADRID) == NOON


@pytest.mark.parametrize("quiet", [(150, 151), (120, 180), (170, 130)])
def test_quiet_hours_at_a_change_of_the_clocks_always_end(quiet: tuple[int, int]) -> None:
    at = datetime(2026, 10, 24, 20, 0, tzinfo=UTC)
    for _ in range(12 * 60):
        end = end_of_quiet(at, quiet, MADRID)
        assert at <= end <= at + timedelta(hours=25)
        at += timedelta(minutes=1)


def test_what_an_hour_has_room_for_waits_for_the_end_of_quiet_hours() -> None:
    late = datetime(2026, 6, 1, 19, 30, tzinfo=UTC)
    posted = [late - timedelta(minutes=10)]
    morning = datetime(2026, 6, 2, 5, 30, tzinfo=UTC)
    assert next_allowed(late, posted, per_hour=1, quiet=NIGHT, zone=MADRID) == morning
