"""Migrations bring any database up to date, or leave it exactly as it was."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from bot.domain.errors import StorageFailed
from bot.storage.migrate import MIGRATIONS, migrate
from bot.storage.schema import metadata

REBUILDS_A_PARENT = '''
"""Rebuild a table that others refer to."""
import sqlalchemy as sa
from alembic import op
revision, down_revision = "9999", "{head}"
branch_labels = depends_on = None


def upgrade():
    with op.batch_alter_table("article", recreate="always") as table:
        table.add_column(sa.Column("note", sa.String()))
    {then}
'''


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as connection:
        lines = list(connection.iterdump())
    connection.close()
    return lines


@pytest.fixture
def later(tmp_path: Path):
    """A copy of the migrations with one more, which rebuilds ``article`` and then does ``then``."""

    def make(then: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        head = max(file.name.split("_")[0] for file in (folder / "versions").glob("0*.py"))
        (folder / "versions" / "9999_later.py").write_text(REBUILDS_A_PARENT.format(head=head, then=then))
        return folder

    return make


@pytest.fixture
def filled(path: Path) -> Path:
    migrate(path)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO article VALUES (1, 'abc', NULL, 'en', 0)")
        connection.execute("INSERT INTO article_alias VALUES ('https://example.org/a', 1)")
    connection.close()
    return path


def test_the_migrations_make_the_schema_that_the_program_uses(path: Path):
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(filled: Path):
    before = dump(filled)
    migrate(filled)
    assert dump(filled) == before


def test_rebuilding_a_table_keeps_the_rows_that_refer_to_it(filled: Path, later):
    migrate(filled, migrations=later())
    assert any("https://example.org/a" in line for line in dump(filled))
    assert any("note" in line for line in dump(filled))


@pytest.mark.parametrize(
    "fault",
    ["raise RuntimeError('half way')", "op.execute('DELETE FROM article')", "op.execute('not SQL')"],
    ids=["an exception", "an orphan left behind", "a wrong statement"],
)
def test_a_failed_migration_leaves_the_database_as_it_was(filled: Path, later, fault: str):
    before = dump(filled)
    with pytest.raises((StorageFailed, RuntimeError)):
        migrate(filled, migrations=later(fault))
    assert dump(filled) == before


def test_a_database_of_a_newer_program_is_refused_and_left_alone(filled: Path, later):
    migrate(filled, migrations=later())
    before = dump(filled)
    with pytest.raises(StorageFailed, match="newer version"):
        migrate(filled)
    assert dump(filled) == before


def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path):
    path.write_text("this is a letter, not a database " * 100)
    before = path.read_bytes()
    with pytest.raises(StorageFailed, match="not a database"):
        migrate(path)
    assert path.read_bytes() == before
