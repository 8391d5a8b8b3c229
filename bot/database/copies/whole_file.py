"""Files that are whole or not there."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from bot.database.engine_in_use import BESIDE
from bot.domain.errors import BadInput
from bot.domain.message import message


@contextlib.contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A file to be written, which gets its name when all went well and is gone otherwise."""
    part = target.with_name(f"{target.name}.part")
    try:
        part.unlink(missing_ok=True)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target)
    except OSError as error:
        detail = error.strerror or str(error)
        raise BadInput(
            message("The file {file} cannot be written: {detail}", file=str(target), detail=detail)
        ) from error
    finally:
        for name in ("", *BESIDE):
            Path(f"{part}{name}").unlink(missing_ok=True)


def sync_folder(file: Path) -> None:
    """Have the names in a file's folder written, where the system can: they outlast its crash then."""
    with contextlib.suppress(OSError):
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
