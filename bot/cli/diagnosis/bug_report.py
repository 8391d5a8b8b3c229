"""What goes into a bug report: only what is listed here, nothing that people wrote or named."""

from __future__ import annotations

import platform
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from bot.cli.diagnosis.examination import about_installation, about_waiting
from bot.database.inspect_file import DatabaseReport
from bot.database.revisions import Schema
from bot.domain.message import Message, message
from bot.i18n.program import INSTALLED
from bot.jobs.kinds import Job
from bot.settings.described import described
from bot.settings.loading import Reading
from bot.settings.sources import Source
from bot.upkeep.doctor import Doctor
from bot.upkeep.finding import Check, Finding, Level

LIBRARIES = (
    "aiohttp",
    "aiosqlite",
    "alembic",
    "babel",
    "discord.py",
    "feedparser",
    "fxtranslate",
    "google-re2",
    "lxml",
    "matplotlib",
    "pebble",
    "psycopg",
    "pyahocorasick",
    "pydantic",
    "rich",
    "SQLAlchemy",
    "trafilatura",
    "tzdata",
)
"""The libraries whose versions are told."""
TOLD_SETTINGS = frozenset(
    {
        "TERTULIA_FETCH_PORTS",
        "TERTULIA_REDRAW_SECONDS",
        "TERTULIA_FEED_SECONDS",
        "TERTULIA_BACKUP_HOURS",
        "TERTULIA_BACKUPS_KEPT",
        "TERTULIA_RECENT_DAYS",
        "TERTULIA_KEEP_CLOSED_DAYS",
        "TERTULIA_KEEP_DELETED_DAYS",
        "TERTULIA_KEEP_EVIDENCE_DAYS",
        "TERTULIA_LOG_LEVEL",
        "TERTULIA_LOG_FORMAT",
        "TERTULIA_TRANSLATORS",
        "TERTULIA_TRANSLATION_SECONDS",
        "TERTULIA_TRANSLATION_CHARACTERS",
        "TERTULIA_LIBRETRANSLATE_LOCAL",
        "TERTULIA_CHAT_LOCAL",
    }
)
"""The settings whose values are told: numbers, switches, and names out of a fixed list. Of the others it is
told only whether and where they are set.
"""
WORKERS: Mapping[str, str] = {**{job.value: job.name.lower() for job in Job}, "gatherer": "gatherer"}
"""The kinds of background work by the names they are stored under."""
_PLACE = re.compile(r"[A-Za-z_]\w{0,99} \([\w.-]{1,99}\.py:\d{1,6}\)")
"""The type of a fault, with the file and line it came from."""
NOT_READ = message("The settings are wrong, so the database was not looked at.")


def bug_report(reading: Reading) -> dict[str, Any]:
    """The report as JSON has it; sentences are Messages. Asks neither Discord nor any service."""
    report: dict[str, Any] = {
        "made_at": _moment(datetime.now(UTC)),
        "versions": _versions(),
        "settings": [_setting(name, reading) for name in described()],
        "unknown_settings": len(reading.unknown),
    }
    if reading.settings is None:
        return {**report, "database": {"state": "not_read", "message": NOT_READ}}
    doctor = Doctor(reading.settings.place)
    checkup = doctor.checkup
    if checkup.counts is not None:
        report["versions"]["database"] = checkup.counts.engine
    return {
        **report,
        "database": _database(checkup),
        "health": _health([*about_installation(doctor, reading.settings), *about_waiting(doctor)]),
        "faults": _faults(checkup),
        "failed_work": _failed_work(checkup),
        "counts": _counts(checkup),
        "pending": _pending(checkup),
    }


def _versions() -> dict[str, Any]:
    libraries = {}
    for name in LIBRARIES:
        try:
            libraries[name] = version(name)
        except PackageNotFoundError:  # some are for one engine or another
            continue
    return {
        "tertulia": version(INSTALLED),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "libraries": libraries,
    }


def _setting(name: str, reading: Reading) -> dict[str, object]:
    given, one = reading.given.get(name), described()[name]
    is_wrong = name in reading.wrong
    value = one.default if given is None else given.value
    return {
        "name": name,
        "source": Source.DEFAULT if given is None else given.source,
        "right": not is_wrong,
        "value": value if name in TOLD_SETTINGS and value and not is_wrong else None,
    }


def _database(checkup: DatabaseReport) -> dict[str, object]:
    """What is wrong with the database, if something is, in one sentence."""
    if not checkup.exists:
        return {"state": "missing", "message": message("There is no database yet.")}
    if checkup.unusable is not None or checkup.unreachable is not None:
        return {"state": "unreachable", "message": message("The database cannot be reached or used.")}
    if checkup.faults:
        sentence = message("The database is damaged or cannot be read, so nothing in it was counted.")
        return {"state": "damaged", "message": sentence}
    return {"state": _STATES[checkup.schema][0], "message": _STATES[checkup.schema][1]}


_STATES: Mapping[Schema, tuple[str, Message]] = {
    Schema.CURRENT: ("current", message("The database is intact and up to date.")),
    Schema.OLDER: (
        "older",
        message(
            "The database is of an older version, so nothing in it was counted. The next start upgrades it."
        ),
    ),
    Schema.NEWER: (
        "newer",
        message("The database was made by a newer version of Tertulia, so nothing in it was counted."),
    ),
    Schema.NONE: ("foreign", message("The file that is set as the database is none of Tertulia's.")),
}


def _health(findings: Iterable[Finding]) -> list[dict[str, object]]:
    """How many findings of each check have which status; what they say may name people and places."""
    found = Counter((one.check, one.level) for one in findings)
    return [
        {"id": check, **{level.value: found[check, level] for level in Level}}
        for check in Check
        if any(found[check, level] for level in Level)
    ]


def _faults(checkup: DatabaseReport) -> list[dict[str, object]]:
    return [
        {
            "worker": WORKERS.get(one.name, "other"),
            "count": one.count,
            "last_at": _moment(one.last_at),
            "fault": one.detail if _PLACE.fullmatch(one.detail) else None,
        }
        for one in checkup.task_faults
    ]


def _failed_work(checkup: DatabaseReport) -> list[dict[str, object]]:
    return [
        {
            "worker": WORKERS.get(one.name, "other"),
            "count": one.count,
            "given_up": one.given_up,
            "last_at": _moment(one.last_at),
        }
        for one in checkup.failing
    ]


def _counts(checkup: DatabaseReport) -> dict[str, int]:
    if checkup.counts is None:
        return {}
    return {**checkup.counts.held, "feeds": checkup.feeds.followed, "failing_feeds": checkup.feeds.in_trouble}


def _pending(checkup: DatabaseReport) -> dict[str, int]:
    if checkup.counts is None:
        return {}
    backlog = checkup.backlog
    return {
        **checkup.counts.pending,
        "copies_to_send": sum(one.to_send for one in backlog.mirrors),
        "copies_to_update": sum(one.to_change for one in backlog.mirrors),
        "channels_to_read": len(backlog.unread),
    }


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
