"""When feeds are looked at again, moved and paused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.feeds.following import PauseReason
from bot.domain.feeds.schedule import (
    FIRST,
    LONGEST,
    SHORTEST,
    Move,
    Wishes,
    is_told,
    move,
    next_look,
    pause,
    retry,
    usual_interval,
)

NOW = datetime(2026, 3, 4, 10, 20, tzinfo=UTC)  # a Wednesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("gap", "count", "expected"),
    [
        (HOUR, 20, HOUR / 2),
        (timedelta(minutes=2), 20, SHORTEST),
        (7 * DAY, 5, LONGEST),
        (HOUR, 1, FIRST),
        (HOUR, 0, FIRST),
    ],
)
def test_a_feed_is_looked_at_twice_for_each_entry_it_usually_brings(
    gap: timedelta, count: int, expected: timedelta
) -> None:
    assert usual_interval([NOW - gap * one for one in range(count)]) == expected


def test_only_the_newest_entries_tell_how_often_they_appear() -> None:
    old = [NOW - timedelta(days=30 * one) for one in range(1, 100)]
    assert usual_interval([*old, *(NOW - HOUR * one for one in range(20))]) == HOUR / 2


def test_entries_that_appear_together_are_one_moment() -> None:
    assert usual_interval([NOW] * 20) == FIRST


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [(HOUR, HOUR / 2), (DAY, HOUR), (7 * DAY, 7 * HOUR), (365 * DAY, LONGEST)],
)
def test_a_quiet_feed_is_looked_at_more_and_more_seldom(quiet: timedelta, expected: timedelta) -> None:
    assert next_look(NOW, HOUR / 2, NOW - quiet, Wishes(), 0.0) == NOW + expected


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (Wishes(ttl=7_200), 2 * HOUR),
        (Wishes(max_age=10_800, ttl=60), 3 * HOUR),
        (Wishes(max_age=60), HOUR / 2),
        (Wishes(max_age=31_536_000), LONGEST),
        (Wishes(skip_hours=frozenset({10, 11})), 2.5 * HOUR),
        (Wishes(skip_days=frozenset({2, 3})), DAY + 14.5 * HOUR),
        (Wishes(skip_hours=frozenset(range(24))), HOUR / 2),
        (Wishes(skip_days=frozenset(range(7))), HOUR / 2),
        (Wishes(skip_hours=frozenset({-1, 99})), HOUR / 2),
    ],
)
def test_what_the_site_wants_is_kept(wishes: Wishes, expected: timedelta) -> None:
    assert next_look(NOW, HOUR / 2, NOW, wishes, 0.0) == NOW + expected


def test_chance_spreads_looks_and_never_makes_them_earlier() -> None:
    looks = [next_look(NOW, HOUR, NOW, Wishes(), chance) for chance in (0.0, 0.5, 1.0)]
    assert looks == [NOW + HOUR, NOW + HOUR * 1.05, NOW + HOUR * 1.1]


def test_an_operator_says_how_often_and_the_site_may_want_it_seldomer() -> None:
    often = timedelta(seconds=5)
    assert next_look(NOW, HOUR, NOW - DAY, Wishes(), 0.0, often) == NOW + often
    assert next_look(NOW, HOUR, NOW - DAY, Wishes(ttl=7_200), 0.0, often) == NOW + 2 * HOUR
    assert next_look(NOW, HOUR, None, Wishes(skip_hours=frozenset({10})), 0.0, often) == NOW + HOUR + often


def test_failures_are_retried_ever_more_seldom_and_once_when_people_are_told() -> None:
    now, at = NOW, list[float]()
    for failures in range(1, 9):
        now = retry(now, failures, NOW, None, 0.0)
        at.append((now - NOW) / HOUR)
    assert at == [1, 3, 7, 15, 24, 48, 72, 96]


def test_a_site_that_wants_to_be_left_alone_is() -> None:
    assert retry(NOW, 1, NOW, 7_200, 0.0) == NOW + 2 * HOUR
    assert retry(NOW, 1, NOW, 60, 0.0) == NOW + HOUR
    assert retry(NOW, 1, NOW, 10**9, 0.0) == NOW + LONGEST
    assert retry(NOW, 1, NOW, None, 1.0) == NOW + HOUR * 1.1
    assert retry(NOW, 10**6, NOW - 20 * DAY, None, 0.0) == NOW + LONGEST


def test_people_are_told_after_a_day() -> None:
    assert not is_told(NOW, NOW - timedelta(hours=23))
    assert is_told(NOW, NOW - DAY)


def test_a_feed_that_is_gone_or_fails_for_a_month_is_paused() -> None:
    assert pause(NOW, NOW, is_gone=True) is PauseReason.GONE
    assert pause(NOW, NOW - 29 * DAY, is_gone=False) is None
    assert pause(NOW, NOW - 30 * DAY, is_gone=False) is PauseReason.FAILING


def test_an_address_moves_once_it_has_redirected_for_a_day() -> None:
    first = move(Move(), "https://new.example/", NOW)
    assert first == Move("https://new.example/", NOW)
    assert not move(first, "https://new.example/", NOW + 23 * HOUR).is_settled
    assert move(first, "https://new.example/", NOW + DAY) == Move("https://new.example/", NOW, True)


def test_a_redirect_that_changes_or_ends_begins_anew() -> None:
    first = move(Move(), "https://new.example/", NOW)
    assert move(first, "https://other.example/", NOW + DAY) == Move("https://other.example/", NOW + DAY)
    assert move(first, None, NOW + DAY) == Move()
