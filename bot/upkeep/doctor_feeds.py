"""The doctor's findings about feeds: how many are followed, and which cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from bot.database.inspect_file import DatabaseReport
from bot.database.reports.feeds_report import TroubledFeed
from bot.domain.card import one_line, trimmed
from bot.domain.feeds.schedule import is_told
from bot.domain.message import Message, counted, message
from bot.upkeep.finding import Check, Finding, Level

LATE = timedelta(minutes=30)
"""How long a look may be overdue: after downtime all are, and are spread over ten minutes."""
LONGEST_TITLE = 80
LONGEST_LINK = 200


def about_feeds(checkup: DatabaseReport) -> Iterator[Finding]:
    """Findings about the feeds that servers follow."""
    report, now = checkup.feeds, datetime.now(UTC)
    if not report.followed and not report.in_trouble:
        return
    is_late = checkup.in_use and report.next_at is not None and now - report.next_at > LATE
    yield Finding(
        Check.FEEDS,
        Level.HINT if is_late else Level.FINE,
        counted(
            "{count} feed is followed. {times}",
            "{count} feeds are followed. {times}",
            report.followed,
            times=_times(report.next_at, report.succeeded_at, report.new_entry_at),
        ),
        message("The bot's log says why looks are late.") if is_late else None,
    )
    for one in report.troubled:
        yield _of_trouble(one, now)
    if more := report.in_trouble - len(report.troubled):
        yield Finding(
            Check.FEEDS,
            Level.HINT,
            counted("{count} more feed cannot be read.", "{count} more feeds cannot be read.", more),
        )


def _of_trouble(one: TroubledFeed, now: datetime) -> Finding:
    about = {
        "feed": trimmed(one_line(one.title), LONGEST_TITLE),
        "address": trimmed(one.url, LONGEST_LINK),
        "since": one.since,
        "reason": one.reason,
    }
    if one.paused_for is not None:
        return Finding(
            Check.FEEDS,
            Level.HINT,
            message("The feed {feed} ({address}) is paused, as it failed since {since}: {reason}", **about),
            message(
                "A manager resumes it with the button in the moderators' channel. {times}",
                times=_times(None, one.succeeded_at, one.new_entry_at),
            ),
        )
    is_short = one.since is not None and not is_told(now, one.since)
    return Finding(
        Check.FEEDS,
        Level.FINE if is_short else Level.HINT,
        message("The feed {feed} ({address}) cannot be read since {since}: {reason}", **about),
        _times(one.next_at, one.succeeded_at, one.new_entry_at),
    )


def _times(next_at: datetime | None, succeeded_at: datetime | None, new_entry_at: datetime | None) -> Message:
    """When the next look is, when one last succeeded, and when one last brought something."""
    never = message("never")
    times = {"success": succeeded_at or never, "entry": new_entry_at or never}
    if next_at is None:
        return message("Last success: {success}. Last new entry: {entry}.", **times)
    return message(
        "Next look: {next}. Last success: {success}. Last new entry: {entry}.", next=next_at, **times
    )
