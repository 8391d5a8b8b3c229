"""Zones are found by what people type, and clocks that change are read as people mean them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.times import time_zones


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("europe/madrid", "Europe/Madrid"),
        (" america/mexico city ", "America/Mexico_City"),
        ("América/México_City", "America/Mexico_City"),
        ("utc", "UTC"),
        ("Madrid", None),
        ("CET", None),
        ("../../etc/passwd", None),
        ("", None),
    ],
)
def test_a_zone_is_known_by_its_name_however_it_is_typed(typed: str, name: str | None) -> None:
    assert time_zones.name_of(typed) == name


def test_common_zones_come_first_and_all_are_found() -> None:
    assert time_zones.names_with("", 25) == list(time_zones.COMMON)
    assert time_zones.names_with("méxico c", 25) == ["America/Mexico_City"]
    assert time_zones.names_with("tucum", 25) == ["America/Argentina/Tucuman"]
    assert time_zones.names_with("nowhere", 25) == []
    assert all(time_zones.name_of(one) == one for one in time_zones.COMMON)


def test_a_zone_that_is_known_no_longer_is_utc() -> None:
    assert time_zones.zone("Atlantis/Capital").key == "UTC"
    assert time_zones.zone("/etc").key == "UTC"


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        (datetime(2026, 1, 15, 9, 0), datetime(2026, 1, 15, 8, 0, tzinfo=UTC)),
        (datetime(2026, 7, 15, 9, 0), datetime(2026, 7, 15, 7, 0, tzinfo=UTC)),
        # Clocks go from 2:00 to 3:00: there is no 2:30.
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # Clocks go from 3:00 back to 2:00: there are two 2:30, and the first is meant.
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 3, 30), datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_the_moment_of_a_local_time_is_right_when_clocks_change(local: datetime, moment: datetime) -> None:
    assert time_zones.moment_at(local, time_zones.zone("Europe/Madrid")) == moment
