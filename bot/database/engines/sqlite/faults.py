"""What SQLite raises, as a sentence for a person."""

from __future__ import annotations

import sqlite3

from bot.database.engines.sentences import DISK_FULL, damaged
from bot.domain.message import Message, message
from bot.logs.errors import text_of

ERROR = sqlite3.Error
"""What the driver raises is one of these."""


@text_of.register
def _(error: sqlite3.Error) -> str:
    """The name of the fault, and SQLite's words where they name tables and columns alone.

    A wrong statement or search is quoted in its words (SQLITE_ERROR).
    """
    name = getattr(error, "sqlite_errorname", None) or ""
    return name if name in ("", "SQLITE_ERROR") else f"{name}: {error}"


def is_failure(error: BaseException | None) -> bool:
    """Whether SQLite failed; a row that it refused is only the fault of whoever wrote it."""
    refused = isinstance(error, sqlite3.IntegrityError | sqlite3.DataError)
    return isinstance(error, sqlite3.Error) and not refused


def sentence_of(error: BaseException | None) -> Message | None:
    """What went wrong with the database, and what to do about it; None where that is not known."""
    if is_full(error):
        return DISK_FULL
    if _is(error, "READONLY", "CANTOPEN", "PERM"):
        return message("The database cannot be written: check where the file is and its permissions.")
    if is_damage(error):
        return damaged(str(error))
    return None


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room left on the disk."""
    return _is(error, "FULL")


def is_unreachable(_error: BaseException | None) -> bool:
    """Never: a file that cannot be opened is not what it should be."""
    return False


def ended_transaction(error: BaseException | None) -> bool:
    """Whether nothing of the transaction can be kept: a full disk may end it, its savepoints with it."""
    return is_full(error)


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds the file."""
    return _is(error, "BUSY", "LOCKED")


def is_damage(error: BaseException | None) -> bool:
    """Whether the file does not hold what SQLite wrote."""
    return _is(error, "CORRUPT", "NOTADB")


def _is(error: BaseException | None, *codes: str) -> bool:
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(tuple(f"SQLITE_{code}" for code in codes))
