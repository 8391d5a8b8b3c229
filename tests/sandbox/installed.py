"""Tertulia as its wheel installs it, in an environment that knows nothing of this repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.meta.source import ROOT

BUILT_OF = ("bot", "cogs", "sandbox", "benchmarks", "tests", "pyproject.toml", "README.md", "LICENSE")


def build_wheel(folder: Path) -> Path:
    """Build the wheel below ``folder`` from a copy of the sources, without any network; takes 3 s."""
    sources = folder / "sources"
    for name in BUILT_OF:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, sources / name, ignore=shutil.ignore_patterns("__pycache__", "samples")
            )
        else:
            shutil.copy(ROOT / name, sources)
    _pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", folder, sources)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """Install ``wheel`` in a new environment ``folder``, beside the libraries that the tests run with.

    Gives the environment's folder of programs.
    """
    venv.create(folder, with_pip=False)
    programs = folder / "bin"
    _pip("--python", programs / "python", "install", "--no-deps", wheel)
    (packages,) = folder.glob("lib/python*/site-packages")
    # The libraries alone: files of this folder that lead to the repository are not followed.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


def _pip(*arguments: str | Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", *arguments, "--quiet", "--no-index", "--disable-pip-version-check"],
        check=True,
    )
