"""Thresholds: after so many warnings something more is proposed, or done by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.cases.case import Case, CaseKind


@dataclass(frozen=True, slots=True)
class Threshold:
    """After ``warnings`` within ``days``, this is proposed to whoever gave the last one, or done at once.

    ``duration`` None: it is not for a time.
    """

    warnings: int
    days: int
    kind: CaseKind
    duration: timedelta | None
    automatic: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """A threshold that a member's warnings reach, and those warnings, oldest first."""

    threshold: Threshold
    warnings: tuple[Case, ...]


def reached(thresholds: Iterable[Threshold], cases: Sequence[Case], now: datetime) -> Reached | None:
    """The highest threshold that the cases about a member reach.

    Warnings that were undone do not count, nor those for which a case was opened already: by that threshold
    or a higher one, and whether that case was undone or not.
    """
    for one in sorted(thresholds, key=lambda one: one.warnings, reverse=True):
        acted = max((case.number for case in cases if (case.threshold or 0) >= one.warnings), default=0)
        since = now - timedelta(days=one.days)
        counted = [
            case
            for case in cases
            if case.kind is CaseKind.WARN
            and case.reversed_at is None
            and case.opened_at >= since
            and case.number > acted
        ]
        if len(counted) >= one.warnings:
            return Reached(one, tuple(sorted(counted, key=lambda case: case.number)))
    return None
