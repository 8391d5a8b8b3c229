"""Moderators write from when to when, or how many days, and are told what cannot be read."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import BadInput
from bot.moderating.auditing.period import period

NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


def at(*numbers: int) -> datetime:
    return datetime(2026, 3, *numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "until", "days", "expected"),
    [
        (None, None, None, (None, None)),
        (None, None, 7, (NOW - timedelta(days=7), None)),
        ("2026-03-14", None, None, (at(14), None)),
        (None, "2026-03-14", None, (None, at(15))),
        ("2026-03-14", "2026-03-14", None, (at(14), at(15))),
        (" 2026-03-14 18:30 ", "2026-03-14 18:45", None, (at(14, 18, 30), at(14, 18, 46))),
        ("2026-03-14T18:30+02:00", None, None, (at(14, 16, 30), None)),
    ],
)
def test_a_time_is_read(since, until, days, expected) -> None:
    assert period(since, until, days, NOW) == expected


@pytest.mark.parametrize("written", ["yesterday", "14/03/2026", "2026-02-30", "9999-12-31", "1 @everyone"])
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(BadInput, match="Write it as 2026-03-14"):
        period(None, written, None, NOW)


def test_what_no_reader_could_mean_is_refused() -> None:
    with pytest.raises(BadInput, match="before the beginning"):
        period("2026-03-15", "2026-03-14", None, NOW)
    with pytest.raises(BadInput, match="Choose either"):
        period("2026-03-15", None, 3, NOW)
