"""A command as the command line runs it: what it prints, and how it ends."""

from __future__ import annotations

import io
from typing import NamedTuple

from bot.cli.application import execute
from bot.cli.terminal import Terminal


class Ended(NamedTuple):
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


def run(*arguments: str, locale: str = "en_US.UTF-8") -> Ended:
    """Run the command that ``arguments`` name, on a terminal in a language."""
    out, err = io.StringIO(), io.StringIO()
    try:
        execute(arguments, Terminal.of({"LANG": locale}, out, err))
    except SystemExit as asked:
        return Ended(int(asked.code or 0), out.getvalue(), err.getvalue())
    return Ended(0, out.getvalue(), err.getvalue())
