"""The command line: what it prints, in whose language, and how it ends."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import discord
import pytest

from bot.cli.application import COMMANDS
from bot.cli.running import EX_CONFIG
from bot.cli.terminal import Terminal
from bot.database.engine import open_database
from bot.database.engines.sqlite.ledger_file import ledger_of
from bot.discussion.stores import discussion_store as discussions
from bot.domain.article import Article, Edition
from bot.domain.export import ExportFormat
from bot.domain.language import Language
from bot.i18n.program import version
from bot.posting import article_store as articles
from tests.empty import put_empty_database
from tests.meta.source import ROOT
from tests.unit.cli.commands import run

STORY = """The River Park Opens After Ten Years
El parque del río abre después de diez años

Skip to content

The city opened its river park on Saturday after ten years of work and two changes of plan. \
Some three thousand people walked the new path along the water in the first hours. \
The mayor, Ana Ruiz, said that the park had cost less than the bridge it replaced. \
Neighbours had asked for a park since the flood of 2011, which destroyed forty houses. \
A second part, with a school garden and a small harbour for rowing boats, follows next spring.

What comes next

The council will vote in May on a bus line that would connect the park with the station. \
Opponents say that the money is needed for the hospital. \
A survey by the university found that seven in ten neighbours want both.

Leave a Reply
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return file


def test_a_file_is_summarised_as_json(story: Path) -> None:
    ended = run("summarize", str(story), "--json")
    given = json.loads(ended.out)
    assert ended.code == 0
    assert list(given) == ["url", "site", "authors", "published", "language", "editions"]
    assert given["language"] == "en"
    english, spanish = given["editions"]["en"], given["editions"]["es"]
    assert english["title"] == "The River Park Opens After Ten Years"
    assert english["provenance"] == "publisher"
    assert len(english["summary"]) == 3
    positions = [one["sentence"] for one in english["summary"]]
    assert positions == sorted(positions)
    assert all(one["text"] in " ".join(STORY.split()) for one in english["summary"])
    assert spanish["title"] == "El parque del río abre después de diez años"
    assert spanish["summary"] == []


def test_a_file_is_summarised_for_reading(story: Path) -> None:
    ended = run("summarize", str(story))
    assert "The River Park Opens After Ten Years" in ended.out
    assert len(re.findall(r"\[\d+\]$", ended.out, re.MULTILINE)) == 3
    assert "El parque del río" in ended.out


def test_in_a_terminal_no_word_of_a_summary_is_cut_off(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    shown = re.sub(r"\x1b\[\d*m", "", run("summarize", str(story)).out)
    summary = json.loads(run("summarize", str(story), "--json").out)["editions"]["en"]["summary"]
    assert max(map(len, shown.splitlines())) <= 60
    for sentence in summary:
        assert sentence["text"] in " ".join(shown.split())


def test_other_peoples_text_gives_the_terminal_no_orders(story: Path) -> None:
    story.write_text(STORY.replace("The city", "The \x9b2Jcity"), encoding="utf-8")
    shown = run("summarize", str(story)).out
    assert "The 2Jcity" in shown
    assert "\x9b" not in shown


def test_an_edition_that_is_not_there_is_said_so(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_TRANSLATORS", "firefox")
    ended = run("summarize", str(story), "--language", "es")
    assert "is not available in" in ended.err
    assert "The River Park" in ended.out
    assert "El parque del río" in ended.out


def test_standard_input_is_summarised(monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in STORY.split("\n\n") if len(one) > 100)
    page = f"<html lang=en><head><title>A page</title></head><body><h1>A page</h1>{paragraphs}</body></html>"
    for given in (STORY, page):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
        assert len(json.loads(run("summarize", "-", "--json").out)["editions"]["en"]["summary"]) == 3


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("missing.txt", "missing.txt does not exist"),
        ("cannot open that link", ""),
        ("http://127.0.0.1:9/", ""),
        ("short.txt", ""),
        ("picture.png", ".txt, .md or .html"),
    ],
)
def test_what_cannot_be_summarised_is_one_sentence(source: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("Too short.")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    ended = run("summarize", source)
    assert ended.code == 1
    assert ended.out == ""
    assert told in ended.err
    assert len(ended.err.splitlines()) == 1
    assert "Traceback" not in ended.err


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    ended = run("summarize", "folder.txt")
    assert ended.code == 1
    assert "cannot be read" in ended.err


def test_wrong_settings_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_LOG_LEVEL", "LOUD")
    monkeypatch.setenv("TERTULIA_REDRAW_SECONDS", "never")
    bots, others = (["start"], ["run"]), (["doctor"], ["export", "a", "--server", "1"])
    for command in (*bots, *others):
        ended = run(*command)
        assert ended.code == (EX_CONFIG if command in bots else 1)
        assert "TERTULIA_LOG_LEVEL" in ended.err
        assert "TERTULIA_REDRAW_SECONDS" in ended.err


def test_the_bot_needs_a_token() -> None:
    ended = run("run")
    assert ended.code == EX_CONFIG
    assert "DISCORD_TOKEN" in ended.err


def test_a_file_with_settings_that_cannot_be_read_keeps_the_bot_from_being_tried_again() -> None:
    Path(".env").write_bytes(b"\xff")
    for command in ("start", "run"):
        ended = run(command)
        assert ended.code == EX_CONFIG
        assert "is not text in UTF-8" in ended.err


def test_an_export_needs_a_database(tmp_path: Path) -> None:
    ended = run("export", "abc", "--server", "1")
    assert ended.code == 1
    assert "There is no database" in ended.err
    assert not (tmp_path / "data").exists()


def test_an_export_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("before")
    ended = run("export", "abc", "--server", "1", "--format", "csv", "--output", "kept.csv")
    assert ended.code == 1
    assert [one.name for one in tmp_path.iterdir()] == ["kept.csv"]
    assert (tmp_path / "kept.csv").read_text() == "before"
    unwritable = run("export", "abc", "--server", "1", "--output", "no/such/folder.csv")
    assert unwritable.code == 1
    assert "cannot be written" in unwritable.err


def _store_an_article(path: Path) -> str:
    """A database with one discussion in server 1; gives the article's address."""

    put_empty_database(path)

    async def store() -> None:
        database = await open_database(path)
        edition = Edition(Language.EN, "A park", (), (), ())
        article = Article((edition,), aliases=("https://news.example/park",))
        article_id = await database.write(articles.store, read=article)
        await database.write(discussions.open_for, article_id=article_id, server_id=1)
        await database.close()

    asyncio.run(store())
    return "https://news.example/park"


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("json", '"A park"'),
        ("markdown", "A park"),
        ("csv", "author_id"),
        ("html", '<h1 dir="auto">A park</h1>'),
    ],
)
def test_a_discussion_is_exported(form: str, told: str, tmp_path: Path) -> None:
    link = _store_an_article(tmp_path / "data" / "tertulia.sqlite3")
    asked = ("export", link, "--server", "1", "--format", form, "--include-hidden")
    printed = run(*asked)
    assert printed.code == 0, printed.err
    assert told in printed.out
    filed = run(*asked, "--output", "file")
    assert (filed.code, filed.out) == (0, "The export is in file.\n")
    assert told in (tmp_path / "file").read_text()
    for wrong in (("export", link, "--server", "2"), ("export", "nothing", "--server", "1")):
        ended = run(*wrong)
        assert ended.code == 1
        assert len(ended.err.splitlines()) == 1


def test_the_doctor_says_what_is_wrong_with_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", str(tmp_path / "a.sqlite3"))
    with closing(sqlite3.connect(tmp_path / "a.sqlite3")) as connection:
        connection.execute("CREATE TABLE something_else (id)")
    ended = run("doctor")
    assert ended.code == 1
    assert "not a Tertulia database" in ended.out
    assert "DISCORD_TOKEN is not set" in ended.out
    assert "2 problems to fix" in ended.out


def test_the_doctor_tells_programs_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", str(tmp_path / "none.sqlite3"))
    ended = run("doctor", "--json")
    assert ended.code == 1
    told = json.loads(ended.out)
    assert (told["version"], told["status"]) == (version(), "error")
    assert {"id": "settings", "status": "ok", "message": "The settings are correct.", "remedy": None} in told[
        "checks"
    ]
    token = next(one for one in told["checks"] if one["id"] == "token")
    assert (token["status"], token["message"]) == ("error", "DISCORD_TOKEN is not set.")
    assert "developer portal" in token["remedy"]
    assert next(one for one in told["checks"] if one["id"] == "database")["status"] == "ok"


def test_the_doctor_tells_programs_of_wrong_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_BACKUPS_KEPT", "none")
    ended = run("doctor", "--json", locale="es_ES.UTF-8")
    assert (ended.code, ended.err) == (1, "")
    told = json.loads(ended.out)
    assert told["status"] == "error"
    assert [(one["id"], one["status"]) for one in told["checks"]] == [("settings", "error")]
    assert "se espera un número entero" in told["checks"][0]["message"]
    Path(".env").write_bytes(b"\xff")
    [check] = json.loads(run("doctor", "--json").out)["checks"]
    assert "is not text in UTF-8" in check["message"]


def test_the_doctor_tells_programs_of_addresses_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("psycopg")
    nowhere, unreadable = f"postgresql:///t?host={tmp_path}", "postgresql:///t?sslmod=require"
    for database, ledger, check in ((unreadable, nowhere, "database"), (nowhere, unreadable, "erasure_list")):
        monkeypatch.setenv("TERTULIA_DATABASE", database)
        monkeypatch.setenv("TERTULIA_LEDGER", ledger)
        ended = run("doctor", "--json")
        assert (ended.code, ended.err) == (1, "")
        told = {one["id"]: one["message"] for one in json.loads(ended.out)["checks"]}
        assert told[check].startswith("The address in TERTULIA_DATABASE or TERTULIA_LEDGER cannot be read.")


def test_a_list_of_erasures_that_is_not_used_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERTULIA_LEDGER", "postgresql://me:hunter2@elsewhere.example/tertulia")
    monkeypatch.setenv("TERTULIA_DATABASE", str(tmp_path / "a.sqlite3"))
    monkeypatch.setenv("DISCORD_API", "http://127.0.0.1:9/api")
    unused = "TERTULIA_LEDGER is not used, as the database is a file."
    told = json.loads(run("doctor", "--json").out)
    assert [one["status"] for one in told["checks"] if one["message"].startswith(unused)] == ["warning"]
    assert f"! {unused}" in run("config").out
    spanish = run("config", locale="es_ES.UTF-8")
    assert "! TERTULIA_LEDGER no se usa, porque la base de datos es un archivo." in spanish.out
    assert spanish.code == 0
    monkeypatch.setenv("DISCORD_TOKEN", "simulated." * 3)
    assert unused in run("run").err
    monkeypatch.delenv("TERTULIA_LEDGER")
    for command in ("doctor", "config", "run"):
        assert unused not in "".join(map(str, run(command)))


@pytest.mark.parametrize("locale", ["es_ES.UTF-8", "es_MX", "de_DE.UTF-8", "C"])
def test_it_speaks_the_operators_language(locale: str) -> None:
    terminal = Terminal.of({"LANG": "en_US.UTF-8", "LC_ALL": locale}, io.StringIO(), io.StringIO())
    assert terminal.language == ("es" if locale.startswith("es") else "en")


def test_help_names_every_command() -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANG": "en_US.UTF-8"}
    ended = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True, env=environment
    )
    for command in ("start", "run", "sandbox", "summarize", "export", "doctor"):
        assert command in ended.stdout


def test_a_backup_is_made_and_put_back(tmp_path: Path) -> None:
    database = tmp_path / "data" / "tertulia.sqlite3"
    link = _store_an_article(database)
    made = run("backup", "copy.sqlite3")
    assert made.code == 0, made.err
    assert "copy.sqlite3, complete and checked." in made.out
    again = run("backup", "copy.sqlite3")
    assert again.code == 1
    assert "already exists" in again.err
    database.unlink()
    restored = run("restore", "copy.sqlite3")
    assert restored.code == 0, restored.err
    assert "kept" not in restored.out
    assert run("export", link, "--server", "1").code == 0
    assert "The previous database was saved as" in run("restore", "copy.sqlite3").out
    assert run("restore", "nothing.sqlite3").code == 1


def test_a_damaged_ledger_of_erasures_is_one_sentence_of_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "data" / "tertulia.sqlite3"
    link = _store_an_article(database)
    monkeypatch.setenv("DISCORD_TOKEN", "simulated." * 3)
    monkeypatch.setattr("bot.app.granted", _intents)
    ledger_of(database).write_text("garbagegarbagegarbage\n")
    sentence = "tertulia.erasures.sqlite3 is damaged (file is not a database)."
    for command in (
        ("start",),
        ("run",),
        ("verify",),
        ("export", link, "--server", "1"),
        ("backup", "copy.sqlite3"),
        ("restore", "copy.sqlite3"),
    ):
        ended = run(*command)
        assert ended.code == 1
        assert sentence in ended.err.splitlines()[-1], command
    assert (tmp_path / "copy.sqlite3").exists(), "a backup is not refused: it may be needed now"
    monkeypatch.delenv("DISCORD_TOKEN")
    ended = run("doctor")
    assert ended.code == 1
    assert sentence in ended.out
    assert "is intact and up to date" in ended.out


async def _intents(_: str) -> discord.Intents:
    return discord.Intents.none()


NOT_UNDERSTOOD = [
    ("frob",),
    ("run", "--frob"),
    ("run", "--supervised=1"),
    ("doctor", "more"),
    ("summarize",),
    ("summarize", "a.txt", "--language", "fr"),
    ("export", "abc"),
    ("export", "abc", "--server"),
    ("export", "abc", "--server", "one"),
    ("export", "abc", "--server", "1", "--format", "pdf"),
    ("sandbox", "--port", "70000"),
    ("restore", "a.sqlite3", "--old"),
]


NAMES = {"python", "help", "Error", "PATH", "source", "article", "server", "format", "output", "language"}
NAMES |= {*ExportFormat, "include", "hidden", "json", "port", "record", "older", "version"}
"""What is called the same in every language."""


@pytest.mark.parametrize("arguments", NOT_UNDERSTOOD, ids=" ".join)
def test_what_is_not_understood_is_said_in_the_operators_language(arguments: tuple[str, ...]) -> None:
    english, spanish = (run(*arguments, locale=locale) for locale in ("en_US", "es_ES"))
    for ended, begins in (
        (english, ("usage: ", "Error: ", "More ")),
        (spanish, ("uso: ", "Error: ", "Más ")),
    ):
        assert (ended.code, ended.out) == (2, "")
        lines = ended.err.splitlines()
        assert all(line.startswith(how) for line, how in zip((lines[0], *lines[-2:]), begins, strict=True))
    shared = set.intersection(*(set(re.findall(r"[^\W\d]{4,}", ended.err)) for ended in (english, spanish)))
    assert shared <= {*COMMANDS, *re.findall(r"\w+", " ".join(arguments)), *NAMES}


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_help_is_in_the_operators_language(command: tuple[str, ...]) -> None:
    english, spanish = (run(*command, "--help", locale=locale) for locale in ("en_US", "es_ES"))
    assert (english.code, english.err, spanish.code, spanish.err) == (0, "", 0, "")
    assert english.out.startswith("usage: python -m bot")
    assert spanish.out.startswith("uso: python -m bot")
    assert not set(_sentences(english.out)) & set(_sentences(spanish.out))


def _sentences(shown: str) -> list[str]:
    """What help says of commands and options, and its headings."""
    return [
        line
        for line in re.split(r"\n|\s{2,}", shown)
        if line and not re.match(r"-|\[|[a-z]+$|(FROM|TO)$", line)
    ]


def test_without_a_command_the_help_is_shown_and_nothing_done() -> None:
    ended = run()
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == run("--help").out


def test_the_option_for_supervisors_is_hidden() -> None:
    assert "supervised" not in run("run", "--help").out


def test_a_reader_that_has_enough_is_no_fault(tmp_path: Path) -> None:
    """As in `export … | head`."""
    link = _store_an_article(tmp_path / "data" / "tertulia.sqlite3")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as nobody:
        ended = subprocess.run(
            [sys.executable, "-m", "bot", "export", link, "--server", "1"],
            stdout=nobody,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, b"")


class Watched(io.StringIO):
    """A stream that somebody watches."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_what_goes_wrong_stands_out_in_the_log_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch, no_colour: str, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    err = Watched()
    Terminal.of({}, io.StringIO(), err).log("INFO")
    logging.getLogger("bot").info("All is well")
    logging.getLogger("bot").warning("Something is not")
    fine, wrong = err.getvalue().splitlines()
    assert fine.endswith("INFO bot: All is well")
    assert ("\x1b[33m" in wrong) is coloured
    assert "\x1b" not in fine
