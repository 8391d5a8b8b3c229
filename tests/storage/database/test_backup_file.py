"""A backup is whole or not there, whoever writes meanwhile; and restoring one never costs what is there."""

# The files are the test's own, and nothing else waits meanwhile.
# ruff: noqa: ASYNC221, ASYNC240

from __future__ import annotations

import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.database import schema
from bot.database.copies.backup_file import back_up, restore
from bot.database.engine import Connection, Database, open_database
from bot.database.engine_in_use import engine_of
from bot.database.engines.sqlite.copying import PAGES
from bot.database.inspect_file import examine
from bot.discussion.stores import server_store as servers
from bot.domain.errors import BadInput, NotFound, Refused, StorageFailed, TertuliaError


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


def count(path: Path, table: str = "command_sync") -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found


def filling(first: int, rows: int, size: int = 100) -> Callable[[Connection], object]:
    def work(connection: Connection) -> None:
        values = [{"scope": str(n), "digest": "x" * size} for n in range(first, first + rows)]
        connection.execute(insert(schema.command_sync), values)

    return work


def acted(day: int) -> Callable[[Connection], object]:
    """A moderator's act on a day of May."""
    values = {"server_id": 1, "actor_id": 2, "action": "lock", "target_kind": "discussion", "target_id": 3}

    def work(connection: Connection) -> None:
        at = datetime(2026, 5, day, tzinfo=UTC)
        connection.execute(insert(schema.audit).values(**values, at=at))

    return work


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.sqlite3"


async def test_a_backup_holds_one_moment_of_a_database_in_use(database: Database, path: Path, file: Path):
    await database.write(filling(0, 3000, 1000))
    seen: list[tuple[int, int]] = []

    def meanwhile(done: int, total: int) -> None:
        seen.append((done, total))
        with closing(sqlite3.connect(path)) as other, other:
            other.execute("INSERT INTO command_sync VALUES (?, 'meanwhile')", (f"later {len(seen)}",))

    back_up(path, file, meanwhile)
    assert count(file) == 3000
    assert count(path) == 3000 + len(seen)
    assert len(seen) == -(-seen[-1][1] // PAGES), "it is not begun again for what others write"
    assert seen[-1][0] == seen[-1][1]
    assert not examine(file).faults
    assert [one.name for one in file.parent.glob("backup*")] == ["backup.sqlite3"], "it is one file"


async def test_a_backup_can_be_read_where_nothing_can_be_written_and_by_nobody_else(
    database: Database, path: Path, file: Path
):
    path.chmod(0o600)
    back_up(path, file, quiet)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)


async def test_a_backup_replaces_no_file(database: Database, path: Path, file: Path):
    file.write_text("mine")
    with pytest.raises(BadInput, match="already exists"):
        back_up(path, file, quiet)
    assert file.read_text() == "mine"


async def test_what_cannot_be_written_is_said(database: Database, path: Path, tmp_path: Path):
    with pytest.raises(BadInput, match="cannot be written: No such file"):
        back_up(path, tmp_path / "no" / "such" / "file", quiet)
    with pytest.raises(NotFound, match="no database"):
        back_up(tmp_path / "none", tmp_path / "file", quiet)


def test_no_backup_is_made_of_what_is_no_database_of_ours(place: Path, file: Path):
    with closing(sqlite3.connect(place)) as connection:
        connection.execute("CREATE TABLE other (id)")
    with pytest.raises(BadInput, match="not a Tertulia database"):
        back_up(place, file, quiet)
    place.write_bytes(b"nothing of the kind" * 1000)
    with pytest.raises(StorageFailed):
        back_up(place, file, quiet)
    assert not list(file.parent.glob("backup*"))


async def test_a_damaged_database_gives_no_backup(path: Path, file: Path):
    database = await open_database(path)
    await database.write(filling(0, 3000))
    await database.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 9000] = b"\xff" * 9000
    path.write_bytes(content)
    with pytest.raises(StorageFailed, match="damaged"):
        back_up(path, file, quiet)
    assert not file.exists()


async def test_copying_that_is_stopped_leaves_nothing(database: Database, path: Path, file: Path):
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(BadInput):
        back_up(path, file, stop)
    assert not list(file.parent.glob("backup*"))


async def test_a_restored_backup_is_what_was_backed_up_and_the_other_is_kept(path: Path, file: Path):
    database = await open_database(path)
    await database.write(acted(1))
    back_up(path, file, quiet)
    await database.write(filling(0, 10))
    await database.close()

    kept = restore(file, path, quiet)
    assert kept is not None
    assert (count(path), count(kept)) == (0, 10)
    assert (count(path, "audit"), count(kept, "audit")) == (1, 1)
    opened = await open_database(path)
    await opened.write(servers.set_moderators_channel, server_id=1, channel_id=2)
    await opened.close()
    assert file.exists()


async def test_what_was_committed_last_is_kept_too_though_the_bot_was_killed(path: Path, file: Path):
    database = await open_database(path)
    back_up(path, file, quiet)
    await database.write(filling(0, 10))
    left = {name: Path(f"{path}{name}").read_bytes() for name in ("", "-wal")}
    await database.close()
    for name, content in left.items():
        Path(f"{path}{name}").write_bytes(content)
    kept = restore(file, path, quiet)
    assert kept is not None
    assert (count(kept), count(path)) == (10, 0)


async def test_killed_while_it_is_replaced_a_database_is_whole(path: Path, file: Path):
    database = await open_database(path)
    back_up(path, file, quiet)
    await database.write(filling(0, 10))
    left = {name: Path(f"{path}{name}").read_bytes() for name in ("", "-wal")}
    await database.close()
    for name, content in left.items():
        Path(f"{path}{name}").write_bytes(content)
    killed = f"""
import os
from pathlib import Path
from bot.database.copies.backup_file import restore

replace = Path.replace

def replace_or_die(self, target):
    if Path(target) == Path({str(path)!r}):
        os._exit(9)
    return replace(self, target)

Path.replace = replace_or_die
restore(Path({str(file)!r}), Path({str(path)!r}), lambda done, total: None)
"""
    assert subprocess.run([sys.executable, "-c", killed], check=False).returncode == 9
    assert count(path) == 10
    kept = restore(file, path, quiet)
    assert kept is not None
    assert (count(kept), count(path)) == (10, 0)


async def test_where_files_cannot_be_linked_the_other_is_kept_as_a_copy(
    path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
):
    def refuse(*names: Path) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    database = await open_database(path)
    back_up(path, file, quiet)
    await database.write(filling(0, 10))
    await database.close()
    kept = restore(file, path, quiet)
    assert kept is not None
    assert (count(kept), count(path)) == (10, 0)


async def test_where_nothing_stood_a_backup_is_put(
    database: Database, path: Path, file: Path, tmp_path: Path
):
    await database.write(filling(0, 5))
    back_up(path, file, quiet)
    there = tmp_path / "new" / "tertulia.sqlite3"
    assert restore(file, there, quiet) is None
    assert count(there) == 5


async def test_a_database_in_use_is_not_replaced(database: Database, path: Path, file: Path):
    back_up(path, file, quiet)
    before = path.read_bytes()
    with engine_of(path).lock_for_bot(), pytest.raises(StorageFailed, match="Stop it first"):
        restore(file, path, quiet, older=True)
    assert path.read_bytes() == before


async def test_a_database_that_holds_something_later_is_replaced_only_when_asked_for(path: Path, file: Path):
    database = await open_database(path)
    await database.write(acted(1))
    back_up(path, file, quiet)
    await database.write(acted(2))
    await database.close()
    with pytest.raises(Refused, match="--older"):
        restore(file, path, quiet)
    assert count(path, "audit") == 2
    assert restore(file, path, quiet, older=True) is not None
    assert count(path, "audit") == 1


@pytest.mark.parametrize("newer", ["database", "backup"])
async def test_nothing_is_done_with_what_a_newer_program_made(
    database: Database, path: Path, file: Path, newer: str
):
    back_up(path, file, quiet)
    changed = path if newer == "database" else file
    with closing(sqlite3.connect(changed)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="newer version"):
        restore(file, path, quiet, older=True)


def test_what_is_no_backup_is_refused(place: Path, file: Path):
    wrong: list[tuple[bytes, type[TertuliaError]]] = [(b"x" * 9000, StorageFailed), (b"", BadInput)]
    with pytest.raises(NotFound):
        restore(file, place, quiet)
    for content, error in wrong:
        file.write_bytes(content)
        with pytest.raises(error):
            restore(file, place, quiet)
    assert not place.exists()


async def test_the_database_is_no_backup_of_itself(database: Database, path: Path):
    with pytest.raises(BadInput, match="itself"):
        restore(path, path, quiet)
