"""The command line lists, shows, exports and imports feeds."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bot.cli.application import execute
from bot.cli.terminal import Terminal
from tests.empty import put_empty_database

LIST = """<opml version="2.0"><body><outline text="The Lantern" xmlUrl="https://lantern.invalid/feed.xml"/>
<outline text="El Faro" xmlUrl="https://faro.invalid/rss"/></body></opml>"""


@pytest.fixture(autouse=True)
def _database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TERTULIA_DATABASE", str(tmp_path / "a.sqlite3"))
    put_empty_database(tmp_path / "a.sqlite3")
    (tmp_path / "feeds.opml").write_text(LIST)


def run(*arguments: str, locale: str = "en_US.UTF-8") -> tuple[int, str, str]:
    """How a command ended, what it printed, and what it noted."""
    out, err = io.StringIO(), io.StringIO()
    try:
        execute(("feeds", *arguments), Terminal.of({"LANG": locale}, out, err))
    except SystemExit as asked:
        return int(asked.code or 0), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_feeds_go_in_and_out() -> None:
    assert run("list") == (0, "No feed is followed.\n", "")
    code, out, err = run("import", "feeds.opml", "--server", "1", "--channel", "11")
    assert (code, out) == (0, "2 feeds added.\n")
    assert "restarted" in err
    again = run("import", "feeds.opml", "--server", "1", "--channel", "11", locale="es_ES.UTF-8")
    assert again[1] == "0 fuentes añadidas.\n2 ya se seguían.\n"
    listed = run("list")[1]
    assert "https://lantern.invalid/feed.xml: The Lantern; 1 server follows it; not read yet\n" in listed
    exported = run("export", "--server", "1")[1]
    assert 'xmlUrl="https://faro.invalid/rss"' in exported
    shown = run("show", "https://faro.invalid/rss")[1]
    assert shown == "El Faro: not read yet\nServer 1, channels 11\n"


def test_what_is_missing_is_said() -> None:
    assert run("export") == (1, "", "Name the server with --server.\n")
    assert run("import", "feeds.opml", "--server", "1")[2] == "Name the channel with --channel.\n"
    assert run("import", "--server", "1")[2] == "Name the OPML file to import.\n"
    assert run("show")[2] == "Name the link of a feed or an article.\n"
    nothing = run("show", "https://faro.invalid/rss")
    assert nothing == (1, "", "No feed that is followed has that address or that link.\n")
    assert run("export", "--server", "2")[2] == "This server follows no feed.\n"
    assert "cannot be read" in run("import", "gone.opml", "--server", "1", "--channel", "2")[2]
    Path("feeds.opml").write_text("<html></html>")
    wrong = run("import", "feeds.opml", "--server", "1", "--channel", "2", locale="es")
    assert wrong[2] == "En este archivo no hay fuentes. Tiene que ser OPML.\n"
