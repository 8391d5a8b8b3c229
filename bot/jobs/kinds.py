"""The kinds of background work, by the names that logs and ``doctor`` show."""

from __future__ import annotations

from collections.abc import Hashable
from enum import StrEnum


class Job(StrEnum):
    """One kind of background work."""

    CARD = "cards to send"
    REDRAW = "cards to redraw"
    MACHINE_EDITION = "machine editions"
    MIRROR = "mirrors"
    TRANSLATION = "translations"
    TAKEDOWN = "takedowns"
    DELETION = "deletions"
    EFFECT = "moderators' actions"
    NOTICE = "moderators' notices"
    REACTION = "reactions"
    SIGN = "signs"
    BACKFILL = "backfill"
    RETENTION = "retention"
    BACKUP = "backups"


Due = tuple[Job, Hashable]
"""A kind of work, and a key of it that a transaction made due."""
