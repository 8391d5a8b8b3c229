"""What runs the program as a service agrees with the program, and keeps it from the rest of the machine."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from bot.cli.application import COMMANDS
from bot.i18n.program import INSTALLED
from bot.settings.described import described
from bot.settings.sources import credential
from tests.meta.source import ROOT

UNIT = ROOT / "deploy" / "tertulia.service"
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


def test_the_unit_hears_from_the_program() -> None:
    assert _values("Type") == ["notify"]
    assert _values("WatchdogSec") == ["2min"]
