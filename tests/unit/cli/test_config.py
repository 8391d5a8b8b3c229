"""``config``: each setting with where its value is from, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.settings.described import described
from bot.settings.sources import CREDENTIALS
from tests.unit.cli.commands import run

SECRET = "hunter2-hunter2-hunter2"


@pytest.fixture
def given_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Settings in each source."""
    Path(".env").write_text("TERTULIA_RECENT_DAYS=3\nTERTULIA_LOG_LEVEL=DEBUG\n")
    (tmp_path / "credentials").mkdir()
    (tmp_path / "credentials" / "discord-token").write_text(SECRET)
    monkeypatch.setenv(CREDENTIALS, str(tmp_path / "credentials"))
    monkeypatch.setenv("TERTULIA_LOG_LEVEL", "ERROR")


def rows(out: str) -> dict[str, list[str]]:
    """Value and source by the names of settings."""
    found = (line.lstrip("✓✗ ").split(None, 2) for line in out.splitlines())
    return {one[0]: one[1:] for one in found if one[0] in described()}


@pytest.mark.usefixtures("given_everywhere")
def test_each_setting_is_shown_with_the_source_of_its_value(tmp_path: Path) -> None:
    ended = run("config")
    assert (ended.code, ended.err) == (0, "")
    shown = rows(ended.out)
    assert list(shown) == list(described())
    assert shown["DISCORD_TOKEN"] == ["***", str(tmp_path / "credentials" / "discord-token")]
    assert shown["TERTULIA_RECENT_DAYS"] == ["3", str(tmp_path / ".env")]
    assert shown["TERTULIA_LOG_LEVEL"] == ["ERROR", "environment"]
    assert shown["TERTULIA_FETCH_PORTS"] == ["80,443", "default"]
    assert shown["TERTULIA_CONTACT"] == ["—", "default"]
    spanish = run("config", locale="es_ES.UTF-8").out
    assert rows(spanish)["TERTULIA_LOG_LEVEL"] == ["ERROR", "entorno"]
    assert rows(spanish)["TERTULIA_FETCH_PORTS"] == ["80,443", "por defecto"]
    assert spanish.splitlines()[-1] == "Todos los ajustes están bien."


@pytest.mark.usefixtures("given_everywhere")
def test_the_same_as_json(tmp_path: Path) -> None:
    told = json.loads(run("config", "--json").out)
    assert told["right"]
    by_name = {one.pop("name"): one for one in told["settings"]}
    assert list(by_name) == list(described())
    file = str(tmp_path / "credentials" / "discord-token")
    token = {"value": None, "secret": True, "source": "credential", "file": file, "fault": None}
    assert by_name["DISCORD_TOKEN"] == token
    level = {"value": "ERROR", "secret": False, "source": "environment", "file": None, "fault": None}
    assert by_name["TERTULIA_LOG_LEVEL"] == level
    assert by_name["TERTULIA_RECENT_DAYS"]["source"] == "file"
    assert by_name["TERTULIA_KEEP_CLOSED_DAYS"]["value"] is None


def test_what_is_wrong_or_lacking_or_unknown_is_told_at_once(tmp_path: Path) -> None:
    Path(".env").write_text(
        "TERTULIA_BACKUPS_KEPT=none\nTERTULIA_DATABSE=a.sqlite3\nTERTULIA_TRANSLATORS=deepl\n"
    )
    ended = run("config")
    assert ended.code == 1
    for sentence in (
        "✗ TERTULIA_BACKUPS_KEPT",
        "TERTULIA_BACKUPS_KEPT: expected a whole number from 1 to 1000; it is 'none'.",
        "TERTULIA_DEEPL_KEY: deepl needs it.",
        "✗ TERTULIA_DATABSE: there is no such setting. Did you mean TERTULIA_DATABASE?",
        f"Set in: {tmp_path / '.env'}",
        "3 settings are wrong.",
    ):
        assert sentence in ended.out
    ended = run("config", "--json", locale="es_ES.UTF-8")
    assert ended.code == 1
    told = json.loads(ended.out)
    faults = {one["name"]: one["fault"] for one in told["settings"] if one["fault"]}
    assert not told["right"]
    assert set(faults) == {"TERTULIA_BACKUPS_KEPT", "TERTULIA_DEEPL_KEY"}
    assert "se espera un número entero" in faults["TERTULIA_BACKUPS_KEPT"]
    assert [(one["name"], one["file"]) for one in told["unknown"]] == [
        ("TERTULIA_DATABSE", str(tmp_path / ".env"))
    ]


@pytest.mark.parametrize("arguments", [("config",), ("config", "--json")], ids=" ".join)
@pytest.mark.parametrize("are_right", [True, False], ids=["right", "wrong"])
def test_no_secret_is_shown_wherever_it_stands(
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], are_right: bool
) -> None:
    for name, one in described().items():
        if one.secret:
            monkeypatch.setenv(name, SECRET if are_right else f"{SECRET} é")
        elif name.endswith("_URL"):
            scheme = "https" if are_right else "ftp"
            monkeypatch.setenv(name, f"{scheme}://me:{SECRET}@translate.example/v1?key={SECRET}#{SECRET}")
    monkeypatch.setenv("DISCORD_API", f"https://me:{SECRET}@discord.example/api")
    monkeypatch.setenv("TERTULIA_DATABASE", f"postgresql://me:{SECRET}@db.example/tertulia")
    monkeypatch.setenv("TERTULIA_LEDGER", f"postgresql://me:{SECRET}@elsewhere.example/tertulia")
    ended = run(*arguments)
    assert ended.code == (0 if are_right else 1)
    assert "hunter2" not in ended.out + ended.err
    assert "discord.example/api" in ended.out


def test_a_folder_without_the_file_is_named(tmp_path: Path) -> None:
    assert run("config").err == f"There is no file .env in {tmp_path}.\n"
    assert run("config", "--json").err == ""
