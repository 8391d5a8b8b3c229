"""The name that sentences call this program by."""

from __future__ import annotations

import os
import sys

import pytest

from bot.i18n.program import called, keep_to_installed, same_program


@pytest.mark.parametrize(
    ("first", "typed"),
    [
        ("/home/ana/.local/bin/tertulia", "tertulia doctor"),
        ("tertulia", "tertulia doctor"),
        ("/src/bot/__main__.py", "python -m bot doctor"),
        ("-c", "python -m bot doctor"),
        ("", "python -m bot doctor"),
    ],
)
def test_a_command_is_named_as_this_program_was_called(
    monkeypatch: pytest.MonkeyPatch, first: str, typed: str
) -> None:
    monkeypatch.setattr(sys, "argv", [first, "start"])
    assert called("doctor") == typed
    assert called() == typed.removesuffix(" doctor")


def test_another_process_is_started_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["/opt/bin/tertulia", "sandbox"])
    assert same_program() == (sys.executable, "/opt/bin/tertulia")
    monkeypatch.setattr(sys, "argv", ["/src/bot/__main__.py", "sandbox"])
    assert same_program() == (sys.executable, "-m", "bot")


def test_only_the_installed_command_keeps_out_what_lies_in_the_working_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONSAFEPATH", "")
    monkeypatch.setattr(sys, "argv", ["/src/bot/__main__.py"])
    keep_to_installed()
    assert os.environ["PYTHONSAFEPATH"] == ""
    monkeypatch.setattr(sys, "argv", ["/opt/bin/tertulia"])
    keep_to_installed()
    assert os.environ["PYTHONSAFEPATH"] == "1"
