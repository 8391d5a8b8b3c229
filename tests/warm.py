"""``python -m bot`` in processes forked from one that has imported it, which saves each a second of CPU."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.forkserver
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.__main__ import main

_FORKING = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Start the process they are forked from, and return while it imports.

    A process has one such server, which imports what its first user wants: this has to be the first.
    """
    _FORKING.set_forkserver_preload(["tests.warmed", __name__])
    multiprocessing.forkserver.ensure_running()


class WarmProcess:
    """One command of ``python -m bot``, to be waited for and killed as a process of asyncio is."""

    def __init__(self, *arguments: str, environment: Mapping[str, str], out: Path, err: Path) -> None:
        """Start it. What it prints is appended to ``out`` and ``err``, which may be one file."""
        warm_up()
        self._process = _FORKING.Process(target=_run, args=(arguments, dict(environment), out, err))
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """None while it runs; a signal that ended it counts negative."""
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        """Wait for its end; gives ``returncode``."""
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        assert self.returncode is not None
        return self.returncode


def _run(arguments: tuple[str, ...], environment: dict[str, str], out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["bot", *arguments]
    # Buffered by lines: what it said before it is killed is there to be read.
    sys.stdout, sys.stderr = (path.open("a", buffering=1, encoding="utf-8") for path in (out, err))
    os.dup2(sys.stdout.fileno(), 1)
    os.dup2(sys.stderr.fileno(), 2)
    main()
