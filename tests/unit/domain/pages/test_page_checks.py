"""When pages are read again, and from when on they count as gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.pages.page_checks import LOOKS, Presence, next_look, next_retry

SINCE = datetime(2026, 3, 2, 8, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_each_look_is_followed_by_the_next_and_the_last_by_none() -> None:
    moments, now = [], SINCE
    while (moment := next_look(SINCE, now)) is not None:
        moments.append(moment - SINCE)
        now = moment
    assert moments == [HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY] == list(LOOKS)


def test_looks_that_were_missed_are_one() -> None:
    assert next_look(SINCE, SINCE + 2 * DAY) == SINCE + 3 * DAY


@pytest.mark.parametrize(("failures", "hours"), [(1, 1), (2, 2), (5, 16), (6, 24), (34, 24)])
def test_a_site_that_is_down_is_asked_less_and_less_often(failures: int, hours: int) -> None:
    assert next_retry(failures, SINCE) == SINCE + hours * HOUR


def test_a_site_that_is_down_for_a_month_is_dead() -> None:
    waits = [next_retry(failures, SINCE) for failures in range(1, 100)]
    asked = [moment - SINCE for moment in waits if moment]
    assert 29 * DAY < sum(asked, timedelta()) < 32 * DAY
    assert waits[-1] is None


def test_a_page_that_is_missing_is_gone_after_a_week() -> None:
    page = Presence().missing(SINCE, is_gone=False)
    now = SINCE
    while (moment := page.next_look(now)) is not None:
        assert timedelta() < moment - now <= DAY
        assert page.gone_at is None
        now = moment
        page = page.missing(now, is_gone=False)
    assert page == Presence(SINCE, SINCE + 7 * DAY)


def test_a_page_that_is_gone_for_good_is_gone_at_once_and_stays_so() -> None:
    page = Presence().missing(SINCE, is_gone=True)
    assert page == Presence(SINCE, SINCE)
    assert page.missing(SINCE + DAY, is_gone=False) == page
    assert page.next_look(SINCE) is None
