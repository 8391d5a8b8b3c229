"""What SQLite raises, as a sentence for a person."""

from __future__ import annotations

import sqlite3

from bot.domain.message import Message, message


def sentence_of(error: sqlite3.Error) -> Message:
    """What went wrong with the database."""
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return message("The database is busy. Try again in a moment.")
    if is_full(error):
        return message("The disk is full: nothing can be stored until there is room.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
        return message("The database cannot be written: check the file's place and its permissions.")
    return message("The database failed: {detail}", detail=str(error))


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room left on the disk."""
    return getattr(error, "sqlite_errorname", "").startswith("SQLITE_FULL")
