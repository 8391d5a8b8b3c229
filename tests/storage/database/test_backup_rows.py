"""Backups of a database on either engine: one file, whole, of one moment; and restored all or not at all."""

# The files are the test's own, and nothing else waits meanwhile.

from __future__ import annotations

import asyncio
import shutil
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, text

from bot.database import erasure_ledger as erasures
from bot.database.copies.backup_file import back_up, restore
from bot.database.copies.move_database import move
from bot.database.engine import Connection, open_database
from bot.database.engine_in_use import engine_of
from bot.database.inspect_file import examine
from bot.database.migrate import migrate
from bot.database.place import Place
from bot.database.revisions import Schema
from bot.database.schema import audit, command_sync
from bot.discussion.stores import comment_store as comments
from bot.domain.errors import BadInput, NotFound, Refused, StorageFailed
from bot.privacy import member_store as members
from bot.translating import engine_store as engines
from tests.storage.discussed import ELENA, EMMA, NEWS, NOON, SERVER, a_post, saying
from tests.storage.filled import LAST_ID, fill, held, last_ids


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "backup.sqlite3"


@pytest.fixture(autouse=True)
def _folder(file: Path) -> None:
    file.parent.mkdir()


def acted(connection: Connection, day: int) -> None:
    """A moderator's act on a day of May."""
    values = {"server_id": 1, "actor_id": 2, "action": "lock", "target_kind": "discussion", "target_id": 3}
    connection.execute(insert(audit).values(**values, at=datetime(2026, 5, day, tzinfo=UTC)))


async def test_a_backup_holds_one_moment_of_a_database_in_use(stored_at: Place, file: Path) -> None:
    database = await open_database(stored_at, alone=True)
    post = await a_post(database, NEWS, "a", thread_id=500)
    for one in range(3):
        await database.write(saying(post, 1000 + one))
    before, loop, said = held(stored_at), asyncio.get_running_loop(), iter(range(2000, 9000))

    def meanwhile(done: int, total: int) -> None:
        written = database.write(saying(post, next(said)))
        asyncio.run_coroutine_threadsafe(written, loop).result()

    await asyncio.to_thread(back_up, stored_at, file, meanwhile)
    await database.close()
    assert held(file) == before
    assert len(held(stored_at)["comment"]) > len(before["comment"])
    found = examine(file)
    assert (found.faults, found.schema) == ((), Schema.CURRENT)
    assert [one.name for one in file.parent.iterdir()] == ["backup.sqlite3"], "it is one file"


def test_a_backup_has_everything_and_is_put_back_as_it_was(stored_at: Place, file: Path) -> None:
    fill(stored_at)
    before, ids = held(stored_at), last_ids(stored_at)
    back_up(stored_at, file, quiet)
    assert held(file) == before
    with engine_of(stored_at).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="later", digest="d"))
        connection.execute(text("DELETE FROM article_alias"))
    changed = held(stored_at)
    kept = restore(file, stored_at, quiet)
    assert kept is not None
    assert held(stored_at) == before
    assert held(kept) == changed
    assert set(last_ids(stored_at).values()) == set(ids.values()) == {LAST_ID}


def test_what_is_no_file_is_kept_beside_the_backup(stored_at: Place, file: Path) -> None:
    fill(stored_at)
    back_up(stored_at, file, quiet)
    kept = restore(file, stored_at, quiet)
    assert kept is not None
    if not isinstance(stored_at, Path):
        assert kept.parent == file.parent
        assert kept.name.startswith(f"{stored_at.stem}.replaced-")
        assert kept.suffix == ".sqlite3"
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_backup_is_restored_where_nothing_is(stored_at: Place, file: Path, tmp_path: Path) -> None:
    origin = tmp_path / "origin.sqlite3"
    migrate(origin)
    fill(origin)
    back_up(origin, file, quiet)
    place = tmp_path / "new.sqlite3" if isinstance(stored_at, Path) else stored_at
    assert restore(file, place, quiet) is None
    assert held(place) == held(origin)


async def test_of_two_bots_only_the_stopped_ones_database_is_replaced(stored_at: Place, file: Path) -> None:
    back_up(stored_at, file, quiet)
    with engine_of(stored_at).lock_for_bot():
        bot = await open_database(stored_at, alone=True)
        await bot.write(acted, 1)
        with pytest.raises(StorageFailed, match="Stop it first"):
            await asyncio.to_thread(restore, file, stored_at, quiet, older=True)
        await bot.close()
    assert len(held(stored_at)["audit"]) == 1


async def test_what_is_more_recent_is_replaced_only_when_asked_for(stored_at: Place, file: Path) -> None:
    database = await open_database(stored_at)
    await database.write(acted, 1)
    back_up(stored_at, file, quiet)
    await database.write(acted, 2)
    await database.close()
    with pytest.raises(Refused, match="--older"):
        restore(file, stored_at, quiet)
    assert len(held(stored_at)["audit"]) == 2
    kept = restore(file, stored_at, quiet, older=True)
    assert kept is not None
    assert (len(held(stored_at)["audit"]), len(held(kept)["audit"])) == (1, 2)


async def test_what_was_erased_and_withdrawn_since_stays_so(stored_at: Place, file: Path) -> None:
    database = await open_database(stored_at)
    post = await a_post(database, NEWS, "a", thread_id=500)
    first = await database.write(saying(post, 1000, "A word of mine."))
    await database.write(saying(post, 1001, author=ELENA))
    await database.write(engines.allow, SERVER, "deepl", by=30, at=NOON, host="")
    back_up(stored_at, file, quiet)
    await database.write(erasures.erase, comment_ids=[first])
    await database.write(erasures.erase_member, author_id=ELENA.id, server_id=SERVER, until=5000)
    await database.write(engines.forbid, SERVER, "deepl")
    await database.write(members.keep_from_outside, EMMA.id, keep=True)
    await database.close()
    restore(file, stored_at, quiet, older=True)
    if not isinstance(stored_at, Path):
        assert not [row for row in held(stored_at)["comment"] if "mine" in row], "not even before a start"
    database = await open_database(stored_at)
    found = [await database.read(comments.by_source, one) for one in (1000, 1001)]
    assert [one and (one.status, one.text, one.author.id) for one in found] == [("deleted", "", 0)] * 2
    assert await database.read(engines.allowed, SERVER) == {}
    assert (await database.read(members.choices, EMMA.id)).local_engines_only
    await database.close()


def test_a_backup_of_an_older_version_is_brought_up_to_date(stored_at: Place, file: Path) -> None:
    migrate(file, revision="0051")
    with engine_of(file).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="old", digest="d"))
    before = file.read_bytes()
    restore(file, stored_at, quiet)
    assert file.read_bytes() == before
    migrate(stored_at)
    assert held(stored_at)["command_sync"] == ["('old', 'd')"]


@pytest.mark.parametrize("newer", ["database", "backup"])
def test_nothing_is_done_with_what_a_newer_program_made(stored_at: Place, file: Path, newer: str) -> None:
    fill(stored_at)
    back_up(stored_at, file, quiet)
    before = held(stored_at)
    changed = stored_at if newer == "database" else file
    with engine_of(changed).migrating().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match="newer version"):
        restore(file, stored_at, quiet, older=True)
    assert held(stored_at) == before
    with engine_of(changed).migrating().begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0052'"))


@pytest.mark.parametrize("after", [0.0, 0.5, 1.0])
def test_restoring_that_is_stopped_changes_nothing(stored_at: Place, file: Path, after: float) -> None:
    fill(stored_at)
    back_up(stored_at, file, quiet)
    with engine_of(stored_at).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="later", digest="d"))
    before = held(stored_at)

    def stop(done: int, total: int) -> None:
        if done >= after * total:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(file, stored_at, stop, older=True)
    assert held(stored_at) == before
    assert [one.name for one in file.parent.iterdir()] == ["backup.sqlite3"]


def test_a_backup_that_is_stopped_leaves_nothing(stored_at: Place, file: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    fill(stored_at)
    with pytest.raises(BadInput):
        back_up(stored_at, file, stop)
    assert not list(file.parent.iterdir())


def test_a_damaged_backup_is_refused(stored_at: Place, file: Path) -> None:
    fill(stored_at)
    before = held(stored_at)
    with pytest.raises(NotFound):
        restore(file, stored_at, quiet)
    file.write_bytes(b"x" * 9000)
    with pytest.raises(StorageFailed):
        restore(file, stored_at, quiet)
    assert held(stored_at) == before


def test_a_backup_of_either_engine_is_moved_and_restored_by_the_other(
    stored_at: Place, file: Path, tmp_path: Path
) -> None:
    fill(stored_at)
    back_up(stored_at, file, quiet)
    copy = tmp_path / "copy.sqlite3"
    shutil.copy(file, copy)
    moved = tmp_path / "moved.sqlite3"
    move(copy, moved, quiet)
    assert held(moved) == held(stored_at)
