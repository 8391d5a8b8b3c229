"""How often something new appears, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feeds.frequency import frequency

NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "said"),
    [(8, "about 3 a day"), (24, "about 1 a day"), (56, "about 3 a week"), (240, "about 3 a month")],
)
def test_the_pace_is_said_in_a_fitting_unit(hours: int, said: str):
    dates = [NOW - timedelta(hours=hours * number) for number in range(30)]
    assert str(frequency(dates, NOW)) == said


def test_a_feed_that_has_ended_is_slow():
    dates = [NOW - timedelta(days=700 + number) for number in range(5)]
    assert str(frequency(dates, NOW)) == "less than one a month"


def test_too_few_dates_say_nothing():
    dates = [NOW, None, None, NOW - timedelta(days=1), NOW + timedelta(days=400)]
    assert frequency(dates, NOW) is None
