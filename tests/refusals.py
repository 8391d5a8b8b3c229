"""A database that refuses what it is asked: a statement, whatever takes room, or everything for a while."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import text

from bot.database.condition import need_room
from bot.database.engine import Connection, Database
from bot.database.engine_in_use import engine_of
from bot.database.place import Place
from bot.domain.errors import StorageFailed

GROW = "INSERT OR REPLACE INTO command_sync VALUES ('x', zeroblob(1000000))"
PAGES = "PRAGMA max_page_count = {pages}"
ON_SERVER = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'broken on purpose' USING ERRCODE = TG_ARGV[0]; END $$
"""
"""What its triggers raise; without it none of them is left."""
REFUSED, FULL = "23000", "53100"
"""https://www.postgresql.org/docs/current/errcodes-appendix.html: a constraint's, and that of a full disk."""


def refuse(connection: Connection, change: str) -> None:
    """Refuse a change, such as ``UPDATE OF etag ON feed``, as a constraint does."""
    if _is_on_server(connection):
        _raise(connection, change, REFUSED)
    else:
        _trigger(connection, change, "SELECT RAISE(ABORT, 'broken on purpose')")


def take(connection: Connection) -> None:
    """Take again what was refused."""
    if _is_on_server(connection):
        _run(connection, "DROP FUNCTION IF EXISTS refuse CASCADE")
    else:
        made = connection.execute(text("SELECT name FROM sqlite_master WHERE name LIKE 'refuse %'"))
        for name in made.scalars().all():
            _run(connection, f'DROP TRIGGER "{name}"')


def takes_room(connection: Connection, change: str) -> None:
    """From now on a change takes room as well, as one in place does in the journal of a real disk."""
    if _is_on_server(connection):
        _raise(connection, change, FULL)
    else:
        _trigger(connection, change, GROW)


def fill(connection: Connection) -> None:
    """From now on there is no room on the disk; what takes little finds it in the database."""
    if not _is_on_server(connection):
        _run(connection, PAGES.format(pages=1))
        return
    found = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
    for table in found.scalars().all():
        _raise(connection, f"INSERT ON {table}", FULL)


async def fill_the_disk(database: Database) -> None:
    """Fill it, and let the database notice."""
    await database.write(fill)
    with pytest.raises(StorageFailed, match="full"):
        await database.write(need_much)
    assert database.full


async def make_room(database: Database) -> None:
    """Let there be room again. It may be committed together with what still found none."""

    def make(connection: Connection) -> None:
        if _is_on_server(connection):
            take(connection)
        else:
            _run(connection, PAGES.format(pages=1_000_000))

    for _ in range(1_000):
        with contextlib.suppress(StorageFailed):
            await database.write(make)
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to be written")


def make_room_beside(place: Place) -> None:
    """Let there be room for the next bot, while none runs. A file finds it when it is opened again."""
    with engine_of(place).migrating().begin() as connection:
        take(connection)


def hurry(connection: Connection, milliseconds: int = 20) -> None:
    """Let this connection wait no longer for whoever writes."""
    if _is_on_server(connection):
        _run(connection, f"SET lock_timeout = {milliseconds}")
    else:
        _run(connection, f"PRAGMA busy_timeout = {milliseconds}")


@contextlib.contextmanager
def written_by_another(place: Place) -> Iterator[None]:
    """Somebody else writes to the database while the context lasts."""
    with engine_of(place).migrating().begin():
        yield


@contextlib.asynccontextmanager
async def writer_held(database: Database) -> AsyncIterator[None]:
    """Nothing is stored meanwhile, and nothing fails either."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        begun.set()
        go_on.wait(60)

    holding = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(begun.wait, 10)
    try:
        yield
    finally:
        go_on.set()
        await holding


def need_much(connection: Connection) -> None:
    """Store what takes more room than a full disk has."""
    if _is_on_server(connection):
        need_room(connection)
    else:
        _run(connection, GROW)


def _raise(connection: Connection, change: str, state: str) -> None:
    if connection.execute(text("SELECT to_regproc('refuse') IS NULL")).scalar():
        _run(connection, ON_SERVER)
    when = f"BEFORE {change} FOR EACH ROW EXECUTE FUNCTION refuse('{state}')"
    _run(connection, f'CREATE OR REPLACE TRIGGER "refuse {change}" {when}')


def _trigger(connection: Connection, change: str, does: str) -> None:
    _run(connection, f'CREATE TRIGGER "refuse {change}" BEFORE {change} BEGIN {does}; END')


def _run(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _is_on_server(connection: Connection) -> bool:
    return connection.dialect.name == "postgresql"
