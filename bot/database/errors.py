"""Failures of the database, raised as what a person is told."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError, SQLAlchemyError, TimeoutError as NoConnectionFree

from bot.database.engine_in_use import BUSY, DatabaseBusy, driver_errors, is_failure, sentence_of
from bot.domain.errors import StorageFailed
from bot.logs.errors import described, text_of

_MOST = 600
"""Characters of a statement in the log."""


@text_of.register
def _(error: DBAPIError) -> str:
    """What the driver raised, and the statement, whose values are parameters, which are not shown."""
    driver = "" if error.orig is None else described(error.orig)
    return f"{driver} [SQL: {' '.join((error.statement or '').split())[:_MOST]}]"


def failure_of(error: BaseException) -> StorageFailed | None:
    """What a person is told of a failure of the database.

    None where there is nothing to tell: for a row that the database refused (IntegrityError, DataError),
    which only concerns whoever wrote it, and for faults that are not the database's.
    """
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(error, NoConnectionFree) and not is_failure(cause):
        return None
    sentence = BUSY if isinstance(error, NoConnectionFree) else sentence_of(cause)
    failure = DatabaseBusy(sentence) if sentence is BUSY else StorageFailed(sentence)
    failure.__cause__ = error
    return failure


@contextlib.contextmanager
def translate_errors() -> Iterator[None]:
    """Raise a failure of the database as StorageFailed; let everything else through as it is.

    Raises:
        StorageFailed: the database failed.
    """
    errors: tuple[type[Exception], ...] = (SQLAlchemyError, *driver_errors())
    try:
        yield
    except errors as error:
        if failure := failure_of(error):
            raise failure from error
        raise
