"""The revisions of the schema: those the program knows, and bringing a database file to the last of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sqlite3
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

from bot.domain.errors import StorageFailed
from bot.domain.message import Message, message

MIGRATIONS = Path(__file__).with_name("migrations")


def known_revisions() -> list[str]:
    """The names of all revisions, the first one first; the files of the migrations begin with them."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def bring_up_to_date(path: Path) -> None:
    """Upgrade the SQLite file at ``path`` to the last revision, making it and its folder where needed.

    A process of its own does that, where there is something to do: what migrations import takes ten megabytes
    for good, and half as long as a bot takes to start.

    Raises:
        StorageFailed: it cannot be opened, a migration failed, or a newer program made it. It is as it was.
    """
    if await asyncio.to_thread(_revision_of, path) == known_revisions()[-1]:
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.database.migrate", str(path)),
        stdin=PIPE,  # it ends when this is closed, so with this process at the latest
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        assert process.stdout is not None
        told = await process.stdout.read()
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
    if told:
        fault = json.loads(told)
        raise StorageFailed(Message(fault["text"], fault["params"]))
    if code:
        failed = message("The database could not be brought up to date: {detail}", detail=f"exit code {code}")
        raise StorageFailed(failed)


def _revision_of(path: Path) -> str | None:
    """The revision that the file at ``path`` has, or None where that cannot be told."""
    if not path.exists():
        return None
    try:
        with contextlib.closing(sqlite3.connect(path)) as connection:
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.Error:
        return None  # whoever migrates it will say what is wrong with it
    return str(found[0]) if found else None
