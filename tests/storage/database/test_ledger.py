"""A ledger of erasures that cannot be used is named, with what to do, before anything is changed."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import erasure_ledger as erasures
from bot.database.copies.backup_file import restore
from bot.database.engine import Database, open_database
from bot.database.engines.sqlite.ledger_file import ledger_fault, ledger_of
from bot.domain.errors import StorageFailed
from bot.upkeep.doctor import Doctor
from bot.upkeep.finding import Level
from tests.storage.discussed import NEWS, a_post, saying


def content(file: Path) -> bytes:
    return file.read_bytes()


def garbage(ledger: Path) -> None:
    ledger.write_text("garbagegarbagegarbage\n")


def text_of_another_kind(ledger: Path) -> None:
    ledger.write_text("{}")


def half(ledger: Path) -> None:
    os.truncate(ledger, ledger.stat().st_size // 2)


def cut_off_in_its_header(ledger: Path) -> None:
    os.truncate(ledger, 50)


def overwritten(ledger: Path) -> None:
    ledger.write_bytes(content(ledger)[:4096] + b"\xff" * 8192)


def directory(ledger: Path) -> None:
    ledger.unlink()
    ledger.mkdir()


def not_writable(ledger: Path) -> None:
    """As SQLite takes it from a file's header: permissions do not bind whoever may do everything."""
    written = bytearray(content(ledger))
    written[18] = 5
    ledger.write_bytes(written)


def something_else(ledger: Path) -> None:
    ledger.unlink()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("CREATE TABLE recipe (name)")


def another_shape(ledger: Path) -> None:
    ledger.unlink()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("CREATE TABLE erased_comment (id)")


WRONG = [
    (garbage, "is damaged .file is not a database"),
    (text_of_another_kind, "is damaged .file is not a database"),
    (half, "is damaged .database disk image is malformed"),
    (cut_off_in_its_header, "is damaged"),
    (overwritten, "is damaged"),
    (directory, "cannot be written"),
    (not_writable, "cannot be written"),
    (something_else, "is not a list of erasures"),
    (another_shape, "is not a list of erasures"),
]


@pytest.fixture
async def closed(database: Database, path: Path) -> Path:
    """A database that holds a comment, and whose ledger names an erased one."""
    post = await a_post(database, NEWS, "a", thread_id=500)
    first = await database.write(saying(post, 1000))
    await database.write(saying(post, 1001))
    await database.write(erasures.erase, comment_ids=[first])
    await database.close()
    return path


@pytest.mark.parametrize(("damage", "words"), WRONG)
async def test_it_is_named_and_nothing_is_changed(closed: Path, damage: Callable[[Path], None], words: str):
    shutil.copy(closed, backup := closed.with_name("backup.sqlite3"))
    damage(ledger_of(closed))
    before = content(closed)
    with pytest.raises(StorageFailed, match=words):
        await open_database(closed)
    with pytest.raises(StorageFailed, match=words):
        restore(backup, closed, lambda done, total: None)
    faults = [one for one in Doctor(closed).database() if one.level is Level.FAULT]
    assert [bool(re.search(words, str(one.what))) for one in faults] == [True]
    assert faults[0].remedy is not None
    assert content(closed) == before


async def test_one_that_another_program_holds_is_named(closed: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bot.database.engines.sqlite.ledger_file.BUSY_SECONDS", 0)
    with closing(sqlite3.connect(ledger_of(closed), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageFailed, match="Another program is using"):
            await open_database(closed)
    assert ledger_fault(closed) is None


@pytest.mark.parametrize("made", [None, "CREATE TABLE erased_here (source_id INTEGER PRIMARY KEY)"])
async def test_one_that_was_not_made_wholly_is_completed(closed: Path, made: str | None):
    ledger_of(closed).unlink()
    with closing(sqlite3.connect(ledger_of(closed))) as connection:
        if made:
            connection.execute(made)
    assert ledger_fault(closed) is None
    await (await open_database(closed)).close()


async def test_a_look_at_it_leaves_it_as_it_was(closed: Path):
    before = content(ledger_of(closed))
    assert ledger_fault(closed) is None
    assert content(ledger_of(closed)) == before
    assert [one.name for one in closed.parent.glob("*erasures*")] == [ledger_of(closed).name]
