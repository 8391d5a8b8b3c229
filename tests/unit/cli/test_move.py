"""``move``: what is wrong with two places is one sentence, and neither is changed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.database.engine_in_use import engine_of
from tests.empty import put_empty_database
from tests.unit.cli.commands import run

HERE, THERE = "here.sqlite3", "there.sqlite3"
SERVER = "postgresql://me:hunter2@db.invalid/tertulia"
LEDGER = "postgresql://me:hunter2@elsewhere.invalid/tertulia"


@pytest.fixture(autouse=True)
def _source() -> None:
    put_empty_database(Path(HERE))


def refused(*arguments: str) -> str:
    """What is said of a move that is refused: the same in one sentence each in English and Spanish; gives
    the English one. Nothing is left behind.
    """
    before = {file: file.read_bytes() for file in Path().glob("*.sqlite3")}
    english, spanish = (run("move", *arguments, locale=locale) for locale in ("en_US.UTF-8", "es_ES.UTF-8"))
    for ended in (english, spanish):
        assert (ended.code, ended.out) == (1, "")
        assert len(ended.err.splitlines()) == 1
        assert "hunter2" not in ended.err
    assert english.err != spanish.err
    assert {file: file.read_bytes() for file in Path().glob("*.sqlite3")} == before
    return english.err.rstrip()


def test_what_is_there_is_copied_and_the_next_steps_are_told() -> None:
    ended = run("move", HERE, THERE)
    assert (ended.code, ended.err) == (0, "")
    assert f"Everything has been copied from {HERE} to {THERE}, and compared." in ended.out
    assert f"Now set TERTULIA_DATABASE to {THERE}" in ended.out


@pytest.mark.parametrize("same", [HERE, f"./{HERE}", "linked.sqlite3"])
def test_one_place_given_twice(same: str) -> None:
    Path("linked.sqlite3").symlink_to(HERE)
    assert refused(HERE, same) == f"Both are the same database: {HERE}."


@pytest.mark.parametrize("ledger", [LEDGER, f"{LEDGER}_new"])
def test_one_server_given_twice(monkeypatch: pytest.MonkeyPatch, ledger: str) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", SERVER)
    monkeypatch.setenv("TERTULIA_LEDGER", LEDGER)
    assert refused(SERVER, SERVER, "--ledger", ledger) == (
        "Both are the same database: postgresql://db.invalid/tertulia."
    )


def test_a_target_that_holds_something() -> None:
    put_empty_database(Path(THERE))
    with closing(sqlite3.connect(THERE)) as connection, connection:
        connection.execute("INSERT INTO command_sync VALUES ('a', 'b')")
    assert refused(HERE, THERE) == f"The database {THERE} is not empty: choose one with nothing in it."


def test_a_source_that_is_not_there() -> None:
    assert refused("missing.sqlite3", THERE) == "There is no database at missing.sqlite3."
    assert not Path("missing.sqlite3").exists()


def test_a_source_that_is_none_of_ours() -> None:
    Path("other.sqlite3").write_bytes(b"")
    assert refused("other.sqlite3", THERE) == "other.sqlite3 is not a Tertulia database."


@pytest.mark.parametrize("used", [HERE, THERE])
def test_a_place_on_which_a_bot_runs(used: str) -> None:
    with engine_of(Path(used)).lock_for_bot():
        assert refused(HERE, THERE) == f"Another bot is already using {used}. Stop it first."


@pytest.mark.usefixtures("without_driver")
@pytest.mark.parametrize(("source", "target"), [(HERE, SERVER), (SERVER, THERE)], ids=["to", "from"])
def test_a_server_without_what_speaks_to_it(source: str, target: str) -> None:
    told = refused(source, target, "--ledger", LEDGER)
    assert told.startswith("This installation cannot speak to PostgreSQL.")


@pytest.mark.parametrize("wrong", ["postgresql://me:hunter2@db:no/t", "postgresql:///t?sslmod=hunter2"])
def test_an_address_that_cannot_be_read(wrong: str) -> None:
    pytest.importorskip("psycopg")
    for source, target in ((HERE, wrong), (wrong, THERE)):
        told = refused(source, target, "--ledger", LEDGER)
        assert told.startswith("The address in TERTULIA_DATABASE or TERTULIA_LEDGER cannot be read.")


@pytest.mark.parametrize("wrong", ["mysql://me:hunter2@db/t", "folder"])
def test_what_is_neither_a_file_nor_an_address(wrong: str) -> None:
    Path("folder").mkdir()
    for source, target in ((HERE, wrong), (wrong, THERE)):
        assert refused(source, target).startswith("FROM and TO are files, or addresses such as postgresql://")


def test_a_server_without_its_list_of_erasures() -> None:
    assert refused(HERE, SERVER) == (
        "A database on a server needs a list of erasures: set TERTULIA_LEDGER, or add --ledger."
    )
    assert refused(HERE, SERVER, "--ledger", "a.sqlite3").startswith(
        "The list of erasures is an address such as postgresql://"
    )
    assert refused(SERVER, f"{SERVER}2").startswith("Both databases are on servers: add --ledger")
