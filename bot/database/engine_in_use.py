"""The engine in use: all that is done with a database as a whole, and what its failures mean.

SQLite is the only one. Each of these takes the database's place, a file, or an error of its driver: another
engine is chosen here by what that is, and nothing else changes. What statements say is chosen by SQLAlchemy
(:mod:`bot.database.dialect`).
"""

from bot.database.engines.sqlite.connections import (
    damage,
    inspecting,
    migrating,
    orphans,
    reading,
    reading_in_threads,
    writing,
)
from bot.database.engines.sqlite.copying import Progress, copy, settle
from bot.database.engines.sqlite.faults import BUSY, ERRORS, is_failure, is_full, sentence_of
from bot.database.engines.sqlite.files import BESIDE, in_use, only_bot_on
from bot.database.engines.sqlite.ledger_file import ledger_fault, require_ledger

__all__ = [
    "BESIDE",
    "BUSY",
    "ERRORS",
    "Progress",
    "copy",
    "damage",
    "in_use",
    "inspecting",
    "is_failure",
    "is_full",
    "ledger_fault",
    "migrating",
    "only_bot_on",
    "orphans",
    "reading",
    "reading_in_threads",
    "require_ledger",
    "sentence_of",
    "settle",
    "writing",
]
