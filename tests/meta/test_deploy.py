"""What runs the program as a service agrees with the program, and keeps it from the rest of the machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from bot.cli.application import COMMANDS
from bot.cli.running import EX_CONFIG
from bot.i18n.program import INSTALLED
from bot.settings.described import described
from bot.settings.loading import read_settings
from bot.settings.sources import Source, credential
from tests.meta.source import ROOT

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERFILE = (ROOT / "Containerfile").read_text()
UNIT = ROOT / "deploy" / "tertulia.service"
TOKEN = "a-token-that-is-long-enough"
EXPOSURE = 1.5
"""What `systemd-analyze security` may say of the unit at most; 10 is a service that may do anything."""


def _values(name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", UNIT.read_text(), re.MULTILINE)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_the_unit_exposes_little_of_the_machine() -> None:
    asked = ("security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE * 10:.0f}", UNIT)
    told = subprocess.run(["systemd-analyze", *asked], capture_output=True, text=True, check=False)
    assert "Overall exposure level for tertulia.service" in told.stdout, told.stderr
    assert told.returncode == 0, told.stdout
    assert "Unknown" not in told.stderr


def test_the_unit_starts_a_command_there_is_and_gives_it_settings_there_are() -> None:
    ((program, command),) = (one.split() for one in _values("ExecStart"))
    assert program.endswith(f"/{INSTALLED}")
    assert command in COMMANDS
    given = {one.split(":")[0] for one in _values("LoadCredential")}
    assert "discord-token" in given
    assert given <= {credential(name) for name in described()}


def test_a_command_run_as_the_service_gets_its_words_as_they_were_typed(tmp_path: Path) -> None:
    shown = tmp_path / "systemd-run"
    shown.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    shown.chmod(0o755)
    words = ["translate", "It costs $HOME and more", "${PATH}", "a\tb"]
    told = subprocess.run(
        [UNIT.parent / "tertulia", *words],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    # What systemd.service(5) says of command lines: $$ stands for a $.
    assert told.stdout.replace("$$", "$").splitlines()[-len(words) :] == words
    assert "$$HOME" in told.stdout


def test_the_unit_hides_nothing_that_metrics_of_the_process_are_read_from() -> None:
    assert _values("ProcSubset") in ([], ["all"]), "without /proc/stat the library tells none of them"


def test_the_pages_that_are_named_are_there() -> None:
    ours = (*UNIT.parent.iterdir(), ROOT / "Containerfile", ROOT / "docker-compose.yml")
    named = {one for file in ours for one in re.findall(r"docs/[\w/.-]+\.md", file.read_text())}
    assert named
    assert not [one for one in named if not (ROOT / one).is_file()]


def test_the_unit_hears_from_the_program() -> None:
    assert _values("Type") == ["notify"]
    assert _values("WatchdogSec") == ["2min"]


def test_the_unit_does_not_try_again_what_only_other_settings_mend() -> None:
    assert _values("Restart") == ["always"]
    assert _values("RestartPreventExitStatus") == [str(EX_CONFIG)]


def test_the_image_is_built_of_what_the_wheel_is_and_sets_settings_there_are() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(.+) /src", CONTAINERFILE, re.MULTILINE))
    assert {one for line in copied for one in line.split()} == {
        *("bot", "cogs", "sandbox"),
        *("pyproject.toml", "constraints.txt", "README.md", "LICENSE", "deploy/trim-environment"),
    }
    assert set(re.findall(r"TERTULIA_[A-Z_]+(?==)", CONTAINERFILE)) <= set(described())
    (asked,) = re.findall(r'HEALTHCHECK .*"-m", "([a-z.]+)"', CONTAINERFILE)
    assert find_spec(asked) is not None
    let_in = {line[1:] for line in (ROOT / ".containerignore").read_text().split() if line.startswith("!")}
    assert let_in == {one for line in copied for one in line.split()}
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


def test_the_image_is_tried_as_the_unit_is_with_nobodys_rights() -> None:
    assert re.findall(r"^USER (.*)$", CONTAINERFILE, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^VOLUME (.*)$", CONTAINERFILE, re.MULTILINE) == ["/data"]


def test_compose_gives_each_service_what_there_is() -> None:
    services = COMPOSE["services"]
    bot = services["bot"]
    assert {name for name in bot["environment"] if name.startswith("TERTULIA_")} <= set(described())
    assert {"discord-token", "tertulia-database"} <= set(bot["secrets"])
    assert set(bot["secrets"]) <= {credential(name) for name in described()}
    for name, service in services.items():
        assert service["read_only"], name
        assert len(service["volumes"]) == 1, name
        assert {one.split(":")[0] for one in service["volumes"]} <= set(COMPOSE["volumes"])
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
        assert set(service["networks"]) <= set(COMPOSE["networks"])
    assert set(bot["depends_on"]) == set(services) - {"bot"}
    for name in bot["depends_on"]:
        # At its socket a server answers too that is stopped again: the one that makes the database.
        assert "--host=127.0.0.1" in services[name]["healthcheck"]["test"], name


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder that ``make-secrets`` makes, run twice: what is there stays."""
    (tmp_path / "deploy").mkdir()
    script = shutil.copy(ROOT / "deploy" / "make-secrets", tmp_path / "deploy")
    for _ in range(2):
        given = {"input": f"{TOKEN}\n", "text": True}
        subprocess.run(["sh", script], check=True, capture_output=True, **given)
    return tmp_path / "secrets"


def test_the_files_that_compose_names_are_those_that_are_made(secrets: Path) -> None:
    made = {path.name: path.read_text() for path in secrets.iterdir()}
    assert {f"secrets/{name}" for name in made} == {one["file"] for one in COMPOSE["secrets"].values()}
    assert made["discord-token"] == f"{TOKEN}\n"
    for service in ("database", "ledger"):
        password = made[f"{service}-password"]
        assert len(password) == 40
        assert made[f"tertulia-{service}"] == f"postgresql://tertulia:{password}@{service}:5432/tertulia\n"
    assert made["database-password"] != made["ledger-password"]


def test_in_compose_the_bot_uses_the_databases_beside_it(
    secrets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in described():
        monkeypatch.delenv(name, raising=False)
    bot = COMPOSE["services"]["bot"]
    own = dict(re.findall(r"(TERTULIA_[A-Z_]+)=(\S+)", CONTAINERFILE))
    for name, value in {**own, **bot["environment"]}.items():
        monkeypatch.setenv(name, re.sub(r"\$\{.*\}", "", value))
    (tmp_path / "run").mkdir()
    for name in bot["secrets"]:
        shutil.copy(secrets / name, tmp_path / "run")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "run"))
    reading = read_settings()
    assert reading.settings is not None, (reading.wrong, reading.unknown)
    for name in ("DISCORD_TOKEN", "TERTULIA_DATABASE", "TERTULIA_LEDGER"):
        assert reading.given[name].source is Source.CREDENTIAL, name
