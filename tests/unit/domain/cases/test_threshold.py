"""Each warning counts for a threshold once, and only while it stands."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.cases.case import Case, CaseKind
from bot.domain.cases.threshold import Threshold, reached

NOW = datetime(2026, 3, 1, tzinfo=UTC)
MUTE = Threshold(3, 30, CaseKind.MUTE, timedelta(days=1), automatic=True)
BAN = Threshold(5, 60, CaseKind.BAN, None, automatic=False)


def a_case(number: int, days_ago: float = 0, kind: CaseKind = CaseKind.WARN, **changes) -> Case:
    opened_at = NOW - timedelta(days=days_ago)
    values = (number, 5, number, kind, 99, 20, "spam", None, None, opened_at, None)
    return Case(*values, **changes)


def warnings(*numbers: int) -> list[Case]:
    return [a_case(number) for number in numbers]


def test_it_is_reached_by_as_many_warnings_and_names_them() -> None:
    assert reached([MUTE], warnings(1, 2), NOW) is None
    found = reached([MUTE], warnings(4, 2, 1), NOW)
    assert found is not None
    assert found.threshold is MUTE
    assert [one.number for one in found.warnings] == [1, 2, 4]
    assert reached([], warnings(1, 2, 3), NOW) is None


def test_what_is_old_was_undone_or_is_no_warning_does_not_count() -> None:
    two = warnings(1, 2)
    assert reached([MUTE], [*two, a_case(3, days_ago=30.1)], NOW) is None
    assert reached([MUTE], [*two, a_case(3, days_ago=29.9)], NOW) is not None
    assert reached([MUTE], [*two, a_case(3, reversed_at=NOW, reversed_by=20)], NOW) is None
    assert reached([MUTE], [*two, a_case(3, kind=CaseKind.NOTE)], NOW) is None


def test_no_warning_counts_twice_even_if_what_followed_was_undone() -> None:
    for changes in ({}, {"reversed_at": NOW, "reversed_by": 20}):
        acted = a_case(4, kind=CaseKind.MUTE, threshold=3, **changes)
        assert reached([MUTE], [*warnings(1, 2, 3, 5, 6), acted], NOW) is None
        found = reached([MUTE], [*warnings(1, 2, 3, 5, 6, 7), acted], NOW)
        assert found is not None
        assert [one.number for one in found.warnings] == [5, 6, 7]


def test_what_a_moderator_did_without_a_threshold_uses_up_nothing() -> None:
    acted = a_case(4, kind=CaseKind.MUTE)
    assert reached([MUTE], [*warnings(1, 2, 5), acted], NOW) is not None


def test_higher_thresholds_count_on_and_come_first() -> None:
    acted = a_case(4, kind=CaseKind.MUTE, threshold=3)
    found = reached([MUTE, BAN], [*warnings(1, 2, 3, 5, 6), acted], NOW)
    assert found is not None
    assert found.threshold is BAN
    banned = a_case(7, kind=CaseKind.BAN, threshold=5)
    assert reached([MUTE, BAN], [*warnings(1, 2, 3, 5, 6, 8, 9), acted, banned], NOW) is None
