"""What a chart shows: comments by hour and language, and what waits for moderators, by age."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.discussion import DetectedLanguage
from bot.domain.events import first_snowflake
from bot.moderating.queue.waiting import Waiting

HOURS = 24
AGES = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 72, 168))
"""Where one age of what waits ends and the next begins; what is older than the last is an age too."""

ByHour = Mapping[DetectedLanguage, tuple[int, ...]]
"""For each language, how many comments were said in each of the 24 hours of the day, in UTC."""
ByAge = Mapping[Waiting, tuple[int, ...]]
"""For each reason, how many comments of each age wait; the youngest first."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a member may know of discussions. ``by_age`` is None for who does not moderate them.

    ``headline`` is that of the one discussion it is about, None for a whole server; ``days``: how many of the
    last days it covers, None for all.
    """

    by_hour: ByHour
    by_age: ByAge | None = None
    headline: str | None = None
    days: int | None = None

    @property
    def comments(self) -> int:
        """All comments."""
        return sum(map(sum, self.by_hour.values()))

    @property
    def waiting(self) -> int:
        """All that waits."""
        return sum(map(sum, (self.by_age or {}).values()))

    @property
    def hours(self) -> list[int]:
        """How many comments were said in each hour of the day, in any language."""
        return [sum(counts) for counts in zip(*self.by_hour.values(), strict=True)] or [0] * HOURS


def ages_of(source_ids: Collection[int], now: datetime) -> tuple[int, ...]:
    """How many of these comments have each age."""
    ends = [first_snowflake(now - age) for age in reversed(AGES)]
    counts = [0] * (len(AGES) + 1)
    for source_id in source_ids:
        counts[len(AGES) - bisect_right(ends, source_id)] += 1
    return tuple(counts)
