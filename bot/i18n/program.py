"""How this program was called, for sentences that name one of its commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path

INSTALLED = "tertulia"
"""The command of an installed Tertulia."""
MODULE = "python -m bot"


def called(arguments: str = "") -> str:
    """What to type for ``arguments``, beginning as this process was called: ``tertulia doctor``."""
    name = INSTALLED if _is_installed_command() else MODULE
    return f"{name} {arguments}".rstrip()


def version() -> str:
    """The version of this program."""
    from importlib.metadata import version  # not above: it takes as long as the command line's other imports

    return version(INSTALLED)


def same_program() -> tuple[str, ...]:
    """The words that start another process of this program, called the same way."""
    return (sys.executable, *((sys.argv[0],) if _is_installed_command() else ("-m", "bot")))


def keep_to_installed() -> None:
    """Have processes that this one starts import no module from the working folder, if this is the installed
    command: a checkout of the same program may lie there.
    """
    if _is_installed_command():
        os.environ["PYTHONSAFEPATH"] = "1"


def _is_installed_command() -> bool:
    return Path(sys.argv[0]).stem == INSTALLED
