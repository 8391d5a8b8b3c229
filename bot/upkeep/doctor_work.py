"""The doctor's findings about background work: what failed by a fault of the program's, and otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from bot.database.inspect_file import DatabaseReport, Failing, TaskFault
from bot.domain.message import Message, counted, message
from bot.jobs.kinds import Job
from bot.upkeep.finding import Check, Finding, Level

RECENT = timedelta(hours=1)
"""A background task that failed longer ago than this works again: it is retried every five minutes."""
_WORK: Mapping[str, Message] = {
    Job.CARD: message("cards to send"),
    Job.REDRAW: message("cards to update"),
    Job.SCHEDULED_ARTICLE: message("scheduled articles"),
    Job.PAGE_CHECK: message("pages to read again"),
    Job.MIRROR: message("copies in other channels"),
    Job.TAKEDOWN: message("messages to delete"),
    Job.DELETION: message("deleted messages"),
    Job.EFFECT: message("moderators' actions"),
    Job.NOTICE: message("moderators' notices"),
    Job.QUEUE_PANEL: message("panels of the queue"),
    Job.QUESTION: message("questions in threads"),
    Job.CLOSING: message("discussions to close"),
    Job.COPY: message("copies of attachments"),
    Job.LETTER: message("messages to authors whose comments wait"),
    Job.INTAKE: message("what moderators did outside the bot"),
    Job.EXPIRY: message("bans that end"),
    Job.SILENCE: message("muted members"),
    Job.REPORT_ANSWER: message("messages to members who reported"),
    Job.CASE_LETTER: message("messages to members about cases"),
    Job.THREAD_LOCK: message("threads to lock"),
    Job.EVIDENCE: message("evidence to delete"),
    Job.APPEAL_NOTICE: message("notices of appeals"),
    Job.REACTION: message("reactions"),
    Job.SIGN: message("marks on refused replies"),
    Job.FEED: message("feeds to look at"),
    Job.DELIVERY: message("entries of feeds to post"),
    Job.FEED_NOTICE: message("notices about feeds"),
    Job.REMOVED_FEED: message("removed feeds"),
    Job.DIGEST: message("digests"),
    Job.BACKFILL: message("messages missed while offline"),
    Job.RETENTION: message("old discussions to delete"),
    Job.BACKUP: message("backups"),
    Job.MACHINE_EDITION: message("articles to translate"),
    Job.TRANSLATION: message("comments to translate"),
}
"""The names of background work that people read."""


def about_work(checkup: DatabaseReport) -> Iterator[Finding]:
    """Findings about the kinds of background work that failed."""
    yield from map(_about_task, checkup.task_faults)
    yield from map(_about_failing, checkup.failing)


def _about_task(fault: TaskFault) -> Finding:
    ago = datetime.now(UTC) - fault.last_at
    return Finding(
        Check.WORKER_FAULTS,
        Level.FAULT if ago < RECENT else Level.HINT,
        counted(
            "The background task '{name}' failed once, {ago} ago: {detail}.",
            "The background task '{name}' failed {count} times, the last time {ago} ago: {detail}.",
            fault.count,
            name=_WORK.get(fault.name, fault.name),
            ago=_minutes(ago),
            detail=fault.detail,
        ),
        message("It restarts by itself. Please report this with what the bot's log says about it."),
    )


def _about_failing(failing: Failing) -> Finding:
    params = {
        "work": _WORK.get(failing.name, failing.name),
        "ago": _minutes(datetime.now(UTC) - failing.last_at),
        "reason": failing.reason,
    }
    if failing.given_up:
        return Finding(
            Check.FAILED_WORK,
            Level.HINT,
            counted(
                "Background work, {work}: one task was given up {ago} ago: {reason}",
                "Background work, {work}: {count} tasks were given up, the last one {ago} ago: {reason}",
                failing.count,
                **params,
            ),
            message("It will be tried again after a restart, and when the bot's permissions change."),
        )
    return Finding(
        Check.FAILED_WORK,
        Level.HINT,
        counted(
            "Background work, {work}: one task failed {ago} ago and will be tried again: {reason}",
            "Background work, {work}: {count} tasks failed, the last one {ago} ago, "
            "and will be tried again: {reason}",
            failing.count,
            **params,
        ),
    )


def _minutes(ago: timedelta) -> timedelta:
    return timedelta(minutes=max(1, ago // timedelta(minutes=1)))
