"""``python -m sandbox``: the sandbox alone, for a bot that is started elsewhere."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from sandbox.server import Sandbox


def main() -> int:
    """Run until interrupted; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A Discord of one server on this machine."
    )
    parser.add_argument(
        "--port", type=_port, default=0, help="where to listen on 127.0.0.1 (default: a free port)"
    )
    parser.add_argument(
        "--record", type=Path, help="write everything that happens into this file, as JSON lines"
    )
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options.port, options.record))
    except OSError as error:
        print(error.strerror or error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


async def _serve(port: int, record: Path | None) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with Sandbox.start(port, record) as sandbox:
        lines = [
            f"The sandbox is open: {sandbox.page_url}",
            "Start a bot in it with this environment:",
            f"DISCORD_API={sandbox.api}",
            f"DISCORD_TOKEN={sandbox.bot_token}",
        ]
        print("\n".join(lines), flush=True)  # noqa: T201
        await ended.wait()


if __name__ == "__main__":
    sys.exit(main())
