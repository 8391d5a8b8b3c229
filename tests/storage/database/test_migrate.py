"""Migrations bring any database up to date, or leave it exactly as it was."""

import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.database.migrate import migrate
from bot.database.revisions import MIGRATIONS, bring_up_to_date, known_revisions
from bot.database.schema import SEARCH, metadata
from bot.domain.errors import StorageFailed
from bot.domain.moderation import Action

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
def path(place: Path) -> Path:
    """The place of the database: each test makes one of its own version there."""
    return place


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


def _is_described(name: str | None, kind: str, _parents: object) -> bool:
    """All but the full-text index and the tables it keeps itself in."""
    return kind != "table" or not str(name).startswith(SEARCH)


def test_the_migrations_make_the_schema_that_the_program_uses(path: Path):
    migrate(path)
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_described})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_migrations_make_what_alembic_does_not_compare(path: Path):
    migrate(path)
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        ).fetchall()
    made = {(kind, name): sql for kind, name, sql in rows}
    for table in metadata.sorted_tables:
        ids_are_used_once = "AUTOINCREMENT" in made["table", table.name]
        assert ids_are_used_once == (table.autoincrement_column is not None)
        for index in table.indexes:
            _, _, where = made["index", index.name].partition(" WHERE ")
            assert where == index.info.get("where", "")


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


@pytest.mark.parametrize("before", ["0002", "0024"])
def test_the_audit_made_anew_keeps_its_rows_and_still_loses_none(path: Path, before: str):
    migrate(path, revision=before)
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO audit VALUES (7, 1, 2, 'hide', 'comment', 3, 'rude', 4)")
        connection.execute("INSERT INTO audit_outcome VALUES (1, 7, 1, NULL, 5)")
    connection.close()
    migrate(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT * FROM audit").fetchall() == [
            (7, 1, 2, "hide", "comment", 3, "rude", 4)
        ]
        assert connection.execute("SELECT audit_id FROM audit_outcome").fetchall() == [(7,)]
        added = "INSERT INTO audit VALUES (NULL, 1, 2, 'add', 'comment', 3, NULL, 4) RETURNING id"
        assert connection.execute(added).fetchall() == [(8,)]
        for action in Action:
            connection.execute(added.replace("'add'", f"'{action}'"))
        for statement in ("DELETE FROM audit", "UPDATE audit SET reason = NULL"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            connection.execute("INSERT INTO audit VALUES (NULL, 1, 2, 'sing', 'comment', 3, NULL, 4)")
    connection.close()


SAID = "INSERT INTO comment VALUES (?, 1, 1, NULL, ?, 2, 'Emma', NULL, 'thread', ?, 'Hi', 'en', 0, NULL)"


def put_a_card(connection: sqlite3.Connection) -> None:
    """A card with its article and discussion, as they were stored from the first schema on."""
    connection.execute("INSERT INTO article VALUES (1, 'abc', NULL, 'en', 0)")
    connection.execute("INSERT INTO discussion VALUES (1, 'def', 1, 1, 'open', 0, 0)")
    card = "INSERT INTO post VALUES (1, 'ghi', 1, 10, 'channel', 'posted', 'en', 500, 500, 1, 1, 0)"
    connection.execute(card)


def test_what_was_stored_before_is_found_in_the_indexes_made_later(path: Path):
    migrate(path, revision="0008")
    shown = "INSERT INTO appearance VALUES (NULL, ?, 1, 500, ?, 'original', 'shown', 0, 0)"
    with sqlite3.connect(path) as connection:
        put_a_card(connection)
        for comment_id, status in enumerate(("visible", "hidden", "visible"), 1):
            connection.execute(SAID, (comment_id, 1000 + comment_id, status))
            connection.execute(shown, (comment_id, 1000 + comment_id))
    connection.close()
    migrate(path)
    with sqlite3.connect(path) as connection:
        after = (
            "SELECT message_id FROM appearance INDEXED BY ix_appearance_channel_id_message_id "
            "WHERE channel_id = 500 AND message_id > 1001"
        )
        assert connection.execute(after).fetchall() == [(1002,), (1003,)]
        hidden = "SELECT id FROM comment INDEXED BY ix_comment_not_shown WHERE status != 'visible'"
        assert connection.execute(hidden).fetchall() == [(2,)]
    connection.close()


def test_attachments_that_were_spoilers_by_their_names_are_marked(path: Path):
    migrate(path, revision="0012")
    names = {"SPOILER_end.png": 1, "spoiler_end.png": 0, "end.png": 0}
    with sqlite3.connect(path) as connection:
        put_a_card(connection)
        connection.execute(SAID, (1, 1001, "visible"))
        for position, name in enumerate(names):
            values = (1, position, position, name, None, 1, "https://cdn.example/x", None)
            connection.execute(f"INSERT INTO attachment VALUES ({', '.join('?' * 8)})", values)
    connection.close()
    migrate(path)
    with sqlite3.connect(path) as connection:
        assert dict(connection.execute("SELECT filename, spoiler FROM attachment").fetchall()) == names
    connection.close()


def test_what_moderators_were_not_told_of_yet_is_owed_to_them(path: Path):
    migrate(path, revision="0015")
    with sqlite3.connect(path) as connection:
        put_a_card(connection)
        for comment_id, status in enumerate(("visible", "visible", "visible", "hidden", "hidden"), 1):
            connection.execute(SAID, (comment_id, 1000 + comment_id, status))
        connection.execute("INSERT INTO notice VALUES (1, 'report', 90, 900, 5, 2)")
        for report_id, (comment_id, status) in enumerate(((1, "open"), (2, "open"), (3, "dismissed")), 1):
            connection.execute(
                "INSERT INTO report VALUES (?, ?, 3, 'rude', ?, 6)", (report_id, comment_id, status)
            )
        for audit_id, comment_id in enumerate((4, 5), 1):
            hidden = "INSERT INTO audit VALUES (?, 1, 2, 'hide', 'comment', ?, 'rude', 7)"
            connection.execute(hidden, (audit_id, comment_id))
        connection.execute("INSERT INTO audit_outcome VALUES (1, 1, 1, NULL, 8)")
    connection.close()
    migrate(path)
    with sqlite3.connect(path) as connection:
        owed = "SELECT comment_id, kind, channel_id, message_id, created_at, outstanding, owed FROM notice"
        assert connection.execute(f"{owed} ORDER BY comment_id").fetchall() == [
            (1, "report", 90, 900, 5, 2, 0),
            (2, "report", None, None, 6, 1, 1),
            (5, "hide", None, None, 7, 1, 1),
        ]
        waiting = "SELECT comment_id FROM notice INDEXED BY ix_notice_outstanding WHERE outstanding > 0"
        assert len(connection.execute(waiting).fetchall()) == 3
    connection.close()


def test_revisions_are_named_by_their_files():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert known_revisions() == sorted(one.revision for one in scripts.walk_revisions())
    assert known_revisions()[-1] == scripts.get_current_head()


async def test_an_older_database_is_brought_up_to_date_by_another_process(path: Path):
    migrate(path, revision="0008")
    await bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (known_revisions()[-1],)
        ]


def test_what_goes_wrong_in_another_process_is_told_here(path: Path):
    path.write_text("this is a letter, not a database " * 100)
    with pytest.raises(StorageFailed, match="not a database") as caught:
        asyncio.run(bring_up_to_date(path))
    assert "{detail}" in caught.value.message.text, "so that it is said in the operator's language"


def test_a_migration_ends_with_whoever_started_it(path: Path):
    migrate(path, revision="0008")
    before = dump(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        started = [sys.executable, "-m", "bot.database.migrate", str(path)]
        with subprocess.Popen(started, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()
            assert process.stdout.read() == b"", "it did not wait for the database, and says nothing"
        connection.rollback()
    assert process.returncode == 1
    assert dump(path) == before
