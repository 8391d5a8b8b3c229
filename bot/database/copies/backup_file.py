"""Backups: a database copied while it is in use, and put back in its place."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from bot.database.copies.backup_rows import replace_rows, write_backup
from bot.database.copies.whole_file import made_whole, sync_folder
from bot.database.engine_in_use import BESIDE, Progress, copy, engine_of, settle
from bot.database.errors import translate_errors
from bot.database.inspect_file import examine
from bot.database.place import Place
from bot.database.revisions import Schema
from bot.database.schema import audit, comment, post
from bot.database.withdrawn_consent import keep_withdrawn
from bot.domain.errors import BadInput, NotFound, Refused, StorageFailed
from bot.domain.message import message

_STORED_AT = (comment.c.said_at, comment.c.edited_at, post.c.created_at, audit.c.at)


def back_up(place: Place, target: Path, progress: Progress) -> None:
    """Copy a database as it stands at one moment into the new file ``target``, whoever writes meanwhile.

    The copy is opened and checked page by page before it gets its name: ``target`` is whole or not there.

    Raises:
        NotFound: there is no such database.
        BadInput: ``target`` exists already, or cannot be written.
        StorageFailed: the database or the copy is damaged, or there is no room for it.
    """
    if not engine_of(place).exists():
        raise NotFound(message("There is no database at {path}.", path=str(place)))
    if target.exists():
        raise BadInput(message("{file} already exists: choose a new file.", file=str(target)))
    with made_whole(target) as part, translate_errors():
        if isinstance(place, Path):
            copy(place, part, progress)
        else:
            write_backup(place, part, progress)
        _check(part)


def restore(source: Path, place: Place, progress: Progress, *, older: bool = False) -> Path | None:
    """Put the backup ``source`` in the place of a database; gives where the one that stood there is kept.

    ``older`` allows a backup to replace a database that holds something later.

    Raises:
        NotFound: there is no such backup.
        BadInput: it is no backup of ours, or the database itself.
        Refused: the database holds something later than the backup, or was made by a newer program.
        StorageFailed: a bot runs on the database, the backup or the ledger of erasures is damaged, or there
            is no room for it.
    """
    if not source.is_file():
        raise NotFound(message("There is no backup at {path}.", path=str(source)))
    if isinstance(place, Path) and place.exists() and source.samefile(place):
        raise BadInput(message("{file} is the database itself, not a backup of it.", file=str(source)))
    engine = engine_of(place)
    with translate_errors(), engine.lock_out_bots():
        engine.require_ledger()  # without it the backup would bring back what was erased since
        _check(source)
        if engine.exists():
            _refuse_newer(source, place, older=older)
        if isinstance(place, Path):
            return _replace_file(source, place, progress)
        return replace_rows(source, place, progress)


def _replace_file(source: Path, database: Path, progress: Progress) -> Path | None:
    with made_whole(database) as part:
        copy(source, part, progress)
        _check(part)
        if database.exists():
            _keep_withdrawn(database, part)
        return _keep(database)


def _check(path: Path) -> None:
    found = examine(path)
    if found.faults:
        raise StorageFailed(
            message("The file {path} is damaged: {detail}", path=str(path), detail=found.faults[0])
        )
    if found.schema is Schema.NONE:
        raise BadInput(message("The file {path} is not a Tertulia database.", path=str(path)))
    if found.schema is Schema.NEWER:
        raise Refused(message("The database {path} was made by a newer version of Tertulia.", path=str(path)))


def _refuse_newer(source: Path, database: Place, *, older: bool) -> None:
    if examine(database).schema is Schema.NEWER:
        raise Refused(
            message("The database {path} was made by a newer version of Tertulia.", path=str(database))
        )
    standing, kept = _latest(database), _latest(source)
    if not older and standing and (kept is None or standing > kept):
        raise Refused(
            message(
                "The database goes up to {standing}, the backup only up to {kept}. Add "
                "--older to restore the backup all the same.",
                standing=standing,
                kept=kept or message("(nothing)"),
            )
        )


def _latest(path: Place) -> datetime | None:
    """When something was last stored in a database; None where it holds nothing, or cannot be read."""
    try:
        with engine_of(path).inspecting().connect() as connection:
            moments = [connection.execute(select(func.max(one))).scalar() for one in _STORED_AT]
    except DBAPIError:
        return None
    return max(filter(None, moments), default=None)


def _keep_withdrawn(database: Path, part: Path) -> None:
    settle(database)
    try:
        keep_withdrawn(database, part)
    except DBAPIError as error:
        detail = str(error.orig)
        raise BadInput(
            message("The file {file} cannot be written: {detail}", file=str(part), detail=detail)
        ) from error


def _keep(database: Path) -> Path | None:
    """Give a database that nobody uses a second name, its last commits included.

    It stands under its own too, as one whole file, until another is put in its place.
    """
    if not database.exists():
        return None
    kept = database.with_name(f"{database.name}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    settle(database)
    beside = [name for name in BESIDE if Path(f"{database}{name}").exists()]
    for name in ("", *beside):
        _name_too(Path(f"{database}{name}"), Path(f"{kept}{name}"))
    sync_folder(database)
    # Left behind they would be taken for commits of the database that comes in its place.
    for name in beside:
        Path(f"{database}{name}").unlink()
    return kept


def _name_too(file: Path, second: Path) -> None:
    try:
        os.link(file, second)
    except OSError:  # as on file systems without links
        with made_whole(second) as part:
            shutil.copy2(file, part)
