"""``tertulia``, or ``python -m bot``: the command line."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run the command that the arguments name."""
    # Not above: each worker process imports this module anew, and needs none of it.
    from bot.cli.application import execute
    from bot.cli.terminal import Terminal
    from bot.i18n.program import keep_to_installed

    keep_to_installed()
    try:
        execute(sys.argv[1:], Terminal.of(os.environ, sys.stdout, sys.stderr))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has enough, as `head` does. What is left of it goes nowhere at the exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
