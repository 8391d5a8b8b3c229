"""Tertulia installed from its wheel, run outside this repository: the ``tertulia`` command."""

from __future__ import annotations

import os
import subprocess
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from bot.cli.running import EX_CONFIG
from tests.meta.source import ROOT
from tests.sandbox.installed import build_wheel, install
from tests.sandbox.opened import Opened

SECONDS = 60
IMPORT_ALL = """
import importlib, pkgutil
for name in ("bot", "cogs", "sandbox"):
    package = importlib.import_module(name)
    assert package.__file__.startswith({prefix!r}), package.__file__
    for found in pkgutil.walk_packages(package.__path__, name + "."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
for name in ("tests", "benchmarks"):
    assert importlib.util.find_spec(name) is None, name
"""
PACKAGES = ("bot", "cogs", "sandbox")
FOR_DEVELOPERS = {".pyc", ".mako"}
"""What stands beside the modules and is not needed where the program runs."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the ``tertulia`` command."""
    return install(wheel, tmp_path_factory.mktemp("installed") / "environment")


def _run(programs: Path, folder: Path, *arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
    ours = ("DISCORD_", "TERTULIA_", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [programs / "tertulia", *arguments],
        cwd=folder,
        env={**kept, "LANG": "en_US.UTF-8", **given},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_the_wheel_has_the_program_with_its_data_and_neither_tests_nor_benchmarks(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        names = {name for name in packed.namelist() if ".dist-info/" not in name}
    files = (path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file())
    assert names == {str(path.relative_to(ROOT)) for path in files if path.suffix not in FOR_DEVELOPERS}


def test_the_wheel_names_its_command_its_extra_and_the_pythons_it_was_tried_with(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        (about,) = (name for name in packed.namelist() if name.endswith(".dist-info/METADATA"))
        (entries,) = (name for name in packed.namelist() if name.endswith(".dist-info/entry_points.txt"))
        told = Parser().parsestr(packed.read(about).decode())
        assert packed.read(entries).decode().split() == [
            "[console_scripts]",
            "tertulia",
            "=",
            "bot.__main__:main",
        ]
    assert told.get_all("Provides-Extra") == ["postgresql"]
    assert [one for one in told.get_all("Requires-Dist", []) if "extra ==" in one] == [
        'psycopg[binary]<4,>=3.2; extra == "postgresql"'
    ]


def test_every_module_of_it_can_be_imported_outside_the_repository(programs: Path, tmp_path: Path) -> None:
    code = IMPORT_ALL.format(prefix=str(programs.parent))
    subprocess.run([programs / "python", "-c", code], cwd=tmp_path, check=True, timeout=SECONDS)


def test_it_calls_itself_as_it_was_called(programs: Path, tmp_path: Path) -> None:
    assert _run(programs, tmp_path, "--help").stdout.startswith("usage: tertulia [--help]")
    assert _run(programs, tmp_path, "--version").stdout.startswith("Tertulia 0.")
    without_token = _run(programs, tmp_path, "run")
    assert without_token.returncode == EX_CONFIG
    assert "`tertulia sandbox` does not need one" in without_token.stderr


def test_it_summarizes_a_file(programs: Path, tmp_path: Path) -> None:
    story = min((ROOT / "sandbox" / "site").rglob("*.md"))
    (tmp_path / "story.md").write_text(story.read_text())
    ended = _run(programs, tmp_path, "summarize", "story.md")
    assert ended.returncode == 0, ended.stderr
    assert len(ended.stdout.splitlines()) > 2


async def test_its_sandbox_opens_with_the_bot_in_it(programs: Path, tmp_path: Path) -> None:
    """Also in the folder of a checkout, as of somebody who goes on with its ``data/``."""
    for package in ("bot", "sandbox"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("raise SystemExit('the wrong one')\n")
    async with Opened.in_folder(tmp_path, program=(str(programs / "tertulia"),), PYTHONPATH="") as opened:
        assert (opened.folder / "data" / "sandbox.sqlite3").exists()
