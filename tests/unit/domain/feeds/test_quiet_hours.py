"""Quiet hours as editors write them."""

from __future__ import annotations

import pytest

from bot.domain.feeds.quiet_hours import read_span, write_span


@pytest.mark.parametrize(
    "written", ["22:00-07:00", "22-7", "22 h - 7 h", "22.00 – 7.00", "22:00 to 7:00", "22h00 a 07h00"]
)
def test_a_span_is_read_however_it_is_written(written: str):
    assert read_span(written) == (1_320, 420)


@pytest.mark.parametrize("written", ["", "22", "24-7", "22:60-7", "7-7", "at night", "1-2-3", "22:00-" * 9])
def test_what_is_no_span_is_none(written: str):
    assert read_span(written) is None


def test_a_span_is_shown_as_it_is_written():
    assert write_span((1_320, 450)) == "22:00-07:30"
