"""``python -m bot``: the command line."""

from __future__ import annotations

import os
import sys

from bot.cli.application import make_app
from bot.cli.terminal import Terminal


def main() -> None:
    """Run the command that the arguments name."""
    make_app(Terminal.of(os.environ, sys.stdout, sys.stderr))()


if __name__ == "__main__":
    main()
