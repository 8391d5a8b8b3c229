"""Dates as feeds write them, rightly and wrongly."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.reading.feeds.dates import Order, moment, order_of
from tests.feed_samples import NOW, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01 19:48:21"),
        ("Thu, 1 Jan 04 19:48:21 +0200", "2004-01-01 17:48:21"),
        ("01 Jan 2004 19:48 EST", "2004-01-02 00:48:00"),
        ("Fri, 01 Jan 2004 19:48:21 -0330", "2004-01-01 23:18:21"),
        ("Thursday, 01-Jan-99 19:48:21 GMT", "1999-01-01 19:48:21"),
        ("Thu, 01 Jan 2004 07:48 PM", "2004-01-01 19:48:00"),
        ("Thu, 01 Jan 2004 24:00:00 GMT", "2004-01-02 00:00:00"),
        ("Thu,01 January 2004 19:48:21 (UTC)", "2004-01-01 19:48:21"),
        ("Thu Jan 1 19:48:21 2004", "2004-01-01 19:48:21"),
        ("Thu Jan  1 19:48:21 PST 2004", "2004-01-02 03:48:21"),
        ("January 1, 2004, 7:48 a.m.", "2004-01-01 07:48:00"),
        ("2004-01-01T19:48:21Z", "2004-01-01 19:48:21"),
        ("2004-01-01T19:48:21.123456+05:30", "2004-01-01 14:18:21"),
        ("2004-01-01 19:48:21 +0100", "2004-01-01 18:48:21"),
        ("2004-01-01T19:48", "2004-01-01 19:48:00"),
        ("20040101", "2004-01-01 00:00:00"),
        ("2004-05", "2004-05-01 00:00:00"),
        ("2004", "2004-01-01 00:00:00"),
        ("2020/1/10 14:33:00", "2020-01-10 14:33:00"),
        ("jue, 01 ene 2004 19:48:21 -0600", "2004-01-02 01:48:21"),
        ("jueves, 1 de enero de 2004, 19:48", "2004-01-01 19:48:00"),
        ("mié., 3 sept. 2025 08:00:00 +0200", "2025-09-03 06:00:00"),
        ("13/02/2026", "2026-02-13 00:00:00"),
        ("02/13/2026 10:15", "2026-02-13 10:15:00"),
        ("1072986501", "2004-01-01 19:48:21"),
        ("1072986501000", "2004-01-01 19:48:21"),
        ("Sun, 01 Mar 2026 20:00:00 GMT", "2026-03-01 20:00:00"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert moment(text, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "31 Feb 2025",
        "Thu, 01 Foo 2004",
        "2026-13-45",
        "Tue, 03 Mar 2026 10:00:00 GMT",  # in two days
        "1 Jan 2099",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00 00:00:00",
        "9999-12-31T23:59:59-12:00",
        "99/99/9999",
        "1/1/0000",
        "9" * 400,
    ],
)
def test_what_is_no_date_or_lies_ahead(text: str) -> None:
    assert moment(text, NOW) is None


@pytest.mark.parametrize(
    ("texts", "language", "order"),
    [
        (["1/10/2020", "25/9/2020"], "en-US", Order.DAY_FIRST),
        (["1/10/2020", "9/25/2020"], "es", Order.MONTH_FIRST),
        (["1/10/2020"], "en-us", Order.MONTH_FIRST),
        (["1/10/2020"], "en", Order.DAY_FIRST),
        (["1/10/2020", "99/99/2020"], None, Order.DAY_FIRST),
    ],
)
def test_how_a_feed_writes_dates_in_numbers(texts: list[str], language: str | None, order: Order) -> None:
    assert order_of(texts, language) is order


def test_one_date_without_doubt_says_how_all_of_a_feed_are_meant() -> None:
    items = "".join(f"<item><pubDate>{date}</pubDate></item>" for date in ("10/1/2020", "9/25/2020"))
    feed = read(f"<rss><channel>{items}</channel></rss>")
    assert [entry.published for entry in feed.entries] == [
        datetime(2020, 10, 1, tzinfo=UTC),
        datetime(2020, 9, 25, tzinfo=UTC),
    ]


def test_the_day_of_the_week_says_which_number_is_the_month() -> None:
    assert moment("Thursday 1/10/2020", NOW, Order.MONTH_FIRST) == datetime(2020, 10, 1, tzinfo=UTC)
    assert moment("Friday 1/10/2020", NOW, Order.DAY_FIRST) == datetime(2020, 1, 10, tzinfo=UTC)
