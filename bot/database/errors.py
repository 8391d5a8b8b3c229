"""What SQLite raises, as a sentence for a person."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError as NoConnectionFree

from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message

BUSY = message("The database is busy. Try again in a moment.")


def failure_of(error: BaseException) -> StorageFailed | None:
    """What a person is told of a failure of the database.

    None where there is nothing to tell: for a row that the database refused (IntegrityError, DataError),
    which only concerns whoever wrote it, and for faults that are not the database's.
    """
    if isinstance(error, NoConnectionFree):
        return StorageFailed(BUSY)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, sqlite3.Error) or isinstance(cause, sqlite3.IntegrityError | sqlite3.DataError):
        return None
    return StorageFailed(sentence_of(cause))


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Raise a failure of the database as StorageFailed; let everything else through as it is.

    Raises:
        StorageFailed: the database failed.
    """
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        if failure := failure_of(error):
            raise failure from error
        raise


def sentence_of(error: BaseException | None, otherwise: Message | None = None) -> Message:
    """What went wrong with the database, and what to do about it; ``otherwise`` where that is not known."""
    if is_busy(error):
        return BUSY
    if is_full(error):
        return message("The disk is full: nothing can be stored until there is room.")
    if _is(error, "READONLY", "CANTOPEN", "PERM"):
        return message("The database cannot be written: check the file's place and its permissions.")
    if is_damage(error):
        return message(
            "The database is damaged ({detail}). Whoever runs the bot can check it with "
            "`python -m bot doctor` and put a backup in its place with `python -m bot restore`.",
            detail=str(error),
        )
    return otherwise or message("The database failed: {detail}", detail=str(error))


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room left on the disk."""
    return _is(error, "FULL")


def is_busy(error: BaseException | None) -> bool:
    """Whether somebody else holds the file."""
    return _is(error, "BUSY", "LOCKED")


def is_damage(error: BaseException | None) -> bool:
    """Whether the file does not hold what SQLite wrote."""
    return _is(error, "CORRUPT", "NOTADB")


def _is(error: BaseException | None, *codes: str) -> bool:
    name = getattr(error, "sqlite_errorname", None) or ""
    return name.startswith(tuple(f"SQLITE_{code}" for code in codes))
