"""A restored backup gives no text to an outside translation engine that was kept from it since."""

# The files are the test's own, and nothing else waits meanwhile.
# ruff: noqa: ASYNC240

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

from bot.database.copies.backup_file import back_up, restore
from bot.database.engine import Connection, Database, open_database
from bot.privacy import member_store as members
from bot.translating import engine_store as engines
from bot.translating.engine_store import Charge
from tests.storage.discussed import NOON, SERVER

ELENA, EMMA = 41, 40


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@contextlib.asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    database = await open_database(path)
    try:
        yield database
    finally:
        await database.close()


def used(characters: int) -> Callable[[Connection], Charge]:
    values = {"month": "2026-03", "engine": "deepl", "server_id": SERVER, "author_id": None, "cap": None}
    return lambda connection: engines.charge(connection, characters=characters, **values)


async def allow(database: Database, engine: str, host: str = "") -> None:
    await database.write(partial(engines.allow, by=30, at=NOON, host=host), SERVER, engine)


async def test_what_was_withdrawn_since_the_backup_stays_withdrawn(path: Path, tmp_path: Path) -> None:
    file, database = tmp_path / "backup.sqlite3", await open_database(path)
    await allow(database, "deepl")
    await allow(database, "google")
    await allow(database, "libretranslate", "old.example")
    await database.write(partial(members.keep_from_outside, keep=True), EMMA)
    await database.write(used(10))
    back_up(path, file, quiet)
    await database.write(engines.forbid, SERVER, "google")
    await allow(database, "libretranslate", "new.example")
    await allow(database, "azure")
    await database.write(partial(members.keep_from_outside, keep=True), ELENA)
    await database.write(partial(members.keep_from_outside, keep=False), EMMA)
    await database.write(used(20))
    await database.close()
    restore(file, path, quiet, older=True)
    async with opened(path) as restored:
        assert set(await restored.read(engines.allowed, SERVER)) == {"deepl"}
        for member in (ELENA, EMMA):
            assert (await restored.read(members.choices, member)).local_engines_only
        assert await restored.read(engines.in_month, "2026-03", "deepl") == {SERVER: 30}


async def test_over_a_database_that_cannot_be_read_no_consent_is_restored(path: Path, tmp_path: Path) -> None:
    file, database = tmp_path / "backup.sqlite3", await open_database(path)
    await allow(database, "deepl")
    back_up(path, file, quiet)
    await database.close()
    path.write_bytes(b"damaged" * 1000)
    restore(file, path, quiet)
    async with opened(path) as restored:
        assert await restored.read(engines.allowed, SERVER) == {}


async def test_where_no_database_stood_the_backup_is_restored_as_it_is(path: Path, tmp_path: Path) -> None:
    file, elsewhere = tmp_path / "backup.sqlite3", tmp_path / "elsewhere.sqlite3"
    database = await open_database(path)
    await allow(database, "deepl")
    await database.close()
    back_up(path, file, quiet)
    restore(file, elsewhere, quiet)
    async with opened(elsewhere) as restored:
        assert set(await restored.read(engines.allowed, SERVER)) == {"deepl"}
