"""Moments are read as people type them, in both languages, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.times.time_zones import zone
from bot.domain.times.typed_moment import read_moment

MADRID = zone("Europe/Madrid")
NOW = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)
"""A Monday, 17:00 in Madrid."""


@pytest.mark.parametrize(
    ("typed", "day", "hour", "minute"),
    [
        ("18:30", 30, 17, 30),
        ("6:30 pm", 30, 17, 30),
        ("6pm", 30, 17, 0),
        ("18.30", 30, 17, 30),
        ("18h", 30, 17, 0),
        ("a las 18:30", 30, 17, 30),
        ("today at 18:30", 30, 17, 30),
        ("hoy 18:30", 30, 17, 30),
        ("12:15 am", 29, 23, 15),
        ("3:00", 30, 2, 0),
    ],
)
def test_a_time_alone_is_todays_even_if_it_has_passed(typed: str, day: int, hour: int, minute: int) -> None:
    assert read_moment(typed, NOW, MADRID) == datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "month", "day", "hour"),
    [
        ("tomorrow 9:00", 12, 1, 8),
        ("Tomorrow, at 9am", 12, 1, 8),
        ("mañana 9:00", 12, 1, 8),
        ("manana a las 9:00", 12, 1, 8),
        ("pasado mañana 9:00", 12, 2, 8),
        ("day after tomorrow 9:00", 12, 2, 8),
        ("2026-12-01 09:00", 12, 1, 8),
        ("2026-12-01T09:00", 12, 1, 8),
        ("miércoles 9:00", 12, 2, 8),
        ("on Wednesday at 9:00", 12, 2, 8),
        ("el lunes 18:00", 11, 30, 17),
        ("monday 9:00", 12, 7, 8),
    ],
)
def test_days_are_named_in_both_languages(typed: str, month: int, day: int, hour: int) -> None:
    assert read_moment(typed, NOW, MADRID) == datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "9", "soon", "25:00", "9:75", "13 pm", "0 am", "tomorrow", "mañana", "1/12 9:00"),
        *("2026-02-30 9:00", "2026-13-01 9:00", "9:00 tomorrow or so", "yesterday 9:00", "9:00:00"),
    ],
)
def test_what_cannot_be_told_for_sure_is_not_read(typed: str) -> None:
    assert read_moment(typed, NOW, MADRID) is None


def test_clocks_that_change_are_followed() -> None:
    before = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    assert read_moment("tomorrow 2:30", before, MADRID) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert read_moment("tomorrow 9:00", before, MADRID) == datetime(2026, 10, 25, 8, 0, tzinfo=UTC)
    before = datetime(2026, 3, 28, 10, 0, tzinfo=UTC)
    assert read_moment("tomorrow 2:30", before, MADRID) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    # The day is the one over there: it is Tuesday in Sydney already.
    assert read_moment("today 9:00", NOW, zone("Australia/Sydney")) == datetime(
        2026, 11, 30, 22, 0, tzinfo=UTC
    )
