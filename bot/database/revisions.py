"""The revisions of the schema: those the program knows, and the one that a database has."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import DBAPIError

from bot.database.engine_in_use import engine_of
from bot.database.place import Place, written
from bot.domain.errors import BadInput, Refused, StorageFailed
from bot.domain.message import Message, message
from bot.logs.setup import format_in_use

MIGRATIONS = Path(__file__).with_name("migrations")


class Schema(StrEnum):
    """How the schema of a database stands to the program's."""

    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    NONE = "none"


def known_revisions() -> list[str]:
    """The names of all revisions, the first one first; the files of the migrations begin with them."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def schema_of(place: Place) -> Schema:
    """How the schema of the database at ``place`` stands to the program's; none if it cannot be read."""
    try:
        with engine_of(place).inspecting().connect() as connection:
            return schema_in(connection)
    except DBAPIError:
        return Schema.NONE  # whoever migrates it will say what is wrong with it


def schema_in(connection: Connection) -> Schema:
    """:func:`schema_of` for a connection."""
    found = revision_in(connection)
    if found is None:
        return Schema.NONE
    known = known_revisions()
    if found == known[-1]:
        return Schema.CURRENT
    return Schema.OLDER if found in known else Schema.NEWER


def revision_in(connection: Connection) -> str | None:
    """The revision of a connection's database, or None where it has none of our schemas."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    rows = connection.exec_driver_sql("SELECT version_num FROM alembic_version")
    return rows.scalars().one_or_none()


def require_current(connection: Connection, place: Place) -> None:
    """Refuse what is not of the program's schema: rows are copied as the program knows them.

    Raises:
        BadInput: it is no database of ours.
        Refused: it was made by an older or newer program.
    """
    schema = schema_in(connection)
    if schema is Schema.NONE:
        raise BadInput(message("{path} is not a Tertulia database.", path=str(place)))
    if schema is Schema.NEWER:
        raise Refused(
            message("The database {path} was made by a newer version of Tertulia.", path=str(place))
        )
    if schema is Schema.OLDER:
        raise Refused(
            message(
                "The database {path} was made by an older version of Tertulia. Start the bot on it once, "
                "which updates it, and try again.",
                path=str(place),
            )
        )


async def bring_up_to_date(place: Place) -> None:
    """Upgrade the database at ``place`` to the last revision, making it and its folder where needed.

    A process of its own does that, where there is something to do: what migrations import takes ten megabytes
    for good, and half as long as a bot takes to start.

    Raises:
        StorageFailed: it cannot be opened, a migration failed, or a newer program made it. It is as it was.
    """
    if await asyncio.to_thread(schema_of, place) is Schema.CURRENT:
        return
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.database.migrate", format_in_use()),
        stdin=PIPE,  # it ends when this is closed, so with this process at the latest
        stdout=PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        # Not as an argument, which others on the machine may read: an address can hold a password.
        process.stdin.write(written(place).encode() + b"\n")
        told = await process.stdout.read()
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()  # or what it is asked by would be left open
    if told:
        fault = json.loads(told)
        raise StorageFailed(Message(fault["text"], fault["params"]))
    if code:
        failed = message("The database could not be upgraded: {detail}", detail=f"exit code {code}")
        raise StorageFailed(failed)


def make_current(place: Place) -> None:
    """:func:`bring_up_to_date` for whoever may wait, in a thread in which an event loop runs or none does."""
    with ThreadPoolExecutor(1, thread_name_prefix="migrating") as thread:
        thread.submit(asyncio.run, bring_up_to_date(place)).result()
