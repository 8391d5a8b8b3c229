"""A database is moved whole, whichever engines it comes from and goes to, or not at all."""

# The files are the test's own, and nothing else waits meanwhile.

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert

from bot.browsing import search_store as search
from bot.browsing.pager import Window
from bot.browsing.search_store import words_of
from bot.database import erasure_ledger as erasures, schema
from bot.database.copies.copy_rows import Copied, CopyDiffers, Side, copy_rows
from bot.database.copies.move_database import move
from bot.database.engine import Database, open_database
from bot.database.engine_in_use import engine_of
from bot.database.engines.sqlite.copying_rows import FileCopier
from bot.database.migrate import migrate
from bot.database.place import Place, ServerPlace
from bot.database.schema import command_sync, comment
from bot.discussion.stores import comment_store as comments, post_store as posts
from bot.domain.errors import BadInput, NotFound, Refused, StorageFailed
from tests.postgresql import Databases
from tests.storage.discussed import ELENA, EMMA, NEWS, SERVER, a_post, saying
from tests.storage.filled import fill, held, last_ids

Elsewhere = Callable[[], Place]


def quiet(done: int, total: int) -> None:
    """Nobody watches."""


@pytest.fixture
def filled(stored_at: Place) -> Place:
    """A database with something in every table."""
    fill(stored_at)
    return stored_at


@pytest.fixture
def a_file(tmp_path: Path) -> Elsewhere:
    """Makes the name of another file in which nothing is."""
    made: list[Path] = []

    def make() -> Path:
        made.append(tmp_path / f"elsewhere {len(made)}" / "tertulia.sqlite3")
        return made[-1]

    return make


@pytest.fixture
def on_server(server_databases: Databases | None) -> Elsewhere:
    """Makes another database on the server, without any tables."""
    if server_databases is None:
        pytest.skip("needs a PostgreSQL server: --engine postgresql")
    return server_databases.unmade


@pytest.fixture
def elsewhere(server_databases: Databases | None, a_file: Elsewhere) -> Elsewhere:
    """Makes places in which nothing is, of every engine in turn that the tests run with; first a file."""
    makers = itertools.cycle([a_file, server_databases.unmade] if server_databases else [a_file])
    return lambda: next(makers)()


async def opened_with(place: Place, *source_ids: int) -> Database:
    """An open database with these comments."""
    database = await open_database(place)
    post = await a_post(database, NEWS, "a", thread_id=500)
    for one in source_ids:
        await database.write(saying(post, one, f"Said as {one}."))
    return database


def counted(place: Place, table: str = "comment") -> int:
    return len(held(place)[table])


def test_a_move_between_files_takes_everything_along(filled: Place, a_file: Elsewhere) -> None:
    before, target = held(filled), a_file()
    copied = move(filled, target, quiet)
    assert copied == Copied({table: len(rows) for table, rows in before.items()}, 0)
    assert held(target) == held(filled) == before
    assert last_ids(target) == last_ids(filled)


def test_a_move_to_a_server_and_on_and_back_takes_everything_along(
    filled: Place, on_server: Elsewhere, a_file: Elsewhere
) -> None:
    before, ids, place = held(filled), last_ids(filled), filled
    for target in (a_file(), on_server(), on_server(), a_file()):
        move(place, target, quiet)
        assert held(target) == before
        assert last_ids(target) == ids
        place = target
    assert held(filled) == before


async def test_where_it_moved_an_id_is_not_given_twice_and_words_are_found(
    stored_at: Place, elsewhere: Elsewhere
) -> None:
    database = await opened_with(stored_at, 1000, 1001)
    last = await database.read(comments.by_source, 1001)
    assert last is not None
    await database.write(
        lambda connection: connection.execute(delete(comment).where(comment.c.id == last.id))
    )
    await database.close()
    place = stored_at
    for target in (elsewhere(), elsewhere()):
        move(place, target, quiet)
        place = target
    moved = await open_database(place)
    known = await moved.read(comments.by_source, 1000)
    assert known is not None
    post = await moved.read(posts.get, known.post_id)
    assert post is not None
    assert await moved.write(saying(post, 1002, "La canción está SAID.")) == last.id + 1
    for typed, sources in {"said": {1000, 1002}, "cancion": {1002}, "1000": {1000}}.items():
        hits = await moved.read(
            search.by_words, words_of(typed), Window(10), server_id=SERVER, channels={NEWS}
        )
        assert {one.source_id for one in hits} == sources
    await moved.close()


async def test_what_was_erased_stays_so_where_it_moved(stored_at: Place, elsewhere: Elsewhere) -> None:
    database = await opened_with(stored_at, 1000)
    await database.write(erasures.erase, comment_ids=[1])
    await database.write(erasures.erase_member, author_id=ELENA.id, server_id=SERVER, until=5000)
    await database.close()
    place = stored_at
    for target in (elsewhere(), elsewhere()):
        move(place, target, quiet)
        place = target
        moved = await open_database(place)
        post = await moved.read(posts.get, 1)
        assert post is not None
        # Read again from Discord, as after a restored backup.
        await moved.write(lambda connection: connection.execute(delete(comment)))
        for source_id, author in ((1000, EMMA), (1001, ELENA), (6000, ELENA)):
            await moved.write(saying(post, source_id, author=author))
        found = [await moved.read(comments.by_source, one) for one in (1000, 1001, 6000)]
        assert [one and one.status for one in found] == ["deleted", "deleted", "visible"]
        await moved.close()


def test_a_character_that_the_server_cannot_store_is_replaced_and_told(
    a_file: Elsewhere, on_server: Elsewhere
) -> None:
    here, server, back = a_file(), on_server(), a_file()
    migrate(here)
    with engine_of(here).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="a\0b\0c", digest="d"))
    assert move(here, server, quiet).replaced == 1
    assert move(server, back, quiet).replaced == 0
    assert held(back)["command_sync"] == ["('a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c', 'd')"]


def test_between_files_every_character_stays(a_file: Elsewhere) -> None:
    here, there = a_file(), a_file()
    migrate(here)
    with engine_of(here).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="a\0b", digest="d"))
    assert move(here, there, quiet).replaced == 0
    assert held(there) == held(here)


def test_nothing_is_moved_to_where_something_is(filled: Place, elsewhere: Elsewhere) -> None:
    target = elsewhere()
    migrate(target)
    with engine_of(target).migrating().begin() as connection:
        connection.execute(insert(command_sync).values(scope="mine", digest="d"))
    before = held(target)
    for here, there in ((filled, target), (target, filled)):
        with pytest.raises(Refused, match="is not empty"):
            move(here, there, quiet)
    assert held(target) == before


@pytest.mark.parametrize("after", ["the first rows", "all is copied", "all is compared"])
def test_a_move_that_is_stopped_leaves_nothing_and_can_be_made_again(
    filled: Place, elsewhere: Elsewhere, after: str
) -> None:
    def stop(done: int, total: int) -> None:
        if done >= {"the first rows": 1, "all is copied": total // 2, "all is compared": total}[after]:
            raise KeyboardInterrupt

    before, target = held(filled), elsewhere()
    for place in (target, elsewhere()):
        with pytest.raises(KeyboardInterrupt):
            move(filled, place, stop)
        if isinstance(place, Path):
            assert not place.exists()
        else:
            assert not any(held(place).values())
        assert held(filled) == before
        move(filled, place, quiet)
        assert held(place) == before


class Careless(FileCopier):
    """Does not store rows as they are."""

    def __init__(self, path: Path, spoil: Callable[[tuple[Any, ...]], Sequence[tuple[Any, ...]]]) -> None:
        super().__init__(path)
        self._spoil = spoil

    def store(self, connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        if table is command_sync:
            rows = [one for row in rows for one in self._spoil(row)]
        super().store(connection, table, rows)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda row: [row] if row[0].startswith("1") else [], "command_sync has 1 row instead of 2"),
        (lambda row: [row, (row[0] + "again", row[1])], "command_sync has 4 rows instead of 2"),
        (lambda row: [(row[0], row[1].replace("1", "l"))], "rows of the table command_sync differ"),
    ],
)
def test_a_copy_that_differs_is_told_and_not_kept(
    filled: Place, a_file: Elsewhere, spoil: Any, told: str
) -> None:
    target = a_file()
    assert isinstance(target, Path)
    migrate(target)
    here, there = engine_of(filled), engine_of(target)
    with (
        pytest.raises(CopyDiffers, match=told),
        here.inspecting().connect() as source,
        there.migrating().begin() as connection,
    ):
        copy_rows(Side(source, here.copier()), Side(connection, Careless(target, spoil)), quiet)
    assert not any(held(target).values())


async def test_a_database_with_a_bot_is_neither_moved_nor_moved_to(
    stored_at: Place, elsewhere: Elsewhere
) -> None:
    target = elsewhere()
    for running, here, there in ((stored_at, stored_at, target), (target, stored_at, target)):
        with engine_of(running).lock_for_bot():
            bot = await open_database(running, alone=True)
            with pytest.raises(StorageFailed, match="Stop it first"):
                await asyncio.to_thread(move, here, there, quiet)
            await bot.close()


async def test_no_bot_starts_while_its_database_is_moved(stored_at: Place, elsewhere: Elsewhere) -> None:
    await (await opened_with(stored_at, 1000)).close()
    refused: list[Place] = []

    def try_to_start(done: int, total: int) -> None:
        if refused and done < total:
            return  # on a server each start waits for some seconds
        for place in (stored_at, target):
            with pytest.raises(StorageFailed, match="Stop it first"), engine_of(place).lock_for_bot():
                pass  # as the bot's first step
            refused.append(place)

    target = elsewhere()
    await asyncio.to_thread(move, stored_at, target, try_to_start)
    assert {stored_at, target} == set(refused)


def test_what_cannot_be_moved_is_said(filled: Place, a_file: Elsewhere) -> None:
    target, older, other = a_file(), a_file(), a_file()
    with pytest.raises(NotFound, match="There is no database"):
        move(target, filled, quiet)
    with pytest.raises(BadInput, match="the same database"):
        move(filled, filled, quiet)
    migrate(older, revision="0051")
    with pytest.raises(Refused, match="Start the bot on it once"):
        move(older, target, quiet)
    assert isinstance(other, Path)
    other.parent.mkdir()
    other.write_bytes(b"")
    with pytest.raises(BadInput, match="not a Tertulia database"):
        move(other, target, quiet)
    other.write_bytes(b"a letter" * 1000)
    with pytest.raises(StorageFailed, match="damaged"):
        move(other, target, quiet)
    assert isinstance(target, Path)
    assert not target.exists()


def test_a_source_that_is_older_is_not_changed(a_file: Elsewhere) -> None:
    older = a_file()
    assert isinstance(older, Path)
    migrate(older, revision="0051")
    before = older.read_bytes()
    with pytest.raises(Refused):
        move(older, a_file(), quiet)
    assert older.read_bytes() == before


def test_rows_that_lost_what_they_refer_to_are_not_moved(a_file: Elsewhere, on_server: Elsewhere) -> None:
    here = a_file()
    migrate(here)
    with engine_of(here).migrating().begin() as connection:
        connection.execute(insert(schema.article_alias).values(url="https://example.org", article_id=7))
    target = on_server()
    with pytest.raises(StorageFailed, match="orphan in article_alias"):
        move(here, target, quiet)
    # Where nobody had looked before, the server itself refuses them.
    migrate(target)
    source, there = engine_of(here), engine_of(target)
    with (
        pytest.raises(StorageFailed, match="refer to others"),
        source.inspecting().connect() as rows,
        there.migrating().begin() as connection,
    ):
        copy_rows(Side(rows, source.copier()), Side(connection, there.copier()), quiet)
    assert not any(held(target).values())


def test_a_server_that_cannot_be_reached_is_said(filled: Place, tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    nowhere = ServerPlace(*(f"postgresql://nobody@/{name}?host={tmp_path}" for name in ("a", "b")))
    for here, there in ((filled, nowhere), (nowhere, filled)):
        with pytest.raises(StorageFailed, match="cannot be reached"):
            move(here, there, quiet)


def test_a_ledger_that_cannot_be_reached_lets_nothing_be_moved(filled: Place, on_server: Elsewhere) -> None:
    target = on_server()
    assert isinstance(target, ServerPlace)
    for ledger in (target.url.replace("?", "_not_there?"), str(target.url)):
        wrong = ServerPlace(target.url, ledger)
        migrate(wrong)
        with pytest.raises(StorageFailed, match="TERTULIA_LEDGER"):
            move(filled, wrong, quiet)
        assert not any(held(wrong).values())
