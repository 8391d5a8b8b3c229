"""The time that acts are wanted of, as a moderator writes it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.discordkit.escaping import escaped
from bot.domain.errors import BadInput
from bot.domain.message import message

LONGEST = 32
"""Characters of a date that somebody writes."""
_A_DAY = len("2026-03-14")

Period = tuple[datetime | None, datetime | None]
"""From when on, and before when."""


def period(since: str | None, until: str | None, days: int | None, now: datetime) -> Period:
    """The time from one day or moment to another, the last day included, or the last ``days`` days. What is
    not written is no limit; days are those of UTC.

    Raises:
        BadInput: a date is none, the end is before the beginning, or both ways are used.
    """
    if days is not None:
        if since or until:
            raise BadInput(message("Choose either a number of days, or from when to when."))
        return now - timedelta(days=days), None
    begins = _read(since)[0] if since else None
    ends = _read(until)[1] if until else None
    if begins and ends and ends <= begins:
        raise BadInput(message("The end is before the beginning."))
    return begins, ends


def _read(written: str) -> tuple[datetime, datetime]:
    """The moment that was written, and the one after it; of a day, its first and that of the next."""
    text = written.strip()
    try:
        read = datetime.fromisoformat(text)
        moment = read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
        return moment, moment + (timedelta(days=1) if len(text) == _A_DAY else timedelta(minutes=1))
    except (ValueError, OverflowError) as error:
        raise BadInput(
            message(
                "I cannot read “{written}” as a date. Write it as 2026-03-14, or 2026-03-14 18:30 in UTC.",
                written=escaped(text[:LONGEST]),
            )
        ) from error
