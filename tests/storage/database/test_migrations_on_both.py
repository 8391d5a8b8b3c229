"""Migrations are one history for both engines: each makes the same of it, or leaves all as it was."""

# The files are the test's own, and nothing else waits meanwhile.

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Integer, inspect, text
from sqlalchemy.exc import IntegrityError

from bot.database.engine_in_use import engine_of
from bot.database.migrate import migrate
from bot.database.place import Place, ServerPlace
from bot.database.revisions import MIGRATIONS, bring_up_to_date, known_revisions, revision_in
from bot.database.schema import SEARCH, metadata
from bot.domain.errors import StorageFailed
from tests.postgresql import Databases
from tests.storage.filled import fill, held

LATER = '''
"""Notes of readers about comments."""
import sqlalchemy as sa
from alembic import op
from bot.database.migrations.tables import (
    belongs_to, check, column, create, discord_id, execute, flag, index, one_of, own_id, partial_index, unique
)
revision, down_revision = "9999", "{head}"
branch_labels = depends_on = None


def upgrade():
    create(
        "note",
        own_id(),
        discord_id("server_id"),
        belongs_to("comment"),
        belongs_to("note", name="answers_id", nullable=True),
        column("words", sa.String),
        column("said", sa.Text, nullable=True),
        one_of("kind", "praise", "doubt", server_default="doubt"),
        column("names", sa.JSON, server_default="[]"),
        flag("settled", default=False),
        flag("shown", default=True),
        unique("server_id", "words"),
        check("says_something", "words != ''"),
    )
    index("note", "comment_id")
    partial_index("ix_note_open", "note", "server_id", where="NOT settled")
    partial_index("uq_note_shown", "note", "comment_id", where="shown", unique=True)
    execute(
        sqlite=[
            "CREATE TRIGGER note_keeps BEFORE DELETE ON note BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        ],
        postgresql=[
            "CREATE TRIGGER note_keeps BEFORE DELETE ON note FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        ],
    )
    with op.batch_alter_table("article") as table:
        table.add_column(flag("noted", default=False))
    op.execute("UPDATE article SET noted = id = 1")
    {then}
'''
NOTE = "INSERT INTO note (id, server_id, comment_id, answers_id, words) VALUES "


@pytest.fixture
def unmade(server_databases: Databases | None, tmp_path: Path) -> Place:
    """Where a database is to be, on the engine that the tests run on: there is none yet."""
    return server_databases.unmade() if server_databases else tmp_path / "unmade.sqlite3"


@pytest.fixture
def later(tmp_path: Path) -> Callable[..., Path]:
    """A copy of the migrations with one more, which does ``then`` in the end."""

    def make(then: str = "pass") -> Path:
        folder = tmp_path / f"migrations {len(list(tmp_path.iterdir()))}"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        written = LATER.format(head=known_revisions()[-1], then=then)
        (folder / "versions" / "9999_later.py").write_text(written)
        return folder

    return make


def schema_of(place: Place) -> dict[str, object]:
    """All that is made in a database, in the words of its engine, and its revision."""
    with engine_of(place).inspecting().connect() as connection:
        found = inspect(connection)
        tables = {
            name: (
                [(one["name"], str(one["type"]), one["nullable"], one["default"]) for one in columns],
                sorted(re.sub(r" at 0x\w+", "", str(one)) for one in found.get_indexes(name)),
                sorted(map(str, found.get_check_constraints(name))),
                sorted(map(str, found.get_foreign_keys(name))),
            )
            for name in found.get_table_names()
            for columns in [found.get_columns(name)]
        }
        return {"tables": tables, "revision": revision_in(connection)}


def run(place: Place, *statements: str) -> None:
    """Run these in one transaction."""
    with engine_of(place).migrating().begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def is_described(name: str | None, kind: str, _parents: object) -> bool:
    """All but the full-text index and what an engine keeps it with."""
    return kind != "table" or not str(name).startswith((SEARCH, "comment_to_index"))


def is_another_type(_context: object, _found: object, _described: object, found: Any, described: Any) -> Any:
    """A number has as many bits on both engines, whatever they call it; else alembic knows."""
    return False if isinstance(found, Integer) and isinstance(described, Integer) else None


def test_the_migrations_make_the_schema_that_the_program_uses(unmade: Place) -> None:
    migrate(unmade)
    options = {"include_name": is_described, "compare_type": is_another_type}
    with engine_of(unmade).inspecting().connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    keys: dict[str, set[Any]] = {"remove_fk": set(), "add_fk": set()}
    for one in found:
        # That a foreign key can wait is its engine's matter; everything else about it is not.
        assert one[0] in keys, one
        keys[one[0]].add((one[1].name, one[1].ondelete, *(key.target_fullname for key in one[1].elements)))
    assert keys["remove_fk"] == keys["add_fk"]


def test_the_migrations_make_what_alembic_does_not_compare(unmade: Place) -> None:
    migrate(unmade)
    with engine_of(unmade).inspecting().connect() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            made = {str(one["name"]): one for one in found.get_indexes(table.name)}
            for index in table.indexes:
                where = made[str(index.name)].get("dialect_options", {})
                condition = where.get("postgresql_where", where.get("sqlite_where", ""))
                assert bool(str(condition)) == bool(index.info.get("where")), index.name
            checks = {str(one["name"]) for one in found.get_check_constraints(table.name)}
            assert checks == {
                str(one.name) for one in table.constraints if type(one).__name__ == "CheckConstraint"
            }
            for key in found.get_foreign_keys(table.name):
                assert not isinstance(unmade, ServerPlace) or key["options"]["deferrable"]
            if isinstance(unmade, ServerPlace):
                own = table.autoincrement_column
                identities = [one["name"] for one in found.get_columns(table.name) if one.get("identity")]
                assert identities == ([own.name] if own is not None else [])


def test_what_both_engines_make_of_a_later_migration_is_alike(
    unmade: Place, later: Callable[..., Path]
) -> None:
    migrate(unmade)
    fill(unmade)
    before = held(unmade)
    migrate(unmade, migrations=later())
    run(unmade, NOTE + "(5, 1, 1, NULL, 'Ñandú')", "INSERT INTO note (server_id, comment_id, words, shown) "
        "VALUES (1, 1, 'nandu', false), (1, 1, 'Zorro', false)")  # fmt: skip
    with engine_of(unmade).inspecting().connect() as connection:
        rows = connection.execute(text("SELECT id, words, kind, settled, shown FROM note ORDER BY words"))
        found = [(*row[:3], bool(row[3]), bool(row[4])) for row in rows]
        noted = connection.execute(text("SELECT id FROM article WHERE noted")).scalars().all()
    words = [one[1] for one in found]
    assert words == ["Zorro", "nandu", "Ñandú"], "by code points"
    assert {one[2:] for one in found} == {("doubt", False, True), ("doubt", False, False)}
    assert noted == [1]
    for wrong in (
        NOTE + "(8, 1, 1, NULL, 'nandu')",
        NOTE + "(8, 1, 1, NULL, '')",
        NOTE + "(8, 1, 1, NULL, 'a second that is shown')",
        "INSERT INTO note (id, server_id, comment_id, words, kind) VALUES (8, 1, 1, 'b', 'rage')",
        "DELETE FROM note",
    ):
        with pytest.raises(IntegrityError):
            run(unmade, wrong)
    run(unmade, "UPDATE note SET shown = false")
    if isinstance(unmade, ServerPlace):
        answers = (NOTE + "(21, 1, 1, 22, 'first')", NOTE + "(22, 1, 2, NULL, 'second')")
        run(unmade, "SET CONSTRAINTS ALL DEFERRED", "UPDATE note SET shown = false", *answers)
    assert {name: len(rows) for name, rows in before.items()} == {
        name: len(rows) for name, rows in held(unmade).items()
    }


def test_ids_that_a_later_migration_gives_come_once(unmade: Place, later: Callable[..., Path]) -> None:
    migrate(unmade)
    fill(unmade)
    migrate(unmade, migrations=later("op.execute('DROP TRIGGER note_keeps' + (' ON note' if "
                                     "op.get_context().dialect.name == 'postgresql' else ''))"))  # fmt: skip
    add = "INSERT INTO note (server_id, comment_id, words, shown) VALUES (1, 1, 'a', false)"
    run(unmade, add, "DELETE FROM note", add)
    with engine_of(unmade).inspecting().connect() as connection:
        assert connection.execute(text("SELECT id FROM note")).scalars().all() == [2]


@pytest.mark.parametrize(
    "fault",
    [
        "raise RuntimeError('half way')",
        "op.execute('DELETE FROM article')",
        "op.execute('not SQL')",
        "op.execute(\"INSERT INTO note (server_id, comment_id, words) VALUES (1, 77, 'x')\")",
    ],
    ids=["an exception", "rows that are referred to", "a wrong statement", "an orphan"],
)
def test_a_migration_that_fails_half_way_changes_nothing(
    unmade: Place, later: Callable[..., Path], fault: str
) -> None:
    migrate(unmade)
    fill(unmade)
    rows, schema = held(unmade), schema_of(unmade)
    with pytest.raises((StorageFailed, RuntimeError)):
        migrate(unmade, migrations=later(fault))
    assert held(unmade) == rows
    assert schema_of(unmade) == schema


def test_a_first_migration_that_fails_leaves_nothing(unmade: Place, later: Callable[..., Path]) -> None:
    with pytest.raises(RuntimeError):
        migrate(unmade, migrations=later("raise RuntimeError('half way')"))
    assert schema_of(unmade) == {"tables": {}, "revision": None}
    migrate(unmade)


@pytest.mark.parametrize("older", [False, True])
async def test_processes_that_start_at_once_migrate_once(
    unmade: Place, later: Callable[..., Path], older: bool
) -> None:
    if older:
        migrate(unmade)
        migrations = later()
        await asyncio.gather(*(asyncio.to_thread(migrate, unmade, migrations=migrations) for _ in range(4)))
        assert schema_of(unmade)["revision"] == "9999"
    else:
        await asyncio.gather(*(bring_up_to_date(unmade) for _ in range(3)))
        assert schema_of(unmade)["revision"] == known_revisions()[-1]


async def test_a_database_of_a_newer_program_is_refused_and_left_alone(
    unmade: Place, later: Callable[..., Path]
) -> None:
    migrate(unmade, migrations=later())
    schema = schema_of(unmade)
    with pytest.raises(StorageFailed, match="newer version"):
        migrate(unmade)
    with pytest.raises(StorageFailed, match="newer version"):
        await bring_up_to_date(unmade)
    assert schema_of(unmade) == schema


def test_the_audit_loses_nothing(unmade: Place) -> None:
    migrate(unmade)
    fill(unmade)
    before = held(unmade)
    for table in ("audit", "audit_outcome"):
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET id = id + 7"):
            with pytest.raises(IntegrityError, match="append-only"):
                run(unmade, statement)
    assert held(unmade) == before
