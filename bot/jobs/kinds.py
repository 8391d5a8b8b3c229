"""The kinds of background work, by the names that logs and ``doctor`` show."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum


class Job(StrEnum):
    """One kind of background work."""

    CARD = "cards to send"
    REDRAW = "cards to redraw"
    SCHEDULED_ARTICLE = "scheduled articles"
    MACHINE_EDITION = "machine editions"
    PAGE_CHECK = "pages to read again"
    MIRROR = "mirrors"
    TRANSLATION = "translations"
    COPY = "copies of attachments"
    TAKEDOWN = "takedowns"
    DELETION = "deletions"
    EFFECT = "moderators' actions"
    NOTICE = "moderators' notices"
    QUEUE_PANEL = "queue panels"
    QUESTION = "questions"
    CLOSING = "discussions to close"
    REACTION = "reactions"
    SIGN = "signs"
    LETTER = "letters to authors"
    INTAKE = "acts outside the bot"
    EXPIRY = "bans that end"
    SILENCE = "silenced members"
    REPORT_ANSWER = "answers to reports"
    CASE_LETTER = "letters to members"
    EVIDENCE = "evidence of cases"
    THREAD_LOCK = "thread locks"
    APPEAL_NOTICE = "notices of appeals"
    FEED = "feeds to look at"
    DELIVERY = "entries of feeds"
    FEED_NOTICE = "notices about feeds"
    REMOVED_FEED = "removed feeds"
    DIGEST = "digests"
    BACKFILL = "backfill"
    RETENTION = "retention"
    BACKUP = "backups"


EVERY_PANEL = 0
"""The key of :attr:`Job.QUEUE_PANEL` for all servers with a panel: who makes it due knows none of them."""

ALL_EVIDENCE = 0
"""The key of :attr:`Job.EVIDENCE`: who makes it due does not ask which cases there are."""

DUE_CHECKS = 0
"""The key of :attr:`Job.PAGE_CHECK` for reading which pages are due within the hour."""

Due = tuple[Job, Hashable]
"""A kind of work, and a key of it that a transaction made due."""
