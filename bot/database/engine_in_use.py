"""The engine in use: which one a database's place asks for, and what the failures of each mean.

A file is SQLite's. What statements say is chosen by SQLAlchemy (:mod:`bot.database.dialect`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.database.engines.engine import (
    Copier as Copier,
    DatabaseBusy as DatabaseBusy,
    DatabaseTaken as DatabaseTaken,
    Engine as Engine,
    Faults,
    LedgerUnreachable as LedgerUnreachable,
    Writer as Writer,
)
from bot.database.engines.sqlite import faults
from bot.database.engines.sqlite.copying import Progress as Progress, copy as copy, settle as settle
from bot.database.engines.sqlite.engine import SQLite
from bot.database.engines.sqlite.files import BESIDE as BESIDE
from bot.database.place import Place
from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message
from bot.logs.errors import text_of

BUSY = message("The database is busy. Try again in a moment.")


def engine_of(place: Place) -> Engine:
    """The engine for the database at ``place``.

    Raises:
        StorageFailed: what speaks to a PostgreSQL server is not installed.
    """
    if isinstance(place, Path):
        return SQLite(place)
    try:
        # Not above: it takes a tenth of a second and some megabytes, and few need it.
        from bot.database.engines.postgresql.engine import PostgreSQL
    except ModuleNotFoundError as error:
        raise StorageFailed(
            message(
                "This installation cannot speak to PostgreSQL. Install it as {package}.",
                package="tertulia[postgresql]",
            )
        ) from error
    return PostgreSQL(place)


def is_failure(error: BaseException | None) -> bool:
    """Whether the database failed; a row that it refused is only the fault of whoever wrote it."""
    return any(one.is_failure(error) for one in _faults())


def is_full(error: BaseException | None) -> bool:
    """Whether there was no room left on the database's disk."""
    return any(one.is_full(error) for one in _faults())


def is_busy(error: BaseException | None) -> bool:
    """Whether it would have gone well at another moment."""
    return any(one.is_busy(error) for one in _faults())


def is_unreachable(error: BaseException | None) -> bool:
    """Whether nothing of the database can be read: there is no connection to it, or no right."""
    return any(one.is_unreachable(error) for one in _faults())


def ended_transaction(error: BaseException | None) -> bool:
    """Whether nothing can be kept of a transaction in which this was raised, not even its savepoints."""
    return any(one.ended_transaction(error) for one in _faults())


def sentence_of(error: BaseException | None, otherwise: Message | None = None) -> Message:
    """What went wrong with the database, and what to do about it; ``otherwise`` where that is not known."""
    if is_busy(error):
        return BUSY
    known = next(filter(None, (one.sentence_of(error) for one in _faults())), otherwise)
    return known or message("The database failed: {detail}", detail=_detail(error))


def _detail(error: BaseException | None) -> str:
    return "" if error is None else text_of(error) or type(error).__name__


def driver_errors() -> tuple[type[Exception], ...]:
    """What is raised where SQLAlchemy does not stand between."""
    return tuple(one.ERROR for one in _faults())


def _faults() -> Iterator[Faults]:
    yield faults
    if "psycopg" in sys.modules:  # no error of a driver that nobody has imported
        from bot.database.engines.postgresql import faults as server_faults

        yield server_faults
