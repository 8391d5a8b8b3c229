"""Moving house: a whole database copied from one engine to another, or to another place of the same."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from bot.database.copies.copy_rows import Copied, Side, copy_rows, holds_rows
from bot.database.engine_in_use import Engine, Progress, engine_of
from bot.database.errors import translate_errors
from bot.database.place import Place, ServerPlace
from bot.database.revisions import Schema, make_current, require_current, schema_of
from bot.domain.errors import BadInput, NotFound, Refused, StorageFailed
from bot.domain.message import message

MAX_FAULTS = 1


def move(source: Place, target: Place, progress: Progress) -> Copied:
    """Copy the database at ``source``, with its ledger of erasures, to ``target``, where no comment may be.

    Both are compared before the copy is committed: ``target`` has all of it or none. ``source`` stays as it
    is. No bot can start on either meanwhile.

    Raises:
        NotFound: there is no database at ``source``.
        BadInput: both are the same, or ``source`` is no database of ours.
        Refused: ``target`` holds something, or ``source`` is not of the program's schema.
        StorageFailed: a bot runs on either, one of them is damaged or failed, or they differ in the end.
    """
    if _same(source, target):
        raise BadInput(message("Both are the same database: {path}.", path=str(source)))
    here, there = engine_of(source), engine_of(target)
    with translate_errors():
        if not here.exists():
            raise NotFound(message("There is no database at {path}.", path=str(source)))
        with here.lock_out_bots(), _lock_out_bots(there), here.inspecting().connect() as connection:
            _require_sound(here, connection, source)
            here.require_ledger()
            there.require_ledger()
            with _made(target, there):
                return _copy(Side(connection, here.copier()), there, target, progress)


def _copy(source: Side, there: Engine, target: Place, progress: Progress) -> Copied:
    with there.migrating().begin() as connection:
        if holds_rows(connection):
            raise Refused(
                message("The database {path} is not empty: choose one with nothing in it.", path=str(target))
            )
        to = Side(connection, there.copier())
        copied = copy_rows(source, to, progress)
        # Last, as in erasing: once it is durable there is little left that can fail.
        to.copier.add_erasures(connection, source.copier.erasures(source.connection))
        return copied


@contextlib.contextmanager
def _lock_out_bots(engine: Engine) -> Iterator[None]:
    engine.make_place()
    with engine.lock_out_bots():
        yield


@contextlib.contextmanager
def _made(target: Place, engine: Engine) -> Iterator[None]:
    """Bring ``target`` to the program's schema. A file that was made for it goes again where all fails."""
    with contextlib.ExitStack() as undoing:
        if isinstance(target, Path) and not engine.exists():
            undoing.callback(target.unlink, missing_ok=True)
        if schema_of(target) is Schema.OLDER:  # it holds what it was made for: it is not ours to change
            with engine.inspecting().connect() as connection:
                require_current(connection, target)
        make_current(target)
        yield
        undoing.pop_all()


def _require_sound(engine: Engine, connection: Connection, place: Place) -> None:
    """Refuse a database that cannot be copied as it is.

    Raises:
        BadInput, Refused, StorageFailed: see :func:`move`.
    """
    require_current(connection, place)
    if faults := engine.damage(connection, MAX_FAULTS):
        raise StorageFailed(
            message("The database {path} is damaged: {detail}", path=str(place), detail=faults[0])
        )


def _same(source: Place, target: Place) -> bool:
    if isinstance(source, Path) and isinstance(target, Path):
        return source.absolute() == target.absolute() or (
            source.exists() and target.exists() and source.samefile(target)
        )
    if isinstance(source, ServerPlace) and isinstance(target, ServerPlace):
        return source.url == target.url  # whatever ledgers they are given
    return False
