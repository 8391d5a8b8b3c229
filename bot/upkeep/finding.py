"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.message import Message


class Check(StrEnum):
    """What was looked at, for programs. Each may have several findings."""

    SETTINGS = "settings"
    DATABASE = "database"
    ERASURE_LIST = "erasure_list"
    RUNNING = "running"
    DISK = "disk"
    BACKUPS = "backups"
    WORKER_FAULTS = "worker_faults"
    FAILED_WORK = "failed_work"
    TRANSLATION = "translation"
    TOKEN = "token"  # noqa: S105  # it is none
    MESSAGE_CONTENT = "message_content"
    SERVERS = "servers"
    PERMISSIONS = "permissions"
    CHANNELS = "channels"
    COPIES = "copies"
    MISSED_MESSAGES = "missed_messages"
    FEEDS = "feeds"


class Level(StrEnum):
    """How much a finding matters, from the least; the values are for programs."""

    FINE = "ok"
    HINT = "warning"
    FAULT = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, and what to do about it. A fault must be mended, a hint may be ignored."""

    check: Check
    level: Level
    what: Message
    remedy: Message | None = None
