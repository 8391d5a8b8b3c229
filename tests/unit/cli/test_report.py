"""``report``: what a bug report needs, and nothing that people wrote, named or keep to themselves."""

from __future__ import annotations

import json
import os
import sqlite3
import typing
from contextlib import closing
from pathlib import Path
from types import NoneType, UnionType

import pytest

from bot.cli.diagnosis.bug_report import TOLD_SETTINGS, WORKERS
from bot.database import task_fault_store as task_faults
from bot.database.engine import open_database
from bot.database.engine_in_use import engine_of
from bot.database.schema import metadata
from bot.jobs.kinds import Job
from bot.settings import Settings
from bot.settings.described import described
from tests.empty import put_empty_database
from tests.planted import ID, WORD, put_planted_database
from tests.unit.cli.commands import run

DATABASE = Path("data", "tertulia.sqlite3")


def told(*arguments: str) -> dict[str, typing.Any]:
    ended = run("report", "--json", *arguments)
    assert (ended.code, ended.err) == (0, "")
    found: dict[str, typing.Any] = json.loads(ended.out)
    return found


def change(statement: str) -> None:
    with closing(sqlite3.connect(DATABASE)) as connection, connection:
        connection.execute(statement)


@pytest.fixture
def _planted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A word, an id and the folder in every setting and every row that can hold them."""
    folder = tmp_path / WORD
    put_planted_database(folder / "a.sqlite3")
    put_planted_database(folder / "backup.sqlite3")
    for name, one in described().items():
        if one.secret:
            monkeypatch.setenv(name, WORD * 5)
        elif name.endswith(("_URL", "_API", "_CONTACT")):
            monkeypatch.setenv(name, f"https://{WORD}:{WORD}@{WORD}.example/{WORD}?{WORD}#{ID}")
    monkeypatch.setenv("TERTULIA_DATABASE", str(folder / "a.sqlite3"))
    monkeypatch.setenv("TERTULIA_BACKUP_FOLDER", str(folder))
    monkeypatch.setenv("TERTULIA_MODELS", str(folder / "models"))
    monkeypatch.setenv("TERTULIA_CHAT_MODEL", WORD)
    monkeypatch.setenv("TERTULIA_AZURE_REGION", WORD)
    monkeypatch.setenv("TERTULIA_ALLOWED_ORIGIN", f"http://{WORD}.example")
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "deepl,chat,azure")
    monkeypatch.setenv("TERTULIA_LOG_LEVEL", "DEBUG")


@pytest.mark.usefixtures("_planted")
@pytest.mark.parametrize("locale", ["en_US.UTF-8", "es_ES.UTF-8"])
@pytest.mark.parametrize("form", [(), ("--json",)], ids=["text", "json"])
def test_nothing_goes_in_that_is_not_on_the_list(tmp_path: Path, form: tuple[str, ...], locale: str) -> None:
    ended = run("report", *form, locale=locale)
    assert ended.code == 0, ended.err
    shown = (ended.out + ended.err).casefold()
    for planted in (WORD, str(ID), str(tmp_path), tmp_path.name, os.uname().nodename):
        assert planted.casefold() not in shown
    assert "tertulia_log_level" in shown
    assert "debug" in shown


@pytest.mark.usefixtures("_planted")
def test_rows_are_counted_and_unknown_workers_are_not_named() -> None:
    report = told()
    assert report["database"]["state"] == "current", "the planted database is whole"
    assert {one: report["counts"][one] for one in ("servers", "discussions", "comments", "rooms")} == {
        "servers": 1,
        "discussions": 1,
        "comments": 1,
        "rooms": 1,
    }
    assert [one["worker"] for one in report["faults"] + report["failed_work"]] == ["other", "other"]
    assert report["faults"][0]["fault"] is None


@pytest.mark.usefixtures("_planted")
def test_a_wrong_setting_is_told_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_LOG_LEVEL", WORD)
    monkeypatch.setenv("TERTULIA_RECENT_DAYZ", WORD)
    monkeypatch.setenv("TERTULIA_FETCH_PORTS", f"80,{ID}")
    report = told()
    by_name = {one["name"]: one for one in report["settings"]}
    wrong = {"name": "TERTULIA_LOG_LEVEL", "source": "environment", "right": False, "value": None}
    assert by_name["TERTULIA_LOG_LEVEL"] == wrong
    assert report["unknown_settings"] == 1
    assert report["database"]["state"] == "not_read"
    for form in ((), ("--json",)):
        ended = run("report", *form)
        assert WORD not in ended.out
        assert str(ID) not in ended.out
    assert "TERTULIA_LOG_LEVEL (environment): wrong" in run("report").out


def test_settings_on_the_list_hold_numbers_switches_and_fixed_names_alone() -> None:
    def leaves(kind: object) -> set[object]:
        if typing.get_origin(kind) is typing.Annotated:
            return leaves(typing.get_args(kind)[0])
        if typing.get_origin(kind) is typing.Literal:
            return set()
        inner = [one for one in typing.get_args(kind) if one is not ...]
        is_composed = isinstance(kind, UnionType) or inner
        return set().union(*map(leaves, inner)) if is_composed else {kind}

    assert set(described()) >= TOLD_SETTINGS
    for name in TOLD_SETTINGS:
        field = Settings.model_fields[described()[name].attribute]
        assert leaves(field.annotation) <= {int, float, bool, NoneType}, name


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A database with nothing in it."""
    put_empty_database(DATABASE)
    return DATABASE


def test_each_state_of_the_database_is_told_in_one_sentence() -> None:
    assert told()["database"] == {"state": "missing", "message": "There is no database yet."}
    put_empty_database(DATABASE)
    assert told()["database"]["message"] == "The database is intact and up to date."
    change("UPDATE alembic_version SET version_num = '0001'")
    older = told()["database"]
    assert older["state"] == "older"
    assert "next start upgrades it" in older["message"]
    change("UPDATE alembic_version SET version_num = '9999'")
    assert told()["database"]["state"] == "newer"
    change("DROP TABLE alembic_version")
    assert told()["database"]["state"] == "foreign"
    DATABASE.write_bytes(b"no database" * 1000)
    damaged = told()
    assert damaged["database"]["state"] == "damaged"
    assert damaged["counts"] == {}
    shown = run("report", locale="es_ES.UTF-8")
    assert (shown.code, shown.err) == (0, "")
    assert "La base de datos está dañada o no se puede leer, así que no se contó nada de ella." in shown.out


async def test_faults_are_told_by_worker_with_type_and_place(database: Path) -> None:
    opened = await open_database(database)
    await opened.write(task_faults.note, name=Job.MIRROR, detail="KeyError (mirror_worker.py:12)")
    await opened.write(task_faults.note, name="gatherer", detail="they wrote (a comment)")
    await opened.close()
    with engine_of(database).lock_for_bot():  # as beside a running bot
        report = told()
    assert {one["worker"]: (one["fault"], one["count"]) for one in report["faults"]} == {
        "gatherer": (None, 1),
        "mirror": ("KeyError (mirror_worker.py:12)", 1),
    }
    running = {"id": "running", "ok": 1, "warning": 0, "error": 0}
    assert running in report["health"]
    assert "- mirror: KeyError (mirror_worker.py:12), 1 ×, 20" in run("report").out


def test_every_kind_of_background_work_has_a_name_of_its_own() -> None:
    assert set(WORKERS) >= {job.value for job in Job}
    assert len(set(WORKERS.values())) == len(WORKERS)


@pytest.mark.usefixtures("database")
def test_it_is_written_into_a_file() -> None:
    ended = run("report", "--output", "report.md")
    assert (ended.code, ended.out, ended.err) == (0, "", "The report is in report.md.\n")
    assert Path("report.md").read_text().startswith("# Tertulia: report of 20")
    ended = run("report", "--output", "nowhere/report.md", locale="es_ES.UTF-8")
    assert ended.code == 1
    assert ended.err.startswith("No se puede escribir el archivo nowhere/report.md")


@pytest.mark.usefixtures("_planted")
def test_the_plants_are_in_every_table() -> None:
    with closing(sqlite3.connect(Path(WORD, "a.sqlite3"))) as connection:
        for table in metadata.sorted_tables:
            assert connection.execute(f"SELECT count(*) FROM {table.name}").fetchone() == (1,), table.name
