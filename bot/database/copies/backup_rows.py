"""Backups of databases that are not files themselves: the same file as of one that is, written row by row."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bot.database import erasure_ledger as erasures
from bot.database.connection import begin
from bot.database.copies.copy_rows import Side, copy_rows, holds_rows
from bot.database.copies.whole_file import made_whole
from bot.database.engine_in_use import Progress, copy, engine_of
from bot.database.place import ServerPlace
from bot.database.revisions import make_current, require_current
from bot.database.withdrawn_consent import keep_withdrawn


def write_backup(place: ServerPlace, file: Path, progress: Progress) -> None:
    """Write a database as it stands at one moment into ``file``, whoever writes meanwhile.

    Raises:
        BadInput, Refused: it is none of ours, or not of the program's schema.
        StorageFailed: it failed, or ``file`` does not hold the same in the end.
    """
    file.touch(mode=0o600)
    make_current(file)
    here, there = engine_of(place), engine_of(file)
    with here.inspecting().connect() as source:
        require_current(source, place)
        with there.migrating().begin() as target:
            copy_rows(Side(source, here.copier()), Side(target, there.copier()), progress)


def replace_rows(source: Path, place: ServerPlace, progress: Progress) -> Path | None:
    """Put what the backup ``source`` holds in the place of all that a database holds, in one transaction.

    Gives the file beside ``source`` in which what stood there is kept; None where there was nothing. Nobody
    may use the database.

    Raises:
        BadInput: the file cannot be written.
        StorageFailed: the database failed, or does not hold the same in the end. It is as it was.
    """
    make_current(place)
    kept = _keep(source, place)
    with contextlib.ExitStack() as undoing:
        if kept is not None:
            undoing.callback(kept.unlink, missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="tertulia-") as folder:
            restored = Path(folder, "restored.sqlite3")
            copy(source, restored, _unseen)
            make_current(restored)
            if kept is not None:
                keep_withdrawn(place, restored)
            _replace(restored, place, progress)
        undoing.pop_all()
    return kept


def _keep(source: Path, place: ServerPlace) -> Path | None:
    with engine_of(place).inspecting().connect() as connection:
        if not holds_rows(connection):
            return None
    stamp = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
    kept = source.with_name(f"{place.stem}.replaced-{stamp}.sqlite3")
    with made_whole(kept) as part:
        write_backup(place, part, _unseen)
    return kept


def _replace(restored: Path, place: ServerPlace, progress: Progress) -> None:
    here, there = engine_of(restored), engine_of(place)
    with here.inspecting().connect() as source, there.migrating().begin() as target:
        copier = there.copier()
        copy_rows(Side(source, here.copier()), Side(target, copier), progress, emptied=True)
        # In the same transaction: what was erased is not there for a moment.
        copier.add_erasures(target, ())
        begin(target)
        erasures.obey(target)
        copier.settle(target)


def _unseen(_done: int, _total: int) -> None:
    """Progress of what takes no time beside the rest."""
